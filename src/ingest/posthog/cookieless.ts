import type { JsonObject } from '../../json/json-value.ts'
import type { CapturedEvent } from '../captured-event.ts'
import { cookielessId } from '../cookieless-id.ts'

/** What posthog-js sends instead of an id when the visitor gave no consent to store one. */
const sentinel = '$posthog_cookieless'

/** Where an event names somebody else than whom it is about. */
const otherIds = ['$anon_distinct_id', 'alias']

/**
 * Gives a visitor without consent an id for the day. Who says at last who they are is not tied to it: it is that of all
 * who have the same browser, and they did not agree to be followed.
 */
export function withVisitor(
  event: CapturedEvent,
  { locationId, userAgent }: { locationId: string; userAgent: string },
): CapturedEvent {
  if (event.distinctId !== sentinel && !otherIds.some((name) => event.properties[name] === sentinel)) return event
  const { $raw_user_agent, $host } = event.properties
  const id = cookielessId({
    locationId,
    timestampMs: event.timestampMs,
    userAgent: typeof $raw_user_agent === 'string' ? $raw_user_agent : userAgent,
    host: typeof $host === 'string' ? $host : '',
  })
  const distinctId = event.distinctId === sentinel ? id : event.distinctId
  return { ...event, distinctId, properties: withoutSentinel(event.properties, id) }
}

function withoutSentinel(properties: JsonObject, id: string): JsonObject {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([name, value]) => !(value === sentinel && otherIds.includes(name)))
      .map(([name, value]) => [name, value === sentinel ? id : value]),
  )
}
