import { type ErrorCode, GatewayError } from '../errors.ts'

/** ClickHouse error code → what it means to a caller. Everything else is a defect of ours. */
const codes: Readonly<Record<string, ErrorCode>> = {
  '159': 'TIMEOUT', // TIMEOUT_EXCEEDED
  '160': 'TIMEOUT', // TOO_SLOW
  '158': 'RESOURCE_LIMIT', // TOO_MANY_ROWS
  '307': 'RESOURCE_LIMIT', // TOO_MANY_BYTES
  '396': 'RESOURCE_LIMIT', // TOO_MANY_ROWS_OR_BYTES
  '241': 'RESOURCE_LIMIT', // MEMORY_LIMIT_EXCEEDED
  '191': 'RESOURCE_LIMIT', // SET_SIZE_LIMIT_EXCEEDED
  '202': 'UNAVAILABLE', // TOO_MANY_SIMULTANEOUS_QUERIES
  '209': 'UNAVAILABLE', // SOCKET_TIMEOUT
  '210': 'UNAVAILABLE', // NETWORK_ERROR
  '242': 'UNAVAILABLE', // TABLE_IS_READ_ONLY
  '243': 'UNAVAILABLE', // NOT_ENOUGH_SPACE
  '252': 'UNAVAILABLE', // TOO_MANY_PARTS
  '279': 'UNAVAILABLE', // ALL_CONNECTION_TRIES_FAILED
  // The operator's to mend, not the caller's, and no defect of ours.
  '60': 'UNAVAILABLE', // UNKNOWN_TABLE: of a database that was renamed, or is restored
  '81': 'UNAVAILABLE', // UNKNOWN_DATABASE
  '164': 'UNAVAILABLE', // READONLY
  '497': 'UNAVAILABLE', // ACCESS_DENIED
  '516': 'UNAVAILABLE', // AUTHENTICATION_FAILED
  '394': 'CLIENT_CLOSED_REQUEST', // QUERY_WAS_CANCELLED
}

/**
 * The failure as a caller may see it: a code of the closed table and its own text; the database's words stay in
 * `cause`.
 */
export function toGatewayError(error: unknown, signal?: AbortSignal): GatewayError {
  if (error instanceof GatewayError) return error
  if (signal?.aborted) return new GatewayError('CLIENT_CLOSED_REQUEST', undefined, { cause: error })
  return new GatewayError(codeOf(error), undefined, { cause: error })
}

function codeOf(error: unknown): ErrorCode {
  const code = databaseErrorCode(error)
  if (code !== undefined) return codes[code] ?? 'INTERNAL_SERVER_ERROR'
  // Of several addresses that were tried, the code alone tells.
  const text = `${error} ${error instanceof Error && 'code' in error ? error.code : ''}`
  // Of the client, of a signal and of a socket; another text about a timeout is a defect of ours.
  if (/Timeout error|TimeoutError|TIMEDOUT/.test(text)) return 'TIMEOUT'
  if (/ECONNREFUSED|ECONNRESET|EPIPE|ENOTFOUND|EHOSTUNREACH|socket hang up|ChdbConnection is closed/i.test(text))
    return 'UNAVAILABLE'
  return 'INTERNAL_SERVER_ERROR'
}

/**
 * The database user lacks a right, or its profile allows no DDL (`QUERY_IS_PROHIBITED`) or no change at all
 * (`READONLY`).
 */
export const lacksRight = (error: unknown): boolean => ['497', '392', '164'].includes(databaseErrorCode(error) ?? '')

/**
 * ClickHouse's number for an error. Not told by the error's class: the embedded engine's client may have one of its
 * own.
 */
export function databaseErrorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined
  return /^\d+$/.test(error.code) ? error.code : undefined
}
