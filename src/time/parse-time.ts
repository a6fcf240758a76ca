const isoLike =
  /^([+-]\d{4,6}|\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt\s]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?\s*(\S+)?)?$/
const rfc2822 = /^(?:[A-Za-z]{3},?\s+)?(\d{1,2})\s+([A-Za-z]{3})\s+(\d{4})\s+(\d{2}):(\d{2})(?::(\d{2}))?\s*(\S+)?$/
const zone = /^([+-])(\d{2}):?(\d{2})?$/
const numeric = /^[+-]?\d+(\.\d+)?$/
const monthNames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** Seconds up to the year 5138; above that, a number can only be milliseconds. */
const secondsBelow = 1e11

/**
 * A time in any form that PostHog takes: RFC 3339, `+03` for a zone, a date alone, spaces or slashes, RFC 2822, seconds
 * or milliseconds. Without a zone it is UTC; `Date.parse` would take the zone of this machine.
 */
export function parseTime(value: unknown): number | undefined {
  if (typeof value === 'number') return fromNumber(value)
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (numeric.test(text)) return fromNumber(Number(text))
  const iso = isoLike.exec(text)
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, offset] = iso
    return assemble([year, month, day, hour, minute, second], fraction, offset)
  }
  const mail = rfc2822.exec(text)
  if (mail === null) return undefined
  const [, day, monthName = '', year, hour, minute, second, offset] = mail
  const month = String(monthNames.indexOf(monthName.toLowerCase()) + 1)
  return assemble([year, month, day, hour, minute, second], undefined, offset)
}

function fromNumber(value: number): number | undefined {
  if (!Number.isFinite(value)) return undefined
  return Math.round(Math.abs(value) < secondsBelow ? value * 1000 : value)
}

function assemble(parts: (string | undefined)[], fraction = '', offset = 'Z'): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0))
  const offsetMs = zoneOffset(offset)
  if (offsetMs === undefined || hour > 23 || minute > 59 || second > 60) return undefined
  // Not Date.UTC(year, …): that takes the year 99 for 1999.
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  const milliseconds = Number(fraction.slice(0, 3).padEnd(3, '0'))
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milliseconds - offsetMs
}

function zoneOffset(text: string): number | undefined {
  if (/^(z|ut|utc|gmt)$/i.test(text)) return 0
  const [, sign, hours, minutes = '0'] = zone.exec(text) ?? []
  if (sign === undefined) return undefined
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
}
