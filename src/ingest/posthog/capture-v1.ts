import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { CapturedEvent, RejectedEvent } from '../captured-event.ts'
import { CaptureError, malformed } from './capture-error.ts'
import { type CaptureLimits, sortEvents } from './captured.ts'
import { checkToken } from './envelope.ts'
import { parseTime } from './event-time.ts'

/** What the headers of Capture V1 say. */
export interface V1Request {
  token: string
  sentAtMs: number
  library: { name: string; version: string } | undefined
}

/** @throws CaptureError 400 for a missing header, 401 without a usable token. */
export function readV1Headers(headers: Headers): V1Request {
  const [scheme, token] = headers.get('authorization')?.split(/\s+/, 2) ?? []
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new CaptureError(401, 'invalid_token', 'Send the write key: Authorization: Bearer …')
  const attempt = Number(required(headers, 'PostHog-Attempt'))
  if (!Number.isInteger(attempt) || attempt < 1) throw malformed('PostHog-Attempt must be a number from 1.')
  required(headers, 'PostHog-Request-Id')
  const sentAtMs = parseTime(required(headers, 'PostHog-Request-Timestamp'))
  if (sentAtMs === undefined) throw malformed('PostHog-Request-Timestamp must be an RFC 3339 time.')
  const sdk = required(headers, 'PostHog-Sdk-Info')
  const slash = sdk.lastIndexOf('/')
  return {
    token: checkToken(token),
    sentAtMs,
    library: slash > 0 ? { name: sdk.slice(0, slash), version: sdk.slice(slash + 1) } : undefined,
  }
}

function required(headers: Headers, name: string): string {
  const value = headers.get(name)
  if (value === null || value === '') throw malformed(`The header ${name} is missing.`)
  return value
}

export interface V1Sorted {
  events: CapturedEvent[]
  rejected: RejectedEvent[]
  results: Record<string, JsonObject>
}

/** Sorts a V1 batch; what the SDK lifted out of the properties is put back, so that both wires store the same event. */
export function sortV1(body: JsonValue, request: V1Request, nowMs: number, limits: CaptureLimits): V1Sorted {
  if (!isJsonObject(body) || !Array.isArray(body.batch)) throw malformed('Expected an object with a "batch" list.')
  if (body.batch.length > limits.batchMaxEvents) throw new CaptureError(413, 'too_many_events', `At most ${limits.batchMaxEvents} events in a batch.`)
  const sorted: V1Sorted = { events: [], rejected: [], results: {} }
  for (const raw of body.batch) {
    const event = isJsonObject(raw) ? restored(raw, request) : raw
    const { events, rejected } = sortEvents([event], { nowMs, sentAtMs: request.sentAtMs }, limits)
    sorted.events.push(...events)
    sorted.rejected.push(...rejected)
    const [reason] = rejected
    if (isJsonObject(raw) && typeof raw.uuid === 'string')
      sorted.results[raw.uuid] = reason === undefined ? { result: 'ok' } : { result: 'drop', details: reason.detail }
  }
  return sorted
}

function restored(raw: JsonObject, { library }: V1Request): JsonObject {
  const options = isJsonObject(raw.options) ? raw.options : {}
  const lifted: [string, JsonValue | undefined][] = [
    ['$session_id', raw.session_id],
    ['$window_id', raw.window_id],
    ['$process_person_profile', options.process_person_profile],
    ['$cookieless_mode', options.cookieless_mode],
    ['$product_tour_id', options.product_tour_id],
    ['$ignore_sent_at', options.disable_skew_correction],
    ['$lib', library?.name],
    ['$lib_version', library?.version],
  ]
  const back = lifted.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined && entry[1] !== null)
  const properties = isJsonObject(raw.properties) ? raw.properties : {}
  return { ...raw, properties: { ...Object.fromEntries(back), ...properties } }
}
