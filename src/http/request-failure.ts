/** The closed table of refusals of what is sent. `type` is PostHog's own word for the class of the error. */
const failureTable = {
  empty_body: { status: 400, type: 'validation_error' },
  malformed_body: { status: 400, type: 'validation_error' },
  malformed_json: { status: 400, type: 'validation_error' },
  invalid_event: { status: 400, type: 'validation_error' },
  invalid_header: { status: 400, type: 'validation_error' },
  invalid_parameter: { status: 400, type: 'validation_error' },
  missing_token: { status: 401, type: 'authentication_error' },
  invalid_token: { status: 401, type: 'authentication_error' },
  multiple_tokens: { status: 401, type: 'authentication_error' },
  unknown_token: { status: 401, type: 'authentication_error' },
  invalid_signature: { status: 401, type: 'authentication_error' },
  not_found: { status: 404, type: 'invalid_request' },
  too_large: { status: 413, type: 'validation_error' },
  too_many_events: { status: 413, type: 'validation_error' },
  unsupported_content_type: { status: 415, type: 'validation_error' },
  unsupported_encoding: { status: 415, type: 'validation_error' },
  // Nobody hears it; it is counted.
  sender_left: { status: 499, type: 'invalid_request' },
  unavailable: { status: 503, type: 'server_error' },
} as const satisfies Record<string, { status: number; type: string }>

export type FailureCode = keyof typeof failureTable

interface FailureOptions {
  cause?: unknown
  retryAfterSeconds?: number
  locationId?: string
  inQuarantine?: boolean
}

/** An expected refusal of a whole request. Its message is for the sender and never holds a token or event content. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly code: FailureCode
  readonly retryAfterSeconds: number | undefined
  /** The location of the refused request, where it was known by then. */
  readonly locationId: string | undefined
  /** The request's only event is in quarantine, and counted there. */
  readonly inQuarantine: boolean

  constructor(code: FailureCode, message: string, options: FailureOptions = {}) {
    super(message, { cause: options.cause })
    this.code = code
    this.retryAfterSeconds = options.retryAfterSeconds
    this.locationId = options.locationId
    this.inQuarantine = options.inQuarantine ?? false
  }

  get status(): number {
    return failureTable[this.code].status
  }
}

/** How a refusal is written: each generation of the wire has its own form. */
export type FailureBody = (failure: RequestFailure) => Record<string, string>

/** PostHog's form, plus `error`, which is what people look for first. */
export const captureFailureBody: FailureBody = ({ code, message }) => ({
  type: failureTable[code].type,
  code,
  detail: message,
  error: message,
})

/** The form of Capture V1. */
export const v1FailureBody: FailureBody = ({ code, message }) => ({
  error: code,
  error_description: message,
  error_uri: 'https://posthog.com/docs/api/capture',
})

export function failureResponse(failure: RequestFailure, body: FailureBody): Response {
  const headers = new Headers()
  if (failure.retryAfterSeconds !== undefined) headers.set('Retry-After', String(failure.retryAfterSeconds))
  return Response.json(body(failure), { status: failure.status, headers })
}
