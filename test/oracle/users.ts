import type { JsonObject } from '../../src/json/json-value.ts'
import { type ClickId, clickIdsOf, type FacebookClick, facebookOf } from './click-ids.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { byTime, compareText, firstOf, groupBy, iso, lastOf } from './order.ts'
import { personProperties } from './profiles.ts'
import { saysIdentified } from './reading.ts'
import { deviceOf, type SessionWithEvents } from './sessions.ts'
import type { Touch } from './touches.ts'

export interface User {
  userId: string
  distinctIds: string[]
  isIdentified: boolean
  firstSeenAt: string
  lastSeenAt: string
  eventCount: number
  sessionCount: number
  properties: JsonObject
  browser: string | null
  deviceType: string | null
  timeZone: string | null
  attribution: Attribution
  identityMappings: { anonymousId: string; userId: string | null; mappedAt: string; source: string }[]
}

export interface Attribution {
  firstTouch: Touch | null
  lastTouch: Touch | null
  lastNonDirectTouch: Touch | null
  daysBetweenFirstAndLast: number
  clickIds: ClickId[]
  facebook: FacebookClick | null
}

export function usersOf(
  events: readonly OracleEvent[],
  identity: Identity,
  sessions: readonly SessionWithEvents[],
): User[] {
  return [...groupBy(events, ({ distinctId }) => identity.userOf(distinctId))].map(([userId, members]) => {
    const ordered = members.toSorted(byTime)
    const own = sessions.filter(({ session }) => session.user.userId === userId)
    const statements = identity.statementsOf(userId)
    return {
      userId,
      distinctIds: identity.idsOf(userId),
      isIdentified: statements.length > 0 || ordered.some(saysIdentified),
      firstSeenAt: iso(firstOf(ordered).timestampMs),
      lastSeenAt: iso(lastOf(ordered).timestampMs),
      eventCount: ordered.length,
      sessionCount: own.length,
      properties: personProperties(ordered),
      ...deviceOf(ordered.toReversed()),
      attribution: attributionOf(ordered, own),
      identityMappings: statements.map(({ anonymousId, userId: mappedTo, at, source }) => ({
        anonymousId,
        userId: mappedTo,
        mappedAt: iso(at),
        source,
      })),
    }
  })
}

function attributionOf(events: readonly OracleEvent[], sessions: readonly SessionWithEvents[]): Attribution {
  const touches = sessions
    .filter(({ hasVisit }) => hasVisit)
    .map(({ session }) => session)
    .toSorted((a, b) => compareText(a.touch.occurredAt, b.touch.occurredAt) || compareText(a.sessionId, b.sessionId))
    .map(({ touch }) => touch)
  const [firstTouch = null, lastTouch = null] = [touches.at(0), touches.at(-1)]
  const day = (touch: Touch | null) => Date.parse((touch?.occurredAt ?? iso(0)).slice(0, 10)) / 86_400_000
  return {
    firstTouch,
    lastTouch,
    lastNonDirectTouch: touches.findLast(({ channel }) => channel !== 'direct') ?? null,
    daysBetweenFirstAndLast: day(lastTouch) - day(firstTouch),
    clickIds: clickIdsOf(events),
    facebook: facebookOf(events),
  }
}
