import { createHash, randomUUID } from 'node:crypto'
import { coveredLocations, type LocationScope } from '../auth/principal.ts'
import type { Tables } from '../sql/generated.ts'
import type { Sql } from '../sql/run.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type BackgroundInsertDeps, createBackgroundInsert } from './background-insert.ts'

/** One answered request of somebody with a valid credential, through any door that reads. */
interface ApiRequest {
  door: 'graphql' | 'pipes' | 'export'
  /** What the credential covers. */
  locations: LocationScope
  /** The operation's, pipe's or table's name; '' for an operation without one. */
  operationName: string
  /** The text of the query, if there is one: only its hash is kept. */
  operationText?: string | undefined
  /** Names the client, see `clientOf`. */
  headers: Headers
  startedAt: number
  /** HTTP status. */
  status: number
  /** Of the closed table; absent when all went well. */
  errorCode?: string | undefined
  /** The queries that answered it. */
  sql?: Pick<Sql, 'queryCount' | 'read'> | undefined
  responseBytes: number
}

export interface ApiRequests {
  /** Keeps a request for `apiUsage`. Returns at once and never throws. */
  record(request: ApiRequest): void
  /** Resolves when the last rows are stored, or could not be. */
  close(): Promise<void>
}

export interface ApiRequestsDeps extends BackgroundInsertDeps {
  now?: () => number
  /** Rows that wait at most; beyond it the oldest go. */
  maxRows?: number
  onDropped?: (rows: number) => void
}

const maxNameLength = 100

/**
 * Rows of `api_requests`, inserted once a second from a bounded buffer. Neither what was asked nor who asked is kept.
 */
export function createApiRequests({
  now = Date.now,
  maxRows = 10_000,
  onDropped,
  ...deps
}: ApiRequestsDeps): ApiRequests {
  let rows: Tables['api_requests'][] = []
  const background = createBackgroundInsert('api_requests', take, deps)

  function take() {
    const taken = rows
    rows = []
    return taken
  }

  return {
    record(request) {
      if (rows.length >= maxRows) {
        rows.shift()
        onDropped?.(1)
      }
      rows.push(toRow(request, now()))
      background.wake()
    },
    close: background.close,
  }
}

function toRow(request: ApiRequest, now: number): Tables['api_requests'] {
  const { door, locations, operationName, operationText, headers, startedAt, status, errorCode, sql } = request
  const covered = coveredLocations(locations)
  const location_ids = covered === '*' ? ['*'] : [...covered]
  const [only, second] = covered === '*' ? [] : covered
  const client = clientOf(headers)
  return {
    location_id: second === undefined ? (only ?? '') : '',
    requested_at: toClickHouseTime(new Date(now)),
    location_ids,
    door,
    operation_name: short(operationName),
    operation_hash: operationText === undefined ? '' : createHash('sha256').update(operationText).digest('hex'),
    client_name: client.name,
    client_version: client.version,
    duration_ms: Math.max(0, Math.round((performance.now() - startedAt) * 1_000) / 1_000),
    status,
    error_code: errorCode ?? '',
    clickhouse_queries: sql?.queryCount ?? 0,
    rows_read: String(sql?.read.rows ?? 0),
    bytes_read: String(sql?.read.bytes ?? 0),
    response_bytes: String(request.responseBytes),
    request_id: randomUUID(),
  }
}

/** The front end that asks, by the headers that GraphQL clients send of themselves. */
function clientOf(headers: Headers): { name: string; version: string } {
  const header = (name: string) => short(headers.get(`apollographql-${name}`) ?? headers.get(`x-${name}`) ?? '')
  return { name: header('client-name'), version: header('client-version') }
}

const short = (text: string) =>
  text
    .replace(/\p{Cc}/gu, '')
    .slice(0, maxNameLength)
    .toWellFormed()
