import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import { malformed, unauthorized } from './capture-error.ts'
import { parseTime } from './event-time.ts'

/** One capture request, taken out of whichever of the three JSON forms it came in. */
export interface Envelope {
  token: string
  sentAtMs: number | undefined
  events: JsonValue[]
}

/**
 * JSON text → envelope: an array of events, `{api_key, batch, sent_at}`, or a single event.
 * @throws CaptureError 400 when it is neither, 401 without a usable token or with several.
 */
export function openEnvelope(text: string, url: URL): Envelope {
  const body = parseJson(text)
  const queryTime = parseTime(url.searchParams.get('_') ?? url.searchParams.get('sent_at') ?? undefined)
  if (Array.isArray(body)) return { token: tokenOf({}, body, url), sentAtMs: queryTime, events: body }
  if (!isJsonObject(body)) throw malformed('Expected an event, a list of events, or an object with a batch.')
  const sentAtMs = parseTime(body.sent_at) ?? queryTime
  if (body.batch === undefined) return { token: tokenOf(body, [body], url), sentAtMs, events: [body] }
  if (!Array.isArray(body.batch)) throw malformed('"batch" must be a list of events.')
  return { token: tokenOf(body, body.batch, url), sentAtMs, events: body.batch }
}

export function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue
  } catch {
    throw malformed('The payload is not JSON.')
  }
}

const tokenNames = ['token', '$token', 'api_key'] as const

function tokenIn(object: JsonObject): string | undefined {
  for (const name of tokenNames) if (typeof object[name] === 'string' && object[name] !== '') return object[name]
  const { properties } = object
  return isJsonObject(properties) && typeof properties.token === 'string' && properties.token !== ''
    ? properties.token
    : undefined
}

/** The batch's token applies to all; otherwise all events must agree on one. */
function tokenOf(batch: JsonObject, events: readonly JsonValue[], url: URL): string {
  const own = tokenIn(batch) ?? url.searchParams.get('token') ?? url.searchParams.get('api_key')
  const tokens = own ? new Set([own]) : new Set(events.filter(isJsonObject).flatMap((event) => tokenIn(event) ?? []))
  const [token, second] = tokens
  if (token === undefined) throw unauthorized('The request has no API key (token).')
  if (second !== undefined) throw unauthorized('The events carry different API keys.')
  return checkToken(token)
}

const printable = /^[!-~]+$/

export function checkToken(token: string): string {
  if (token.length > 64 || !printable.test(token)) throw unauthorized('The API key is malformed.')
  if (token.startsWith('phx_')) throw unauthorized('This is a personal API key; events need a write key.')
  return token
}
