import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import type { CapturedEvent, RejectedEvent, RejectionReason } from '../captured-event.ts'
import { type Clock, eventTimeMs } from './event-time.ts'

export interface CaptureLimits {
  eventMaxBytes: number
  batchMaxBytes: number
  batchMaxEvents: number
  /** Levels of nesting. */
  maxDepth: number
}

export const distinctIdMaxLength = 200
const eventNameMaxLength = 200

export interface Sorted {
  events: CapturedEvent[]
  rejected: RejectedEvent[]
}

/** Sorts what came in one request into events and rejected ones; `$performance_event` is dropped, as PostHog does. */
export function sortEvents(
  raw: readonly JsonValue[],
  clock: Clock,
  limits: CaptureLimits,
  defaultEvent?: string,
): Sorted {
  const sorted: Sorted = { events: [], rejected: [] }
  for (const one of raw) {
    const outcome = capture(one, clock, limits, defaultEvent)
    if ('reason' in outcome) sorted.rejected.push(outcome)
    else if (outcome.event !== '$performance_event') sorted.events.push(outcome)
  }
  return sorted
}

function capture(
  raw: JsonValue,
  clock: Clock,
  limits: CaptureLimits,
  defaultEvent?: string,
): CapturedEvent | RejectedEvent {
  if (depthExceeds(raw, limits.maxDepth))
    return rejected('too_deep', `Nested deeper than ${limits.maxDepth} levels.`, '')
  const text = JSON.stringify(raw)
  const reject = (reason: RejectionReason, detail: string) => rejected(reason, detail, text)
  if (!isJsonObject(raw)) return reject('not_an_object', 'An event must be an object.')
  if (Buffer.byteLength(text) > limits.eventMaxBytes)
    return reject('event_too_large', `Larger than ${limits.eventMaxBytes} bytes.`)
  const event = raw.event ?? defaultEvent
  if (typeof event !== 'string' || event === '') return reject('missing_event_name', 'The event has no name.')
  if (event.length > eventNameMaxLength)
    return reject('event_name_too_long', `The name has more than ${eventNameMaxLength} characters.`)
  if (raw.properties != null && !isJsonObject(raw.properties))
    return reject('invalid_properties', '"properties" must be an object.')
  const properties = mergedProperties(raw)
  const distinctId = distinctIdOf(raw, properties)
  if (distinctId === '') return reject('missing_distinct_id', 'The event has no distinct_id.')
  return {
    ...(typeof raw.uuid === 'string' && raw.uuid !== '' ? { uuid: raw.uuid } : {}),
    event,
    distinctId,
    timestampMs: eventTimeMs(raw, clock),
    properties,
  }
}

const rejected = (reason: RejectionReason, detail: string, raw: string): RejectedEvent => ({ reason, detail, raw })

/** Properties with what the envelope says about the person: `properties.$set` first, then the envelope's own. */
function mergedProperties(raw: JsonObject): JsonObject {
  const properties: JsonObject = isJsonObject(raw.properties) ? { ...raw.properties } : {}
  for (const name of ['$set', '$set_once'] as const) {
    const [inner, outer] = [properties[name], raw[name]]
    if (isJsonObject(outer)) properties[name] = { ...(isJsonObject(inner) ? inner : {}), ...outer }
  }
  if (Array.isArray(raw.$unset))
    properties.$unset = [...(Array.isArray(properties.$unset) ? properties.$unset : []), ...raw.$unset]
  if (typeof raw.elements_chain === 'string') properties.$elements_chain ??= raw.elements_chain
  return properties
}

function distinctIdOf(raw: JsonObject, properties: JsonObject): string {
  const sent = [raw.distinct_id, raw.$distinct_id, properties.distinct_id].find((id) => id != null && id !== '')
  if (sent === undefined || sent === null) return ''
  return (typeof sent === 'string' ? sent : JSON.stringify(sent)).slice(0, distinctIdMaxLength)
}

/** Without recursion: the depth of a body is its sender's choice. */
function depthExceeds(value: JsonValue, maxDepth: number): boolean {
  let level: JsonValue[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > maxDepth) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
