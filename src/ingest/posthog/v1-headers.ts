import { validate as isUuid } from 'uuid'
import { bearerToken } from '../../http/bearer-token.ts'
import { RequestFailure } from '../../http/request-failure.ts'
import { parseTime } from '../../time/parse-time.ts'

export interface V1Headers {
  token: string
  library: string
  libraryVersion: string
  /** The sender's clock when it sent; V1 has no `sent_at` in the body. */
  requestTimeMs: number
}

const rfc3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/
const required = [
  'User-Agent',
  'PostHog-Sdk-Info',
  'PostHog-Attempt',
  'PostHog-Request-Id',
  'PostHog-Request-Timestamp',
]

/** Checks the headers that Capture V1 demands. @throws RequestFailure that names the header and what it must be */
export function readV1Headers(headers: Headers): V1Headers {
  const of = (name: string) => headers.get(name)?.trim() ?? ''
  const token = bearerToken(headers)
  if (token === undefined)
    throw new RequestFailure('missing_token', 'Expected the header Authorization: Bearer <project token>.')
  const missing = required.filter((name) => of(name) === '')
  if (missing.length > 0) throw new RequestFailure('invalid_header', `Missing required headers: ${missing.join(', ')}.`)
  if (!/^application\/json\b/i.test(of('Content-Type')))
    throw new RequestFailure('unsupported_content_type', 'Content-Type must be application/json.')

  const info = of('PostHog-Sdk-Info')
  // At the last slash: a scoped package has one in its name.
  const slash = info.lastIndexOf('/')
  if (slash < 1 || slash === info.length - 1)
    throw new RequestFailure('invalid_header', 'PostHog-Sdk-Info must be <name>/<version>.')
  if (!/^0*[1-9]\d{0,8}$/.test(of('PostHog-Attempt')))
    throw new RequestFailure('invalid_header', 'PostHog-Attempt must be a whole number, 1 or more.')
  if (!isUuid(of('PostHog-Request-Id')))
    throw new RequestFailure('invalid_header', 'PostHog-Request-Id must be a UUID.')
  const timestamp = of('PostHog-Request-Timestamp')
  const requestTimeMs = rfc3339.test(timestamp) ? parseTime(timestamp) : undefined
  if (requestTimeMs === undefined)
    throw new RequestFailure('invalid_header', 'PostHog-Request-Timestamp must be an RFC 3339 time.')
  return { token, library: info.slice(0, slash), libraryVersion: info.slice(slash + 1), requestTimeMs }
}
