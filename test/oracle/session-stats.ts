import { bucketsOf, type DateRange, type Granularity, localDate } from './buckets.ts'
import { compareText, groupBy, iso } from './order.ts'
import type { Session } from './sessions.ts'

export interface SessionStats {
  start: string
  date: string
  sessionCount: number
  identifiedSessionCount: number
  averageDurationSeconds: number | null
  averagePageviews: number | null
  pageviewSessionCount: number
  bounceRate: number | null
  attributedSessionCount: number
  utmSessionCount: number
  referrerSessionCount: number
  funnelSessionCount: number
  topUtmSource: string | null
  topUtmMedium: string | null
  topUtmCampaign: string | null
  topFunnelName: string | null
}

export function sessionStatsOf(
  sessions: readonly Session[],
  range: DateRange,
  granularity: Granularity,
  timeZone: string,
): SessionStats[] {
  const { starts, startOf } = bucketsOf(range, granularity, timeZone)
  const byBucket = groupBy(sessions, ({ startedAt }) => String(startOf(Date.parse(startedAt))))
  return starts.map((start) => ({
    start: iso(start),
    date: localDate(start, timeZone),
    ...statsOf(byBucket.get(String(start)) ?? []),
  }))
}

function statsOf(sessions: readonly Session[]): Omit<SessionStats, 'start' | 'date'> {
  const count = (holds: (session: Session) => boolean) => sessions.filter(holds).length
  return {
    sessionCount: sessions.length,
    identifiedSessionCount: count(({ becameIdentified }) => becameIdentified),
    averageDurationSeconds: average(sessions.map(({ durationSeconds }) => durationSeconds)),
    averagePageviews: average(sessions.map(({ pageviewCount }) => pageviewCount)),
    pageviewSessionCount: count(({ isBounce }) => isBounce !== null),
    bounceRate: average(sessions.flatMap(({ isBounce }) => (isBounce === null ? [] : [Number(isBounce)]))),
    attributedSessionCount: count(({ touch }) => touch.channel !== 'direct'),
    utmSessionCount: count(({ touch }) => touch.utmSource !== null),
    referrerSessionCount: count(({ touch }) => touch.referrer !== null),
    // The funnel is one value of id and name, so either makes one.
    funnelSessionCount: count(({ funnelId, funnelName }) => funnelId !== null || funnelName !== null),
    topUtmSource: mostFrequent(sessions.map(({ touch }) => touch.utmSource)),
    topUtmMedium: mostFrequent(sessions.map(({ touch }) => touch.utmMedium)),
    topUtmCampaign: mostFrequent(sessions.map(({ touch }) => touch.utmCampaign)),
    topFunnelName: mostFrequent(sessions.map(({ funnelName }) => funnelName)),
  }
}

const average = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length

function mostFrequent(values: readonly (string | null)[]): string | null {
  const groups = groupBy(
    values.filter((value) => value !== null),
    (value) => value,
  )
  const [top] = [...groups].toSorted(([a, as], [b, bs]) => bs.length - as.length || compareText(a, b))
  return top?.[0] ?? null
}
