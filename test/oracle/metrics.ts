import { bucketsOf, type DateRange, type Granularity } from './buckets.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { groupBy, iso } from './order.ts'
import { isError, isIdentify, isInteraction, isPageview } from './reading.ts'
import { sessionIds } from './sessions.ts'

export interface Metrics {
  start: string
  eventCount: number
  pageviewCount: number
  uniqueUsers: number
  visitorCount: number
  sessionCount: number
  identifyCount: number
  autocaptureCount: number
  errorCount: number
  eventsPerUser: number
}

export function metricsOf(
  events: readonly OracleEvent[],
  identity: Identity,
  range: DateRange,
  granularity: Granularity,
  timeZone: string,
): Metrics[] {
  const { starts, startOf } = bucketsOf(range, granularity, timeZone)
  const sessions = sessionIds(events)
  const byBucket = groupBy(events, ({ timestampMs }) => String(startOf(timestampMs)))
  return starts.map((start) => {
    const members = byBucket.get(String(start)) ?? []
    const usersOf = (some: readonly OracleEvent[]) =>
      new Set(some.map(({ distinctId }) => identity.userOf(distinctId))).size
    const uniqueUsers = usersOf(members)
    return {
      start: iso(start),
      eventCount: members.length,
      pageviewCount: members.filter(isPageview).length,
      uniqueUsers,
      visitorCount: usersOf(members.filter(isPageview)),
      sessionCount: new Set(members.flatMap((event) => sessions.get(event) ?? [])).size,
      identifyCount: members.filter(isIdentify).length,
      autocaptureCount: members.filter(isInteraction).length,
      errorCount: members.filter(isError).length,
      eventsPerUser: uniqueUsers === 0 ? 0 : members.length / uniqueUsers,
    }
  })
}
