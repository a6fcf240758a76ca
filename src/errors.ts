import { GraphQLError } from 'graphql'

/** The closed table of error codes: code → HTTP status of a request that fails as a whole, and the default message. */
export const errorTable = {
  UNAUTHENTICATED: { status: 401, message: 'A valid bearer token is required.' },
  FORBIDDEN: { status: 403, message: 'The credential does not allow this.' },
  BAD_USER_INPUT: { status: 400, message: 'An argument is not valid.' },
  NOT_FOUND: { status: 404, message: 'There is no such thing here.' },
  GRAPHQL_PARSE_FAILED: { status: 400, message: 'The query is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, message: 'The query does not fit the schema.' },
  QUERY_TOO_COMPLEX: { status: 400, message: 'The query asks for too much at once.' },
  RATE_LIMITED: { status: 429, message: 'Too many requests.' },
  TIMEOUT: { status: 504, message: 'The query took too long. Narrow the range or ask for fewer nodes.' },
  RESOURCE_LIMIT: { status: 400, message: 'The query reads too much. Narrow the range or ask for fewer nodes.' },
  UNAVAILABLE: { status: 503, message: 'The database cannot be reached at the moment. Try again.' },
  CLIENT_CLOSED_REQUEST: { status: 499, message: 'The client went away.' },
  INTERNAL_SERVER_ERROR: { status: 500, message: 'Unexpected error.' },
} as const satisfies Record<string, { status: number; message: string }>

export type ErrorCode = keyof typeof errorTable
export const errorCodes = Object.keys(errorTable).filter((code): code is ErrorCode => code in errorTable)

/** An expected failure. Its message is for the caller: it never holds text from the database or a secret. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError'
  readonly code: ErrorCode
  /** When it is worth trying again; sent as `Retry-After`. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    code: ErrorCode,
    message: string = errorTable[code].message,
    options: { cause?: unknown; retryAfterSeconds?: number } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
  }

  get status(): number {
    return errorTable[this.code].status
  }
}

/** The form in which a failure leaves a resolver: with its code, without its cause. */
export function toGraphQLError(error: GatewayError): GraphQLError {
  const { retryAfterSeconds } = error
  // Yoga moves `http` from the body into the response.
  const retry =
    retryAfterSeconds === undefined
      ? {}
      : { retryAfterSeconds, http: { headers: { 'Retry-After': String(retryAfterSeconds) } } }
  return new GraphQLError(error.message, { extensions: { code: error.code, ...retry }, originalError: error })
}
