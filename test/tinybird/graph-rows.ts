/** What the rows of the pipes must be, from the graph's answers to `lists` of test/properties/questions.ts. */
import type { JsonObject } from '../../src/json/json-value.ts'
import { compareUuid } from '../oracle/order.ts'
import { isVisitEvent } from '../oracle/reading.ts'

export type Row = Record<string, unknown>

interface GraphTouch {
  occurredAt: string
  channel: string
  landingUrl: string | null
  clickIds: { parameter: string; value: string }[]
  [field: string]: unknown
}
export interface GraphUser {
  userId: string
  distinctIds: string[]
  isIdentified: boolean
  firstSeenAt: string
  lastSeenAt: string
  sessionCount: number
  browser: string | null
  deviceType: string | null
  timeZone: string | null
  identityMappings: unknown[]
  attribution: {
    daysBetweenFirstAndLast: number
    firstTouch: GraphTouch | null
    lastTouch: GraphTouch | null
    facebook: { detectedAt: string } | null
  }
}
export interface GraphEvent {
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
export interface GraphSession {
  sessionId: string
  startedAt: string
  endedAt: string
  durationSeconds: number
  pageviewCount: number
  eventCount: number
  becameIdentified: boolean
  touch: GraphTouch
  user: { userId: string }
  [field: string]: unknown
}

export const utm5 = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term']
const referrers = ['referrer', 'referring_domain']
export const ids16 =
  'gclid fbclid msclkid twclid dclid gbraid wbraid li_fat_id igshid ttclid rdt_cid epik qclid sccid irclid _kx'.split(
    ' ',
  )

const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
/** `2026-03-05T10:00:00.000Z` → `2026-03-05 10:00:00.000000` */
export const micro = (iso: string) => iso.replace('T', ' ').replace('Z', '000')
const clickOf = (touch: GraphTouch | null, name: string) =>
  touch?.clickIds.find(({ parameter }) => parameter === name)?.value ?? null

const prefixed = (prefix: string, names: readonly string[], value: (name: string) => unknown) =>
  names.map((name): [string, unknown] => [`${prefix}_${name}`, value(name) ?? null])

const touchFields = (prefix: string, touch: GraphTouch | null, clicks: readonly string[]) =>
  Object.fromEntries([
    ...prefixed(prefix, [...utm5, ...referrers], (name) => touch?.[camel(name)]),
    ...prefixed(prefix, clicks, (name) => clickOf(touch, name)),
  ])

export function attributionRow({ attribution, ...user }: GraphUser): Row {
  const { firstTouch, lastTouch, facebook } = attribution
  return {
    user_id: user.userId,
    first_seen: micro(user.firstSeenAt),
    ...touchFields('first', firstTouch, ids16),
    last_seen: micro(user.lastSeenAt),
    ...touchFields('last', lastTouch, ids16),
    session_count: user.sessionCount,
    days_between_first_last: attribution.daysBetweenFirstAndLast,
    fbclid_detected_timestamp_ms: facebook === null ? null : Date.parse(facebook.detectedAt),
    first_touch_channel: firstTouch?.channel ?? 'direct',
    last_touch_channel: lastTouch?.channel ?? 'direct',
  }
}

export function profileRow(location_id: string, { attribution, ...user }: GraphUser): Row {
  return {
    user_id: user.userId,
    location_id,
    first_seen: micro(user.firstSeenAt),
    first_url: attribution.firstTouch?.landingUrl ?? null,
    ...touchFields('first', attribution.firstTouch, ids16),
    last_seen: micro(user.lastSeenAt),
    last_url: attribution.lastTouch?.landingUrl ?? null,
    ...touchFields('last', attribution.lastTouch, ids16),
    device_type: user.deviceType,
    browser: user.browser,
    timezone: user.timeZone,
    has_identity_mapping: user.identityMappings.length > 0,
    is_identified: user.isIdentified,
  }
}

export function sessionRow(
  location_id: string,
  timeZone: string,
  { touch, ...session }: GraphSession,
  events: readonly GraphEvent[],
): Row {
  const own = events
    .filter((event) => event.session?.sessionId === session.sessionId)
    .toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp) || compareUuid(a.uuid, b.uuid))
  const field = (name: string): [string, unknown] => [name, session[name === 'timezone' ? 'timeZone' : camel(name)]]
  const entryUrl = typeof session.entryUrl === 'string' ? session.entryUrl : null
  return {
    session_id: session.sessionId,
    session_start: micro(session.startedAt),
    session_end: micro(session.endedAt),
    session_duration_seconds: Math.trunc(session.durationSeconds),
    location_id,
    first_distinct_id: own.at(0)?.distinctId,
    last_distinct_id: own.at(-1)?.distinctId,
    became_identified: Number(session.becameIdentified),
    event_count: session.eventCount,
    pageview_count: session.pageviewCount,
    ...Object.fromEntries(['entry_url', 'entry_pathname', 'exit_url', 'exit_pathname'].map(field)),
    ...Object.fromEntries(['browser', 'device_type', 'timezone'].map(field)),
    ...Object.fromEntries(['funnel_id', 'funnel_name', 'page_id', 'affiliate_id'].map(field)),
    entry_host: entryUrl !== null && URL.canParse(entryUrl) ? new URL(entryUrl).host : null,
    entry_referrer: touch.referrer,
    entry_referring_domain: touch.referringDomain,
    ...Object.fromEntries(prefixed('first', utm5, (name) => touch[camel(name)])),
    seconds_per_pageview: session.pageviewCount === 0 ? null : session.durationSeconds / session.pageviewCount,
    session_date: new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(
      Date.parse(session.startedAt),
    ),
  }
}

const ten = [...utm5, 'gclid', 'fbclid', 'msclkid', ...referrers]

/** Over the user's sessions that started, and events that happened, from a time until before another. */
export function userAttributionRow(
  userId: string,
  sessions: readonly GraphSession[],
  events: readonly GraphEvent[],
  [fromMs, beforeMs]: readonly [number, number],
): Row[] {
  const within = (at: string) => Date.parse(at) >= fromMs && Date.parse(at) < beforeMs
  const times = events
    .filter(({ user, timestamp }) => user.userId === userId && within(timestamp))
    .map((e) => e.timestamp)
  if (times.length === 0) return []
  const own = sessions.filter(({ user, startedAt }) => user.userId === userId && within(startedAt))
  const visited = own
    .filter(({ sessionId }) => events.some((event) => event.session?.sessionId === sessionId && isVisit(event)))
    .toSorted((a, b) => compare([a.touch.occurredAt, a.sessionId], [b.touch.occurredAt, b.sessionId]))
  const [first, last] = [visited.at(0)?.touch ?? null, visited.at(-1)?.touch ?? null]
  const opened =
    visited.toSorted((a, b) => compare([a.startedAt, a.sessionId], [b.startedAt, b.sessionId])).at(0)?.touch ?? null
  const fields = (prefix: string, touch: GraphTouch | null) =>
    prefixed(prefix, ten, (name) => (name.endsWith('id') ? clickOf(touch, name) : touch?.[camel(name)]))
  const day = (touch: GraphTouch | null) => Date.parse((touch?.occurredAt ?? '1970-01-01').slice(0, 10)) / 86_400_000
  const ordered = times.toSorted()
  return [
    {
      ...Object.fromEntries([...fields('first', first), ...fields('recent', last)]),
      ...Object.fromEntries(prefixed('first_session', [...utm5, ...referrers], (name) => opened?.[camel(name)])),
      session_count: own.length,
      first_seen: micro(ordered.at(0) ?? ''),
      last_seen: micro(ordered.at(-1) ?? ''),
      days_between_first_last: day(last) - day(first),
    },
  ]
}

const isVisit = ({ uuid, name, distinctId, timestamp, properties }: GraphEvent) =>
  isVisitEvent({ uuid, event: name, distinctId, timestampMs: Date.parse(timestamp), properties })

const compare = (a: string[], b: string[]) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
