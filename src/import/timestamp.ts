import type { JsonValue } from '../json/json-value.ts'
import { latestMs } from '../time/kept-times.ts'

const written =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i

/**
 * A time in epoch milliseconds: ISO 8601, `YYYY-MM-DD hh:mm:ss` (UTC where no zone stands), or epoch seconds,
 * milliseconds, microseconds or nanoseconds. `undefined` when it is none of them, or outside 1970 to 2105.
 */
export function parseTimestamp(value: JsonValue | undefined): number | undefined {
  const text = typeof value === 'string' ? value.trim() : value
  const ms =
    typeof text === 'number' ? fromEpoch(text) : typeof text === 'string' && text !== '' ? fromText(text) : undefined
  return ms !== undefined && ms >= 0 && ms <= latestMs ? ms : undefined
}

/** The magnitude tells the unit: seconds of the next thousand years are below the milliseconds of 1973. */
function fromEpoch(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined
  if (value < 1e11) return Math.round(value * 1000)
  if (value < 1e14) return Math.round(value)
  return Math.round(value < 1e17 ? value / 1e3 : value / 1e6)
}

function fromText(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return fromEpoch(Number(text))
  const match = written.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '0', zone = 'Z'] = match
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`
  const ms = Date.parse(local)
  // 30 February would roll over into March.
  if (Number.isNaN(ms) || new Date(ms).getUTCDate() !== Number(day)) return undefined
  return ms - zoneOffsetMs(zone)
}

function zoneOffsetMs(zone: string): number {
  const match = /^([+-])(\d\d):?(\d\d)?$/.exec(zone)
  if (match === null) return 0
  const [, sign, hours, minutes = '0'] = match
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
