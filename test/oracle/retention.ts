import { addDays, bucketsOf, type DateRange, localDate } from './buckets.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { groupBy } from './order.ts'
import type { SessionWithEvents } from './sessions.ts'

export interface RetentionQuestion {
  range: DateRange
  granularity: 'DAY' | 'WEEK' | 'MONTH'
  periods: number
  cohortBy: 'FIRST_EVENT' | 'FIRST_TOUCH'
  startEvent: string | null
  returnEvent: string | null
  timeZone: string
}

export interface Cohort {
  start: string
  size: number
  retained: number[]
}

export function retentionOf(
  events: readonly OracleEvent[],
  identity: Identity,
  sessions: readonly SessionWithEvents[],
  { range, granularity, periods, cohortBy, startEvent, returnEvent, timeZone }: RetentionQuestion,
): Cohort[] {
  const users = [...groupBy(events, ({ distinctId }) => identity.userOf(distinctId))].map(([userId, own]) => {
    const starts =
      cohortBy === 'FIRST_TOUCH'
        ? sessions
            .filter(({ session, hasVisit }) => hasVisit && session.user.userId === userId)
            .map(({ session }) => Date.parse(session.startedAt))
        : own.filter(({ event }) => startEvent === null || event === startEvent).map(({ timestampMs }) => timestampMs)
    const returns = own.filter(({ event }) => returnEvent === null || event === returnEvent)
    return { startedAt: Math.min(...starts), returns: returns.map(({ timestampMs }) => timestampMs) }
  })
  const dayOf = (at: number) => localDate(at, timeZone)
  const joined = users
    .filter(({ startedAt }) => Number.isFinite(startedAt))
    .filter(({ startedAt }) => dayOf(startedAt) >= range.from && dayOf(startedAt) <= range.to)
  // Far enough for the longest question.
  const after = { from: range.from, to: addDays(range.to, 32 * (periods + 1)) }
  const all = bucketsOf(after, granularity, timeZone)
  const cohorts = bucketsOf(range, granularity, timeZone)
  return cohorts.starts.map((start) => {
    const members = joined.filter(({ startedAt }) => all.startOf(startedAt) === start)
    const periodOf = (at: number) => all.starts.indexOf(all.startOf(at) ?? -1) - all.starts.indexOf(start)
    return {
      start: dayOf(start),
      size: members.length,
      retained: Array.from(
        { length: periods + 1 },
        (_, period) =>
          members.filter(({ startedAt, returns }) =>
            period === 0 && returnEvent === null
              ? true
              : returns.some((at) => at >= startedAt && periodOf(at) === period),
          ).length,
      ),
    }
  })
}
