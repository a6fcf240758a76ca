import { setMaxListeners } from 'node:events'
import type { ClickHouseSettings } from '@clickhouse/client'
import { coveredLocations, covers } from '../auth/principal.ts'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { GatewayError } from '../errors.ts'
import { tenantOfCredential, tenantOfLocation } from '../limits/company.ts'
import { toGatewayError } from './database-error.ts'
import { type Ask, createForeknowledge, createLocationKnowledge, type Question } from './foreknowledge.ts'
import { statementColumns } from './generated.ts'
import { divideLargeValues } from './large-values.ts'
import { createNarrower } from './narrow/narrow.ts'
import { queryComment } from './query-comment.ts'
import { querySettings } from './query-settings.ts'
import { type RawOptions, rawSelect, rawSettings } from './raw-select.ts'
import { toRow, volumeIn } from './read-answer.ts'
import type { Scheduler } from './scheduler.ts'
import { sentFor } from './sent-for.ts'
import type { Column, QueryLimits, QueryObserver, ReadVolume, Sql, SqlRequest, StatementName } from './sql.ts'
import { readStatementPlans } from './statement-plans.ts'

export type * from './sql.ts'

export interface SqlOptions {
  /** Who may run when. Without it queries run at once. */
  scheduler?: Pick<Scheduler, 'run'>
  observe?: QueryObserver
}

interface BoundQuery {
  query: string
  query_params: Record<string, unknown>
  abort_signal?: AbortSignal
  clickhouse_settings: ClickHouseSettings
}

/** What a statement is bound to, and which columns of it are read. */
type Asked = Pick<Question, 'columns' | 'people'> & { params: Question['params'] }

/** What came back, and what ClickHouse read for it. */
interface Answer<T> {
  value: T
  volume: ReadVolume
}

/**
 * Prepares all statements once; the result opens one `Sql` per request. Queries wait for their turn in the scheduler: a
 * query about one location counts for it, one over several for the credential. It throws for a scope that was not
 * issued by the verifier, whatever a cast made of it.
 */
export function createSql(
  clickhouse: ClickHouse,
  limits: QueryLimits,
  { scheduler = { run: (_, work) => work(1) }, observe = () => () => undefined }: SqlOptions = {},
): (request: SqlRequest) => Sql {
  const plans = readStatementPlans()
  const narrowed = createNarrower()
  const { writes } = clickhouse
  const lasting = writes === undefined ? undefined : createLocationKnowledge(writes)

  return ({ scope, signal, operationName, credential = '' }) => {
    // Refuses a scope that was not issued, before anything else is done with it.
    const coversAll = coveredLocations(scope) === '*'
    let queryCount = 0
    const read: ReadVolume = { rows: 0, bytes: 0 }
    // Every query of a request listens for its end, and a request may have many.
    if (signal !== undefined) setMaxListeners(0, signal)

    const ask: Ask = {
      links: (location_ids, distinct_ids, limit) =>
        run('identity-links', { params: { location_ids, distinct_ids, limit }, columns: [] }, (text) => text),
      joints: (location_ids, limit) =>
        run('identity-joints', { params: { location_ids, limit }, columns: [] }, (text) => text),
      traits: (location_ids) =>
        run('location-traits', { params: { location_ids, limit: location_ids.length }, columns: [] }, (text) => text),
    }
    const foreknowledge = createForeknowledge(ask, lasting)

    /** Checks the scope, waits for a slot, then asks; `undefined` when the scope covers no location at all. */
    async function send<T>(
      askedFor: StatementName,
      { params, ...asked }: Asked,
      select: (statement: string) => string,
      ask: (query: BoundQuery) => Promise<Answer<T>>,
    ): Promise<T | undefined> {
      const name = sentFor(askedFor, params)
      const plan = plans.get(name)
      if (plan === undefined) throw new Error(`There is no statement ${name}`)
      const takesAll = plan.statement.params.has('all_locations')
      const outside = params.location_ids.filter((id) => !covers(scope, id))
      if (outside.length > 0) throw new GatewayError('FORBIDDEN', 'The credential does not cover this location.')
      if (params.location_ids.length === 0 && !(takesAll && coversAll)) return undefined
      const { known, bound } = await foreknowledge.of({ ...asked, plan, params })
      if (signal?.aborted) throw new GatewayError('CLIENT_CLOSED_REQUEST')
      queryCount++
      const whole = { ...params, ...bound }
      const narrow = narrowed(JSON.stringify([name, known, select('')]), () => select(plan.text(known)), whole)
      const { text, values } =
        clickhouse.mode === 'server' ? divideLargeValues(narrow, whole) : { text: narrow, values: whole }
      async function inSlot(place: number): Promise<T> {
        const end = observe(name)
        try {
          const { value, volume } = await ask({
            query: `${text}\n${querySettings(limits, place)}`,
            query_params: { ...placedIn(text, values), ...(takesAll ? { all_locations: coversAll } : {}) },
            ...(signal === undefined ? {} : { abort_signal: signal }),
            // Only the HTTP server knows these: a query whose caller left is stopped, none can write, and one that
            // fails half-way fails as a whole.
            clickhouse_settings: {
              readonly: '2',
              cancel_http_readonly_queries_on_client_close: 1,
              wait_end_of_query: 1,
              // Where does an answer wait? On the server's disk, what has no room in memory; of a full disk comes an
              // empty answer, or what fitted, as if that were all. So there is room for whatever the query may take:
              // beyond it comes the error about its memory.
              http_response_buffer_size: String(limits.maxMemoryBytes),
              log_comment: queryComment({
                statement: name,
                operationName,
                locationIds: takesAll && coversAll ? ['*'] : params.location_ids,
              }),
            },
          })
          read.rows += volume.rows
          read.bytes += volume.bytes
          end({ outcome: 'ok', read: volume })
          return value
        } catch (error) {
          const failure = toGatewayError(error, signal)
          end({ outcome: failure.code, read: { rows: 0, bytes: 0 } })
          throw failure
        }
      }
      const [only, second] = params.location_ids
      const tenant =
        only !== undefined && second === undefined ? tenantOfLocation(only) : tenantOfCredential(credential)
      try {
        return await scheduler.run(tenant, inSlot, signal)
      } catch (error) {
        throw toGatewayError(error, signal)
      }
    }

    async function run<T>(name: StatementName, asked: Asked, select: (statement: string) => string): Promise<T[]> {
      const rows = await send(name, asked, select, async (query): Promise<Answer<T[]>> => {
        // The format that ends with what was read, on a server and embedded alike.
        const result = await clickhouse.client.query({ ...query, format: 'JSONCompact' })
        const { meta = [], data, statistics } = await result.json<unknown[]>()
        const volume = { rows: statistics?.rows_read ?? 0, bytes: statistics?.bytes_read ?? 0 }
        return { value: data.map((values) => toRow<T>(meta, values)), volume }
      })
      return rows ?? []
    }

    async function raw<N extends StatementName, C extends Column<N>>(
      name: N,
      params: { location_ids: readonly string[] } & Record<string, unknown>,
      { isNumeric, ...options }: RawOptions<C> & { isNumeric: (column: C) => boolean },
    ): Promise<Buffer> {
      const known: readonly string[] = statementColumns[name]
      const named = [...options.columns, ...options.orderBy.map(({ column }) => column)]
      if (!named.every((column) => known.includes(column)))
        throw new Error(`${name} has not all of ${named.join(', ')}`)
      const { page } = options
      const bound = page === undefined ? params : { ...params, page_limit: page.limit, page_offset: page.offset }
      const select = (text: string) => rawSelect(text, options, isNumeric)
      const bytes = await send(
        name,
        { params: bound, columns: options.columns },
        select,
        async ({ query, ...rest }) => {
          const { stream } = await clickhouse.client.exec({
            ...rest,
            query: `${query}, ${rawSettings(options.quote64BitIntegers)}\nFORMAT ${options.format}`,
          })
          const chunks: Uint8Array[] = []
          for await (const chunk of stream) chunks.push(chunk)
          const value = Buffer.concat(chunks)
          return { value, volume: volumeIn(value) }
        },
      )
      return bytes ?? Buffer.alloc(0)
    }

    return {
      // The columns are keys of the generated row type, so the rows have exactly these.
      rows: (name, params, columns, people) =>
        run(
          name,
          { params, columns, people },
          (text) => `SELECT ${ordered(name, columns).join(', ')}\nFROM (\n${text}\n)`,
        ),
      count: (name, params, by, people) =>
        run(
          name,
          { params, columns: by, people },
          (text) =>
            `SELECT ${[...by, 'count() AS total'].join(', ')}\nFROM (\n${text}\n)\n${by.length > 0 ? `GROUP BY ${by.join(', ')}` : ''}`,
        ),
      raw,
      reset: foreknowledge.reset,
      get queryCount() {
        return queryCount
      },
      read,
    }
  }
}

/** Values that the text has a place for: what is known may make many needless. */
const placedIn = (text: string, values: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([name]) => text.includes(`{${name}:`)))

/** In the order of the statement, so that it need not be wrapped (`src/sql/narrow/levels.ts`). */
function ordered<N extends StatementName>(name: N, columns: readonly Column<N>[]): readonly string[] {
  const all: readonly string[] = statementColumns[name]
  const asked: readonly string[] = columns
  return all.filter((column) => asked.includes(column))
}
