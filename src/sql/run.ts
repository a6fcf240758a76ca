import { setMaxListeners } from 'node:events'
import { covers, type LocationScope } from '../auth/principal.ts'
import type { ClickHouse } from '../clickhouse/client.ts'
import { type ErrorCode, GatewayError } from '../errors.ts'
import { toGatewayError } from './database-error.ts'
import type { Statements } from './generated.ts'
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
  /** How many queries this request has made so far. */
  readonly queryCount: number
  /** What ClickHouse read for the answers of this request so far, by its own count. */
  readonly read: Readonly<ReadVolume>
}

export interface ReadVolume {
  rows: number
  bytes: number
}

/** Hears of each query as it starts; what it returns hears how it ended. */
export type QueryObserver = (statement: StatementName) => (end: { outcome: 'ok' | ErrorCode; read: ReadVolume }) => void

/** Prepares all statements once; the result opens one `Sql` per request. */
export function createSql(
  clickhouse: ClickHouse,
  limits: QueryLimits,
  observe: QueryObserver = () => () => undefined,
): (request: SqlRequest) => Sql {
  const statements = readStatements()

  return ({ scope, signal, operationName }) => {
    let queryCount = 0
    const read: ReadVolume = { rows: 0, bytes: 0 }
    // Every query of a request listens for its end, and a request may have many.
    if (signal !== undefined) setMaxListeners(0, signal)

    async function run<T>(
      name: StatementName,
      params: { location_ids: readonly string[] },
      select: (statement: string) => string,
    ): Promise<T[]> {
      const statement = statements.get(name)
      if (statement === undefined) throw new Error(`There is no statement ${name}`)
      const takesAll = statement.params.has('all_locations')
      const outside = params.location_ids.filter((id) => !covers(scope, id))
      if (outside.length > 0) throw new GatewayError('FORBIDDEN', 'The credential does not cover this location.')
      if (params.location_ids.length === 0 && !(takesAll && scope === '*')) return []
      if (signal?.aborted) throw new GatewayError('CLIENT_CLOSED_REQUEST')
      queryCount++
      const end = observe(name)
      try {
        const result = await clickhouse.client.query({
          query: `${select(statement.text)}\n${settings(limits, name, operationName)}`,
          query_params: { ...params, ...(takesAll ? { all_locations: scope === '*' } : {}) },
          // The format that ends with what was read, on a server and embedded alike.
          format: 'JSONCompact',
          ...(signal === undefined ? {} : { abort_signal: signal }),
          // Only the HTTP server knows these: a query whose caller left is stopped, none can write, and one that fails half-way
          // fails as a whole.
          clickhouse_settings: {
            readonly: '2',
            cancel_http_readonly_queries_on_client_close: 1,
            wait_end_of_query: 1,
          },
        })
        const { meta = [], data, statistics } = await result.json<unknown[]>()
        const volume = { rows: statistics?.rows_read ?? 0, bytes: statistics?.bytes_read ?? 0 }
        read.rows += volume.rows
        read.bytes += volume.bytes
        end({ outcome: 'ok', read: volume })
        return data.map((values) => toRow<T>(meta, values))
      } catch (error) {
        const failure = toGatewayError(error, signal)
        end({ outcome: failure.code, read: { rows: 0, bytes: 0 } })
        throw failure
      }
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
      get queryCount() {
        return queryCount
      },
      read,
    }
  }
}

/** The engine names the columns once, and sends values in their order. */
function toRow<T>(columns: readonly { name: string }[], values: readonly unknown[]): T {
  const row: Record<string, unknown> = {}
  for (let index = 0; index < columns.length; index++) row[columns[index]?.name ?? ''] = values[index]
  // As generated from the engine's description of the statement.
  return row as T
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
