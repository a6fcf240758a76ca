import type { JsonObject } from '../../src/json/json-value.ts'
import { type DateRange, localDate } from './buckets.ts'
import { type Condition, hasProperties, meets } from './conditions.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { groupBy } from './order.ts'
import type { Touch } from './touches.ts'
import type { User } from './users.ts'

export interface Behavior extends Pick<Condition, 'pathname' | 'properties'> {
  event: string
  range?: DateRange
  minCount?: number
  maxCount?: number
}

/** What users are picked by. */
export interface Segment {
  identified?: boolean
  firstTouchChannel?: string[]
  lastTouchChannel?: string[]
  lastNonDirectTouchChannel?: string[]
  firstTouchChannelGroup?: string[]
  lastTouchChannelGroup?: string[]
  lastNonDirectTouchChannelGroup?: string[]
  firstUtmSource?: string[]
  firstUtmMedium?: string[]
  firstUtmCampaign?: string[]
  lastUtmSource?: string[]
  lastUtmMedium?: string[]
  lastUtmCampaign?: string[]
  firstReferringDomain?: string[]
  lastReferringDomain?: string[]
  firstLandingPathname?: string[]
  hasClickId?: string[]
  minSessionCount?: number
  maxSessionCount?: number
  minEventCount?: number
  maxEventCount?: number
  properties?: JsonObject
  performed?: Behavior[]
  notPerformed?: Behavior[]
}

const touchFilters: readonly (readonly [
  keyof Segment,
  'firstTouch' | 'lastTouch' | 'lastNonDirectTouch',
  keyof Touch,
])[] = [
  ['firstTouchChannel', 'firstTouch', 'channel'],
  ['lastTouchChannel', 'lastTouch', 'channel'],
  ['lastNonDirectTouchChannel', 'lastNonDirectTouch', 'channel'],
  ['firstTouchChannelGroup', 'firstTouch', 'channelGroup'],
  ['lastTouchChannelGroup', 'lastTouch', 'channelGroup'],
  ['lastNonDirectTouchChannelGroup', 'lastNonDirectTouch', 'channelGroup'],
  ['firstUtmSource', 'firstTouch', 'utmSource'],
  ['firstUtmMedium', 'firstTouch', 'utmMedium'],
  ['firstUtmCampaign', 'firstTouch', 'utmCampaign'],
  ['lastUtmSource', 'lastTouch', 'utmSource'],
  ['lastUtmMedium', 'lastTouch', 'utmMedium'],
  ['lastUtmCampaign', 'lastTouch', 'utmCampaign'],
  ['firstReferringDomain', 'firstTouch', 'referringDomain'],
  ['lastReferringDomain', 'lastTouch', 'referringDomain'],
  ['firstLandingPathname', 'firstTouch', 'landingPathname'],
]

/** The users of a segment, sorted. */
export function segmentOf(
  users: readonly User[],
  events: readonly OracleEvent[],
  identity: Identity,
  segment: Segment,
  timeZone: string,
): string[] {
  const byUser = groupBy(events, ({ distinctId }) => identity.userOf(distinctId))
  return users
    .filter((user) => belongs(user, byUser.get(user.userId) ?? [], segment, timeZone))
    .map(({ userId }) => userId)
    .toSorted()
}

function belongs(user: User, events: readonly OracleEvent[], segment: Segment, timeZone: string): boolean {
  const { attribution, sessionCount, eventCount } = user
  const did = ({ range, minCount = 1, maxCount = Number.POSITIVE_INFINITY, ...condition }: Behavior) => {
    const within = ({ timestampMs }: OracleEvent, { from, to }: DateRange) => {
      const day = localDate(timestampMs, timeZone)
      return day >= from && day <= to
    }
    const found = events.filter((event) => meets(event, condition) && (range === undefined || within(event, range)))
    return found.length >= minCount && found.length <= maxCount
  }
  return (
    (segment.identified ?? user.isIdentified) === user.isIdentified &&
    touchFilters.every(([filter, touch, field]) => {
      const wanted = segment[filter]
      const value = attribution[touch]?.[field]
      return !Array.isArray(wanted) || wanted.some((one) => one === value)
    }) &&
    (segment.hasClickId === undefined ||
      attribution.clickIds.some(({ platform }) => segment.hasClickId?.includes(platform))) &&
    sessionCount >= (segment.minSessionCount ?? 0) &&
    sessionCount <= (segment.maxSessionCount ?? sessionCount) &&
    eventCount >= (segment.minEventCount ?? 0) &&
    eventCount <= (segment.maxEventCount ?? eventCount) &&
    hasProperties(user.properties, segment.properties) &&
    (segment.performed ?? []).every(did) &&
    !(segment.notPerformed ?? []).some(did)
  )
}
