import { isDeeperThan, shallowText } from '../../json/json-depth.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts'
import { parseTime } from '../../time/parse-time.ts'
import type { CapturedEvent, RejectedEvent, RejectionReason } from '../captured-event.ts'
import { toDistinctId } from '../distinct-id.ts'
import { isNameTooLong, nameMaxCharacters } from '../event-name.ts'
import { openForwardedRow } from '../forwarded-row.ts'
import { withVisitor } from './cookieless.ts'
import { propertiesOf } from './event-properties.ts'
import { eventTime } from './event-time.ts'
import type { PosthogLimits } from './posthog-deps.ts'

/** What all events of one request share. */
export interface EventContext {
  locationId: string
  nowMs: number
  sentAtMs: number | undefined
  /** The name of an event that has none; only `/engage` knows one. */
  defaultName: string | undefined
  userAgent: string
  /** The events are no live ones, but those of a file or of another system. */
  historical?: boolean
  /** Size of the whole JSON: below the limit of one event, no event needs to be measured. */
  payloadBytes: number
  limits: Pick<PosthogLimits, 'eventMaxBytes' | 'maxDepth'>
}

/** What became of one event on the wire. */
export type EventReading =
  | { kind: 'captured'; event: CapturedEvent }
  | { kind: 'rejected'; rejected: RejectedEvent }
  /** An event that PostHog itself throws away without a word. */
  | { kind: 'ignored' }

/** Reads one event by PostHog's rules. Never throws: a bad event must not fail its batch. */
export function readEvent(raw: JsonValue, context: EventContext): EventReading {
  const { limits, nowMs, sentAtMs, historical = false } = context
  if (isDeeperThan(raw, limits.maxDepth)) {
    const detail = `The event is nested deeper than ${limits.maxDepth} levels.`
    return { kind: 'rejected', rejected: { reason: 'too_deep', detail, raw: shallowText(raw, limits.maxDepth) } }
  }
  const reject = (reason: RejectionReason, detail: string): EventReading => ({
    kind: 'rejected',
    rejected: { reason, detail, raw: JSON.stringify(raw) },
  })

  if (!isJsonObject(raw)) return reject('not_an_object', 'The event is not a JSON object.')
  const forwarded = openForwardedRow(raw)
  if (forwarded !== undefined) return { kind: 'rejected', rejected: forwarded }
  if (context.payloadBytes > limits.eventMaxBytes && Buffer.byteLength(JSON.stringify(raw)) > limits.eventMaxBytes)
    return reject('event_too_large', `The event is larger than ${limits.eventMaxBytes} bytes.`)
  const properties = propertiesOf(raw)
  if (properties === undefined) return reject('invalid_properties', 'The "properties" are not a JSON object.')
  const name = raw.event ?? context.defaultName
  if (typeof name !== 'string' || name === '') return reject('missing_event_name', 'The event has no name ("event").')
  if (isNameTooLong(name))
    return reject('event_name_too_long', `The event name is longer than ${nameMaxCharacters} characters.`)
  if (name === '$performance_event') return { kind: 'ignored' }
  const distinctId = distinctIdOf(raw, properties)
  if (distinctId === '') return reject('missing_distinct_id', 'The event has no "distinct_id".')

  const ignoreSentAt = properties.$ignore_sent_at === true
  const { timestamp, offset } = raw
  const timestampMs = eventTime({ timestamp, offset, sentAtMs, ignoreSentAt, historical }, nowMs)
  const event = withVisitor({ event: name, distinctId, timestampMs, properties }, context)
  const uuid = givenUuid(raw)
  return {
    kind: 'captured',
    event: uuid === undefined ? { ...event, ...saidTime(raw, timestampMs) } : { ...event, uuid },
  }
}

function distinctIdOf(raw: JsonObject, properties: JsonObject): string {
  return toDistinctId(raw.distinct_id ?? raw.$distinct_id ?? properties.distinct_id ?? '')
}

const givenUuid = ({ uuid }: JsonObject) => (typeof uuid === 'string' && uuid !== '' ? uuid : undefined)

/** An offset counts back from whenever the event arrives, so what it says is another time in each retry. */
function saidTime({ timestamp, offset }: JsonObject, timestampMs: number): { saidMs?: number } {
  const said = offset === undefined ? parseTime(timestamp) : undefined
  const saidMs = said === undefined ? timestampMs : Math.round(said)
  return saidMs === timestampMs ? {} : { saidMs }
}
