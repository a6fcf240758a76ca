import type { JsonObject } from '../../src/json/json-value.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { iso } from './order.ts'
import { pathnameOf, urlOf } from './reading.ts'
import { sessionIds } from './sessions.ts'

export interface EventAnswer {
  uuid: string
  name: string
  timestamp: string
  distinctId: string
  url: string | null
  pathname: string | null
  properties: JsonObject
  session: { sessionId: string } | null
  user: { userId: string }
}

export function eventsOf(events: readonly OracleEvent[], identity: Identity): EventAnswer[] {
  const sessions = sessionIds(events)
  return events.map((event) => {
    const sessionId = sessions.get(event)
    return {
      uuid: event.uuid,
      name: event.event,
      timestamp: iso(event.timestampMs),
      distinctId: event.distinctId,
      url: urlOf(event),
      pathname: pathnameOf(event),
      properties: event.properties,
      session: sessionId === undefined ? null : { sessionId },
      user: { userId: identity.userOf(event.distinctId) },
    }
  })
}
