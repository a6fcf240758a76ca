import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'

const futureToleranceMs = 23 * 3_600_000
// Years 0 to 9999.
const firstYearMs = Date.parse('0000-01-01T00:00:00Z')
const lastYearMs = Date.parse('9999-12-31T23:59:59.999Z')

export interface Clock {
  nowMs: number
  /** The sender's clock when the request left it. */
  sentAtMs: number | undefined
}

/**
 * When an event happened, in epoch milliseconds, by PostHog's rules (rust/common/types/src/timestamp.rs): an `offset`
 * counts back from now; a `timestamp` is corrected by how far the sender's clock is off; what is missing is now; what
 * lies further ahead than 23 hours is now.
 */
export function eventTimeMs(event: JsonObject, { nowMs, sentAtMs }: Clock): number {
  const { offset, timestamp } = event
  if (typeof offset === 'number' && Number.isFinite(offset)) return bounded(nowMs - offset, nowMs)
  const parsed = parseTime(timestamp)
  if (parsed === undefined) return nowMs
  const properties = isJsonObject(event.properties) ? event.properties : {}
  const skewMs = sentAtMs === undefined || properties.$ignore_sent_at === true ? 0 : sentAtMs - nowMs
  return bounded(parsed - skewMs, nowMs)
}

function bounded(timeMs: number, nowMs: number): number {
  if (timeMs > nowMs + futureToleranceMs) return nowMs
  return timeMs < firstYearMs || timeMs > lastYearMs ? 0 : Math.round(timeMs)
}

/** RFC 3339 and its relatives, RFC 2822, or seconds or milliseconds since the epoch; without a zone it is UTC. */
export function parseTime(value: JsonValue | undefined): number | undefined {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (/^-?\d+(\.\d+)?$/.test(text)) return fromNumber(Number(text))
  const iso = /^([+-]?\d{4,6})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt ](\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?))?\s*([Zz]|[+-]\d{2}(?::?\d{2})?)?$/.exec(text)
  if (iso === null) return /^[A-Za-z]{3},? |^\d{1,2} [A-Za-z]{3} /.test(text) ? finite(Date.parse(text)) : undefined
  const [, year = '', month = '', day = '', clock = '00:00', zone = 'Z'] = iso
  const [hours = '00', ...rest] = clock.replace(',', '.').split(':')
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.replace(/^([+-]\d{2}):?(\d{2})?$/, (_, h: string, m?: string) => `${h}:${m ?? '00'}`)
  return finite(Date.parse(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${[hours.padStart(2, '0'), ...rest].join(':')}${offset}`))
}

/** Milliseconds since 1973 have twelve digits and more; seconds reach that in the year 5138. */
const fromNumber = (value: number) => finite(Math.abs(value) >= 1e11 ? value : value * 1_000)
const finite = (value: number) => (Number.isFinite(value) ? value : undefined)
