const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 })
const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })
const tenth = new Intl.NumberFormat('en', { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const amount = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
const part = new Intl.NumberFormat('en', { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 })
const change = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' })

/** Null and undefined are unknown, which is not 0. */
const known = (write: (value: number) => string) => (value: number | null | undefined) =>
  value === null || value === undefined ? '–' : write(value)

export const integer = known((value) => whole.format(value))
export const compact = known((value) => (Math.abs(value) < 10_000 ? whole.format(value) : short.format(value)))
/** What so many are called: `page`, `pages` */
export const noun = (value: number, one: string, many = `${one}s`) => (value === 1 ? one : many)
/** `1 page`, `3 pages` */
export const counted = (value: number, one: string, many?: string) => `${whole.format(value)} ${noun(value, one, many)}`
export const decimal = known((value) => tenth.format(value))
export const percent = known((value) => part.format(value))
export const delta = known((value) => change.format(value))
/** Decimals come as text; two places are shown. */
export const money = (value: string | number | null | undefined) =>
  value === null || value === undefined ? '–' : amount.format(Number(value))

/** `45s`, `1m 24s`, `2h 5m`, `3d 4h` */
export const duration = known((seconds) => {
  const total = Math.round(seconds)
  if (total < 60) return `${total}s`
  if (total < 3600) return `${Math.floor(total / 60)}m ${total % 60}s`
  if (total < 86_400) return `${Math.floor(total / 3600)}h ${Math.floor((total % 3600) / 60)}m`
  return `${Math.floor(total / 86_400)}d ${Math.floor((total % 86_400) / 3600)}h`
})

export interface Clock {
  timeZone: string
  /** `24 Nov 2026, 14:05` */
  minute(instant: string): string
  /** `24 Nov 2026, 14:05:09` */
  second(instant: string): string
  /** `24 Nov, 14:05:09.123` */
  exact(instant: string): string
  day(instant: string): string
  time(instant: string): string
  bucket(instant: string | Date, granularity: string): string
}

/** Instants as people of the location read them. */
export function createClock(timeZone: string): Clock {
  const format = (options: Intl.DateTimeFormatOptions) => {
    const formatter = new Intl.DateTimeFormat('en-GB', { timeZone, ...options })
    return (instant: string | Date) => formatter.format(new Date(instant))
  }
  const date = { day: 'numeric', month: 'short' } as const
  const hourMinute = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const
  const hour = format({ ...hourMinute })
  const weekday = format({ weekday: 'short', ...date })
  return {
    timeZone,
    minute: format({ ...date, year: 'numeric', ...hourMinute }),
    second: format({ ...date, year: 'numeric', ...hourMinute, second: '2-digit' }),
    exact: format({ ...date, ...hourMinute, second: '2-digit', fractionalSecondDigits: 3 }),
    day: format({ weekday: 'short', ...date, year: 'numeric' }),
    time: format({ ...hourMinute, second: '2-digit' }),
    bucket: (instant, granularity) => (granularity === 'HOUR' ? hour(instant) : weekday(instant)),
  }
}
