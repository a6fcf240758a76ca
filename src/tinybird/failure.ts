import { WriteKeysUnavailableError } from '../auth/write-key-lookups.ts'
import { type ErrorCode, GatewayError } from '../errors.ts'
import { RequestFailure } from '../http/request-failure.ts'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { RateLimitedError } from '../limits/request-gate.ts'
import { databaseErrorCode } from '../sql/database-error.ts'

/** A refusal on the Tinybird wire: a status of its table, a message for the caller, headers. */
export class TinybirdFailure extends Error {
  override readonly name = 'TinybirdFailure'
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    message: string,
    { headers = {}, cause }: { headers?: Record<string, string>; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.status = status
    this.headers = headers
  }
}

/** Every failure of authentication is 403 here, and a query that takes too long 408. */
const statusOf: Record<ErrorCode, number> = {
  UNAUTHENTICATED: 403,
  FORBIDDEN: 403,
  BAD_USER_INPUT: 400,
  NOT_FOUND: 404,
  GRAPHQL_PARSE_FAILED: 400,
  GRAPHQL_VALIDATION_FAILED: 400,
  QUERY_TOO_COMPLEX: 400,
  RATE_LIMITED: 429,
  TIMEOUT: 408,
  RESOURCE_LIMIT: 400,
  UNAVAILABLE: 503,
  CLIENT_CLOSED_REQUEST: 499,
  INTERNAL_SERVER_ERROR: 500,
}

/** Any error as a refusal; the database's own words stay in the cause, only its code is told. */
export function toTinybirdFailure(error: unknown): TinybirdFailure {
  if (error instanceof TinybirdFailure) return error
  if (error instanceof IngestOverloadedError) return tryAgain(error.retryAfterSeconds, error)
  if (error instanceof WriteKeysUnavailableError) return tryAgain(5, error)
  if (error instanceof RequestFailure) {
    const status = error.status === 401 ? statusOf.UNAUTHENTICATED : error.status
    return new TinybirdFailure(status, error.message, { headers: retryAfter(error.retryAfterSeconds) })
  }
  if (!(error instanceof GatewayError)) return new TinybirdFailure(500, 'Unexpected error.', { cause: error })
  const code = databaseErrorCode(error.cause)
  const headers = {
    ...(code === undefined ? {} : { 'X-DB-Exception-Code': code }),
    ...retryAfter(error.retryAfterSeconds ?? (error.code === 'UNAVAILABLE' ? 5 : undefined)),
    ...(error instanceof RateLimitedError ? error.headers : {}),
  }
  return new TinybirdFailure(statusOf[error.code], error.message, { headers, cause: error.cause })
}

/** The refusal of what could not be stored, and is worth sending again. */
export function tryAgain(seconds: number, cause?: unknown): TinybirdFailure {
  const message = 'The request cannot be handled at the moment. Send it again.'
  return new TinybirdFailure(503, message, { headers: retryAfter(seconds), cause })
}

const retryAfter = (seconds: number | undefined): Record<string, string> =>
  seconds === undefined ? {} : { 'Retry-After': String(seconds) }

/** The error body of the wire. */
export function failureResponse({ status, message, headers }: TinybirdFailure, request: Request): Response {
  const documentation = new URL('/v0/docs', request.url).href
  return Response.json({ error: message, documentation }, { status, headers })
}
