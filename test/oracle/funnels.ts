import { type DateRange, localDate } from './buckets.ts'
import { type Condition, meets } from './conditions.ts'
import type { Dimension } from './dimensions.ts'
import { firstTouchKey } from './first-touch.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { byTime, compareText, groupBy } from './order.ts'
import type { SessionWithEvents } from './sessions.ts'

export interface FunnelQuestion {
  range: DateRange
  steps: Condition[]
  windowSeconds: number
  withinRange: boolean
  timeZone: string
  breakdown: Dimension | null
}

export interface FunnelStep {
  index: number
  count: number
  conversionFromPrevious: number
  conversionFromFirst: number
  medianSecondsFromPrevious: number | null
}

export interface Funnel {
  steps: FunnelStep[]
  breakdown: { key: string; steps: FunnelStep[] }[]
}

/** The times of the steps taken from one entry on, each by the next event that matches. */
function attemptFrom(events: readonly OracleEvent[], entry: number, question: FunnelQuestion): number[] {
  const times: number[] = []
  let at = entry
  for (const step of question.steps) {
    const next = events.findIndex((event, place) => place >= at && meets(event, step))
    const taken = events[next]
    const [entered = taken?.timestampMs ?? 0] = times
    if (taken === undefined || taken.timestampMs - entered > question.windowSeconds * 1_000) break
    times.push(taken.timestampMs)
    at = next + 1
  }
  return times
}

/** Every entry is tried. */
function countingAttempt(events: readonly OracleEvent[], question: FunnelQuestion): number[] {
  const { range, steps, timeZone } = question
  const [first = {}] = steps
  const within = question.withinRange
    ? events.filter(({ timestampMs }) => localDate(timestampMs, timeZone) <= range.to)
    : events
  const attempts = within.flatMap((event, place) => {
    const day = localDate(event.timestampMs, timeZone)
    return meets(event, first) && day >= range.from && day <= range.to ? [attemptFrom(within, place, question)] : []
  })
  // Sorting is stable: of equals the earliest stays first.
  return attempts.toSorted((a, b) => b.length - a.length)[0] ?? []
}

export function funnelOf(
  events: readonly OracleEvent[],
  identity: Identity,
  sessions: readonly SessionWithEvents[],
  question: FunnelQuestion,
): Funnel {
  const users = [...groupBy(events, ({ distinctId }) => identity.userOf(distinctId))]
    .map(([userId, members]) => ({ userId, times: countingAttempt(members.toSorted(byTime), question) }))
    .filter(({ times }) => times.length > 0)
  const stepsOf = (attempts: readonly { times: number[] }[]) =>
    question.steps.map((_, at): FunnelStep => {
      const count = (place: number) => attempts.filter(({ times }) => times.length > place).length
      const share = (whole: number) => (whole === 0 ? 0 : count(at) / whole)
      const gaps = attempts.flatMap(({ times }) => {
        const [previous, taken] = [times[at - 1], times[at]]
        return previous === undefined || taken === undefined ? [] : [(taken - previous) / 1_000]
      })
      return {
        index: at + 1,
        count: count(at),
        conversionFromPrevious: share(count(Math.max(0, at - 1))),
        conversionFromFirst: share(count(0)),
        medianSecondsFromPrevious: median(gaps),
      }
    })
  const { breakdown } = question
  const groups =
    breakdown === null ? [] : [...groupBy(users, ({ userId }) => firstTouchKey(sessions, userId, breakdown))]
  return {
    steps: stepsOf(users),
    breakdown: groups
      .toSorted(([a, as], [b, bs]) => bs.length - as.length || compareText(a, b))
      .map(([key, members]) => ({ key, steps: stepsOf(members) })),
  }
}

function median(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return low === undefined || high === undefined ? null : (low + high) / 2
}
