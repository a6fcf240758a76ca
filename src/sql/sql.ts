import type { LocationScope } from '../auth/principal.ts'
import type { ErrorCode } from '../errors.ts'
import type { Person } from '../identity/find-identity.ts'
import type { Statements } from './generated.ts'
import type { RawOptions } from './raw-select.ts'

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
  /** Names the credential, without telling it: what queries over several locations count for. */
  credential?: string | undefined
}

/** The queries of one request. */
export interface Sql {
  /**
   * Runs a statement and reads only the given columns of its rows. Who asks for people and knows all their ids says so
   * in `people`.
   * @throws GatewayError FORBIDDEN before any query, if `location_ids` leave the scope; RATE_LIMITED and UNAVAILABLE
   * when too many
   * wait; TIMEOUT, RESOURCE_LIMIT, UNAVAILABLE, CLIENT_CLOSED_REQUEST or INTERNAL_SERVER_ERROR after one.
   */
  rows<N extends StatementName, C extends Column<N>>(
    name: N,
    params: Params<N> & { location_ids: readonly string[] },
    columns: readonly C[],
    people?: readonly Person[],
  ): Promise<Pick<Row<N>, C>[]>
  /** Counts the statement's rows per value of the given columns. Bind the largest `limit` and no cursor. */
  count<N extends StatementName, C extends Column<N>>(
    name: N,
    params: Params<N> & { location_ids: readonly string[] },
    by: readonly C[],
    people?: readonly Person[],
  ): Promise<(Pick<Row<N>, C> & { total: string })[]>
  /**
   * The bytes of a page of the statement's rows as ClickHouse itself writes them. Every option but the page's numbers
   * is one of a closed list; the numbers are bound.
   * @throws GatewayError as `rows` does.
   */
  raw<N extends StatementName, C extends Column<N>>(
    name: N,
    params: Params<N> & { location_ids: readonly string[] },
    options: RawOptions<C> & { isNumeric: (column: C) => boolean },
  ): Promise<Buffer>
  /** Forgets what was asked beforehand: something was changed. */
  reset(): void
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
