import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { firstDay, isCalendarDay, lastDay } from '../time/kept-times.ts'

/** A bare date is a whole day of the location; everything else is an instant, in UTC unless it names an offset. */
export type TimeValue = { day: string } | { fromMs: number; toMs: number }

const dayMs = 86_400_000

/** `2024-01-31`, `20240131`, `2024-01-31 10:00:00[.ffffff]`, `2024-01-31T10:00:00Z` and the like; else `undefined`. */
export function parseTimeValue(text: string): TimeValue | undefined {
  const found =
    /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s?(Z|[+-]\d{2}(?::?\d{2})?)?)?$/i.exec(
      text,
    )
  if (found === null) return undefined
  const [, year, month, date, hour, minute, second = '00', fraction = '', zone = 'Z'] = found
  const day = `${year}-${month}-${date}`
  if (!isCalendarDay(day)) return undefined
  if (hour === undefined) return { day }
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3).replace(':', '') || '00'}`
  const ms = Date.parse(`${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}${offset}`)
  if (Number.isNaN(ms)) return undefined
  // Events have milliseconds: one finer bound lies between two of them.
  return { fromMs: ms + (/[1-9]/.test(fraction.slice(3)) ? 1 : 0), toMs: ms }
}

/** The first instant of it, to bind. */
export function since(value: TimeValue | undefined, timeZone: string): string | null {
  if (value === undefined) return null
  return bindable('day' in value ? startOfDay(dayOf(value, timeZone), timeZone) : value.fromMs)
}

/** The first instant after it, to bind: a bare date is there to its end, an instant itself counts too. */
export function afterEnd(value: TimeValue | undefined, timeZone: string): string | null {
  if (value === undefined) return null
  return bindable('day' in value ? startOfDay(nextDay(dayOf(value, timeZone)), timeZone) : value.toMs + 1)
}

/** As `afterEnd`, but an instant itself does not count. */
export function before(value: TimeValue | undefined, timeZone: string): string | null {
  return value !== undefined && !('day' in value) ? bindable(value.fromMs) : afterEnd(value, timeZone)
}

/** The day of the location that it lies in. */
export function dayOf(value: TimeValue, timeZone: string): string {
  const day = 'day' in value ? value.day : localDay(value.fromMs, timeZone)
  return [firstDay, day, lastDay].sort()[1] ?? day
}

const bindable = (ms: number) =>
  toClickHouseTime(new Date(Math.min(Math.max(ms, 0), Date.parse(`${lastDay}T00:00:00Z`))))
const nextDay = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + dayMs).toISOString().slice(0, 10)

export function localDay(ms: number, timeZone: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(ms)
}

/**
 * The first instant of a local day, where clocks are set at midnight too; of a day that a zone left out, that of the
 * day after.
 */
function startOfDay(day: string, timeZone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`)
  const starts = [utc - dayMs, utc + dayMs].map((near) => utc - offsetMs(near, timeZone))
  const within = starts.filter((start) => localDay(start, timeZone) === day)
  return within.length === 0 ? Math.max(...starts) : Math.min(...within)
}

function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at)
  const [, sign, hours, minutes = '0', seconds = '0'] =
    /GMT([+-])(\d{2}):(\d{2})(?::(\d{2}))?/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '') ?? []
  if (hours === undefined) return 0
  const ms = (Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)) * 1_000
  return sign === '-' ? -ms : ms
}
