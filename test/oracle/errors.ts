import { isJsonObject } from '../../src/json/json-value.ts'
import { type DateRange, localDate } from './buckets.ts'
import type { OracleEvent } from './history.ts'
import type { Identity } from './identity.ts'
import { byTime, firstOf, groupBy, iso, lastOf } from './order.ts'
import { isError, read } from './reading.ts'

export interface ErrorSummary {
  fingerprint: string
  type: string
  message: string
  component: string | null
  level: string
  count: number
  affectedUserCount: number
  firstSeenAt: string
  lastSeenAt: string
}

/** Errors of histories name their fingerprint and have an `$exception_list` of one entry without frames. */
export function errorsOf(
  events: readonly OracleEvent[],
  identity: Identity,
  { from, to }: DateRange,
  timeZone: string,
): ErrorSummary[] {
  const within = events.filter((event) => {
    const date = localDate(event.timestampMs, timeZone)
    return isError(event) && from <= date && date <= to
  })
  return [...groupBy(within, (event) => read(event, '$exception_fingerprint') ?? '')].map(([fingerprint, members]) => {
    const ordered = members.toSorted(byTime)
    const latest = lastOf(ordered)
    return {
      fingerprint,
      type: entryText(latest, 'type'),
      message: entryText(latest, 'value'),
      component: read(latest, 'component'),
      level: read(latest, '$exception_level') ?? 'error',
      count: ordered.length,
      affectedUserCount: new Set(ordered.map(({ distinctId }) => identity.userOf(distinctId))).size,
      firstSeenAt: iso(firstOf(ordered).timestampMs),
      lastSeenAt: iso(latest.timestampMs),
    }
  })
}

function entryText({ properties }: OracleEvent, name: string): string {
  const list = properties.$exception_list
  const entry = Array.isArray(list) ? list[0] : undefined
  const text = isJsonObject(entry) ? entry[name] : undefined
  if (typeof text !== 'string') throw new Error(`The history has an error without ${name}.`)
  return text
}
