import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { byTime, firstOf, groupBy, iso, lastOf } from './order.ts'
import {
  isIdentify,
  isInteraction,
  isPageview,
  isVisitEvent,
  pathnameOf,
  read,
  saysIdentified,
  urlOf,
} from './reading.ts'
import { noTouch, type Touch, touchOf } from './touches.ts'

export interface Session {
  sessionId: string
  startedAt: string
  endedAt: string
  durationSeconds: number
  pageviewCount: number
  eventCount: number
  isBounce: boolean | null
  becameIdentified: boolean
  entryUrl: string | null
  entryPathname: string | null
  exitUrl: string | null
  exitPathname: string | null
  touch: Touch
  funnelId: string | null
  funnelName: string | null
  pageId: string | null
  affiliateId: string | null
  browser: string | null
  deviceType: string | null
  timeZone: string | null
  user: { userId: string }
}

const longestGapMs = 30 * 60_000
const longestSessionMs = 24 * 3_600_000

/** The session id of every event that is in a session. */
export function sessionIds(events: readonly OracleEvent[]): Map<OracleEvent, string> {
  const ids = new Map<OracleEvent, string>()
  for (const event of events) {
    const id = read(event, '$session_id')
    if (id !== null) ids.set(event, id)
  }
  const loose = events.filter((event) => !ids.has(event) && isVisitEvent(event))
  for (const [distinctId, visits] of groupBy(loose, (event) => event.distinctId)) {
    let start = Number.NEGATIVE_INFINITY
    let previous = Number.NEGATIVE_INFINITY
    for (const event of visits.toSorted(byTime)) {
      const at = event.timestampMs
      if (at - previous > longestGapMs || at - start > longestSessionMs) start = at
      previous = at
      ids.set(event, `~${start}~${distinctId}`)
    }
  }
  return ids
}

export interface SessionWithEvents {
  session: Session
  hasVisit: boolean
  events: OracleEvent[]
}

export function sessionsOf(events: readonly OracleEvent[], identity: Identity): SessionWithEvents[] {
  const ids = sessionIds(events)
  return [...groupBy([...ids.keys()], (event) => ids.get(event) ?? '')].map(([sessionId, members]) => {
    const ordered = members.toSorted(byTime)
    return { session: sessionOf(sessionId, ordered, identity), hasVisit: ordered.some(isVisitEvent), events: ordered }
  })
}

function sessionOf(sessionId: string, events: readonly OracleEvent[], identity: Identity): Session {
  const [first, last] = [firstOf(events), lastOf(events)]
  const visits = events.filter(isVisitEvent)
  const pages = visits.filter(isPageview)
  const entry = pages.at(0) ?? visits.at(0) ?? first
  const exit = pages.at(-1) ?? visits.at(-1) ?? last
  const durationSeconds = (last.timestampMs - first.timestampMs) / 1_000
  const pageviewCount = events.filter(isPageview).length
  const funnel = events.find((event) => read(event, 'funnel_id') ?? read(event, 'funnel_name'))
  const firstValue = (name: string) => events.map((event) => read(event, name)).find((value) => value !== null) ?? null
  return {
    sessionId,
    startedAt: iso(first.timestampMs),
    endedAt: iso(last.timestampMs),
    durationSeconds,
    pageviewCount,
    eventCount: events.length,
    isBounce: pageviewCount === 0 ? null : pageviewCount === 1 && !events.some(isInteraction) && durationSeconds < 10,
    becameIdentified: events.some(isIdentify) || new Set(visits.map(saysIdentified)).size === 2,
    entryUrl: urlOf(entry),
    entryPathname: pathnameOf(entry),
    exitUrl: urlOf(exit),
    exitPathname: pathnameOf(exit),
    touch: visits.length === 0 ? noTouch(entry) : touchOf(entry),
    funnelId: funnel === undefined ? null : read(funnel, 'funnel_id'),
    funnelName: funnel === undefined ? null : read(funnel, 'funnel_name'),
    pageId: firstValue('page_id'),
    affiliateId: firstValue('affiliate_id'),
    ...deviceOf(events),
    user: { userId: identity.userOf(last.distinctId) },
  }
}

/** Of the first event that names a browser, else of the first. */
export function deviceOf(events: readonly OracleEvent[]) {
  const event = events.find((candidate) => read(candidate, '$browser') !== null) ?? firstOf(events)
  return {
    browser: read(event, '$browser'),
    deviceType: read(event, '$device_type'),
    timeZone: read(event, '$timezone'),
  }
}
