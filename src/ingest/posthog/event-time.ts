import { parseTime } from '../../time/parse-time.ts'

const hour = 3_600_000
/** Further ahead than any time zone mistake: the clock is wrong. */
const futureLimitMs = 23 * hour
const yearZero = Date.parse('0000-01-01T00:00:00Z')
const afterYear9999 = Date.UTC(10_000, 0, 1)

export interface SentTime {
  /** As in the event: any form, or none. */
  timestamp?: unknown
  /** How many milliseconds before the sending it happened. */
  offset?: unknown
  /** The sender's clock when it sent. */
  sentAtMs?: number | undefined
  ignoreSentAt?: boolean
  /** What a file or an older system tells: nobody's clock is wrong. */
  historical?: boolean
}

/**
 * When an event happened, by our clock, as PostHog computes it: an offset counts back from now and overrides
 * everything; a timestamp is corrected by the sender's clock error, when that is known; without either it happened now,
 * and so did what a live sender says of the day after tomorrow.
 */
export function eventTime({ timestamp, offset, sentAtMs, ignoreSentAt, historical }: SentTime, nowMs: number): number {
  const time = plausible(uncheckedTime(), historical ? Number.POSITIVE_INFINITY : nowMs + futureLimitMs, nowMs)
  return Math.round(time)

  function uncheckedTime(): number {
    if (typeof offset === 'number' && Number.isFinite(offset)) return nowMs - offset
    const parsed = parseTime(timestamp)
    if (parsed === undefined) return nowMs
    return sentAtMs === undefined || ignoreSentAt ? parsed : parsed - (sentAtMs - nowMs)
  }
}

function plausible(time: number, limitMs: number, nowMs: number): number {
  if (time > limitMs) return nowMs
  return time < yearZero || time >= afterYear9999 ? 0 : time
}
