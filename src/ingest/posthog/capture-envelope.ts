import { RequestFailure } from '../../http/request-failure.ts'
import { isJsonObject, type JsonValue } from '../../json/json-value.ts'
import { parseTime } from '../../time/parse-time.ts'
import { commonToken, tokenIn } from './token.ts'

export interface CaptureEnvelope {
  token: string | undefined
  /** The sender's clock when it sent, for the correction of its event times. */
  sentAtMs: number | undefined
  /** They come from an older system, as PostHog's migrations do, and not from the people that they are about. */
  historical?: boolean
  events: JsonValue[]
}

/**
 * Opens the three forms of a capture request: a list of events, `{api_key, batch, sent_at?}`, or one event.
 * @throws RequestFailure `malformed_json`, `multiple_tokens`
 */
export function openEnvelope(json: JsonValue, query: URLSearchParams): CaptureEnvelope {
  const tokenInQuery = query.get('token') ?? query.get('api_key') ?? undefined
  if (Array.isArray(json))
    return { token: commonToken(json) ?? tokenInQuery, sentAtMs: sentAtInQuery(query), events: json }
  if (!isJsonObject(json))
    throw new RequestFailure('malformed_json', 'Expected an event, a list of events, or {"api_key", "batch": […]}.')
  const sentAtMs = parseTime(json.sent_at) ?? sentAtInQuery(query)
  if (json.batch === undefined) return { token: tokenIn(json) ?? tokenInQuery, sentAtMs, events: [json] }
  if (!Array.isArray(json.batch)) throw new RequestFailure('malformed_json', 'Expected "batch" to be a list of events.')
  // The batch speaks for all its events: in a server's events `properties.token` may be anything.
  return {
    token: tokenIn(json) ?? commonToken(json.batch) ?? tokenInQuery,
    sentAtMs,
    historical: json.historical_migration === true,
    events: json.batch,
  }
}

/** `_` (bare lists and single events) or `sent_at`, in epoch milliseconds. */
function sentAtInQuery(query: URLSearchParams): number | undefined {
  const text = query.get('_') ?? query.get('sent_at') ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
