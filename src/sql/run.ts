import { setMaxListeners } from 'node:events'
import { covers, type LocationScope } from '../auth/principal.ts'
import type { ClickHouse } from '../clickhouse/client.ts'
import { GatewayError } from '../errors.ts'
import { toGatewayError } from './database-error.ts'
import { type Statements, statementColumns } from './generated.ts'
import { type RawOptions, rawSelect, rawSettings } from './raw-select.ts'
import { readStatements } from './statement.ts'

export type StatementName = keyof Statements
export type Row<N extends StatementName> = Statements[N]['row']
export type Column<N extends StatementName> = keyof Row<N> & string
/** What a caller binds; `all_locations` is bound by the runner, from the credential. */
export type Params<N extends StatementName> = Omit<Statements[N]['params'], 'all_locations'>

/** Limits of one query, each with its unit. ClickHouse enforces them. */
export interface QueryLimits {
  timeoutMs: number
  maxMemoryBytes: number
  maxRowsToRead: number
  maxResultRows: number
}

/** On whose behalf the queries of one request run. */
export interface SqlRequest {
  scope: LocationScope
  signal?: AbortSignal | undefined
  operationName?: string | undefined
}

/** The queries of one request. */
export interface Sql {
  /**
   * Runs a statement and reads only the given columns of its rows.
   * @throws GatewayError FORBIDDEN before any query, if `location_ids` leave the scope; TIMEOUT, RESOURCE_LIMIT, UNAVAILABLE,
   * CLIENT_CLOSED_REQUEST or INTERNAL_SERVER_ERROR after one.
   */
  rows<N extends StatementName, C extends Column<N>>(
    name: N,
    params: Params<N> & { location_ids: readonly string[] },
    columns: readonly C[],
  ): Promise<Pick<Row<N>, C>[]>
  /** Counts the statement's rows per value of the given columns. Bind the largest `limit` and no cursor. */
  count<N extends StatementName, C extends Column<N>>(
    name: N,
    params: Params<N> & { location_ids: readonly string[] },
    by: readonly C[],
  ): Promise<(Pick<Row<N>, C> & { total: string })[]>
  /**
   * The bytes of a page of the statement's rows as ClickHouse itself writes them. Every option but the page's numbers is one of a
   * closed list; the numbers are bound.
   * @throws GatewayError as `rows` does.
   */
  raw<N extends StatementName, C extends Column<N>>(
    name: N,
    params: Params<N> & { location_ids: readonly string[] },
    options: RawOptions<C> & { isNumeric: (column: C) => boolean },
  ): Promise<Buffer>
  /** How many queries this request has made so far. */
  readonly queryCount: number
}

interface BoundQuery {
  query: string
  query_params: Record<string, unknown>
  abort_signal?: AbortSignal
  clickhouse_settings: { readonly: '2'; cancel_http_readonly_queries_on_client_close: 1 }
}

/** Prepares all statements once; the result opens one `Sql` per request. */
export function createSql(clickhouse: ClickHouse, limits: QueryLimits): (request: SqlRequest) => Sql {
  const statements = readStatements()

  return ({ scope, signal, operationName }) => {
    let queryCount = 0
    // Every query of a request listens for its end, and a request may have many.
    if (signal !== undefined) setMaxListeners(0, signal)

    /** Checks the scope, then sends the query; `undefined` when it covers no location at all. */
    async function send<T>(
      name: StatementName,
      params: { location_ids: readonly string[] },
      select: (statement: string) => string,
      read: (query: BoundQuery) => Promise<T>,
    ): Promise<T | undefined> {
      const statement = statements.get(name)
      if (statement === undefined) throw new Error(`There is no statement ${name}`)
      const takesAll = statement.params.has('all_locations')
      const outside = params.location_ids.filter((id) => !covers(scope, id))
      if (outside.length > 0) throw new GatewayError('FORBIDDEN', 'The credential does not cover this location.')
      if (params.location_ids.length === 0 && !(takesAll && scope === '*')) return undefined
      if (signal?.aborted) throw new GatewayError('CLIENT_CLOSED_REQUEST')
      queryCount++
      try {
        return await read({
          query: `${select(statement.text)}\n${settings(limits, name, operationName)}`,
          query_params: { ...params, ...(takesAll ? { all_locations: scope === '*' } : {}) },
          ...(signal === undefined ? {} : { abort_signal: signal }),
          // Only the HTTP server knows these: a query whose caller left is stopped, and none can write.
          clickhouse_settings: { readonly: '2', cancel_http_readonly_queries_on_client_close: 1 },
        })
      } catch (error) {
        throw toGatewayError(error, signal)
      }
    }

    async function run<T>(
      name: StatementName,
      params: { location_ids: readonly string[] },
      select: (statement: string) => string,
    ): Promise<T[]> {
      const read = async (query: BoundQuery) =>
        (await clickhouse.client.query({ ...query, format: 'JSONEachRow' })).json<T>()
      return (await send(name, params, select, read)) ?? []
    }

    async function raw<N extends StatementName, C extends Column<N>>(
      name: N,
      params: { location_ids: readonly string[] },
      { isNumeric, ...options }: RawOptions<C> & { isNumeric: (column: C) => boolean },
    ): Promise<Buffer> {
      const known: readonly string[] = statementColumns[name]
      const named = [...options.columns, ...options.orderBy.map(({ column }) => column)]
      if (!named.every((column) => known.includes(column)))
        throw new Error(`${name} has not all of ${named.join(', ')}`)
      const { page } = options
      const bound = page === undefined ? params : { ...params, page_limit: page.limit, page_offset: page.offset }
      const read = async ({ query, clickhouse_settings, ...rest }: BoundQuery) => {
        const { stream } = await clickhouse.client.exec({
          ...rest,
          query: `${query}, ${rawSettings(options.quote64BitIntegers)}\nFORMAT ${options.format}`,
          // The server answers when it has everything: a failure half-way is a failure, and no broken document.
          clickhouse_settings: { ...clickhouse_settings, wait_end_of_query: 1 },
        })
        const chunks: Uint8Array[] = []
        for await (const chunk of stream) chunks.push(chunk)
        return Buffer.concat(chunks)
      }
      const select = (text: string) => rawSelect(text, options, isNumeric)
      return (await send(name, bound, select, read)) ?? Buffer.alloc(0)
    }

    return {
      // The columns are keys of the generated row type, so the rows have exactly these.
      rows: (name, params, columns) => run(name, params, (text) => `SELECT ${columns.join(', ')}\nFROM (\n${text}\n)`),
      count: (name, params, by) =>
        run(
          name,
          params,
          (text) =>
            `SELECT ${[...by, 'count() AS total'].join(', ')}\nFROM (\n${text}\n)\n${by.length > 0 ? `GROUP BY ${by.join(', ')}` : ''}`,
        ),
      raw,
      get queryCount() {
        return queryCount
      },
    }
  }
}

/** Only numbers of the configuration and names that are identifiers by grammar enter this text. */
function settings(limits: QueryLimits, statement: string, operationName: string | undefined): string {
  const operation =
    operationName !== undefined && /^[_A-Za-z][_0-9A-Za-z]{0,99}$/.test(operationName) ? operationName : ''
  return `SETTINGS max_execution_time = ${limits.timeoutMs / 1000}, max_memory_usage = ${limits.maxMemoryBytes}, max_rows_to_read = ${limits.maxRowsToRead}, max_result_rows = ${limits.maxResultRows}, result_overflow_mode = 'throw', log_comment = '{"statement":"${statement}","operation":"${operation}"}'`
}

/** `2026-01-31T10:00:00.000Z` → `2026-01-31 10:00:00.000`: a bound time takes no zone designator. */
export function toClickHouseTime(at: Date): string {
  return at.toISOString().replace('T', ' ').replace('Z', '')
}
