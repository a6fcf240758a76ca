import type { Granularity } from '../graphql/graphql.ts'

export interface Days {
  from: string
  to: string
}

export interface Range extends Days {
  days: number
  /** As many days right before. */
  previous: Days
  granularity: Extract<Granularity, 'HOUR' | 'DAY' | 'WEEK'>
  label: string
  /** Its last day has ended, so it can be compared. */
  isOver: boolean
}

export const presets = {
  today: 'Today so far',
  '7d': 'Last 7 days',
  '14d': 'Last 14 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
} as const
export const defaultRange = '14d'

const dayMs = 86_400_000
const maxDays = 366
/** What the gateway can be asked for. */
const firstDay = '1970-01-02'
const lastDay = '2105-12-31'
const dayShape = /^\d{4}-\d\d-\d\d$/
const isPreset = (key: string): key is keyof typeof presets => Object.hasOwn(presets, key)

export const shiftDay = (day: string, by: number) =>
  new Date(Date.parse(`${day}T00:00:00Z`) + by * dayMs).toISOString().slice(0, 10)
export const todayIn = (timeZone: string, now: number) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(now)
const countDays = ({ from, to }: Days) =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / dayMs) + 1

/** What stands in the address: a preset, or `2026-01-01..2026-01-31`. Undefined when it is neither. */
export function rangeKey(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined
  if (isPreset(text)) return text
  const [from = '', to = '', more] = text.split('..')
  if (more !== undefined || ![from, to].every(isDay) || from > to) return undefined
  const count = countDays({ from, to })
  // The days before are asked as well, so they must be days that can be asked for too.
  return count <= maxDays && from >= shiftDay(firstDay, count) && to <= lastDay ? text : undefined
}

/** A day of the calendar: `2026-02-30` is taken for the 2nd of March. */
const isDay = (text: string) => dayShape.test(text) && isKnown(text) && shiftDay(text, 0) === text
const isKnown = (text: string) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`))

/** Presets end yesterday: whole days only, so that figures stand still and compare fairly with the days before. */
export function resolveRange(key: string, today: string): Range {
  const days = daysOf(key, today)
  const count = countDays(days)
  return {
    ...days,
    days: count,
    previous: { from: shiftDay(days.from, -count), to: shiftDay(days.from, -1) },
    granularity: count === 1 ? 'HOUR' : count <= 92 ? 'DAY' : 'WEEK',
    isOver: days.to < today,
    label: isPreset(key) ? presets[key] : spanLabel(days),
  }
}

function daysOf(key: string, today: string): Days {
  if (key === 'today') return { from: today, to: today }
  if (isPreset(key)) return { from: shiftDay(today, -Number.parseInt(key, 10)), to: shiftDay(today, -1) }
  const [from = today, to = today] = key.split('..')
  return { from, to }
}

/** Whether an hour, day or week has figures at all: of one that lies ahead, 0 would say too much. */
export const hasBegun = (start: string, nowMs = Date.now()) => Date.parse(start) <= nowMs

/** `12 – 25 Nov 2026` */
export function spanLabel({ from, to }: Days): string {
  const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })
  return format.formatRange(Date.parse(from), Date.parse(to))
}

/** The instant at which a day begins in a time zone: the offset there, found by asking what it would be called. */
export function instantOf(day: string, timeZone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' })
  const localAt = (instant: number) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`)
  const guess = midnight - (localAt(midnight) - midnight)
  // Where the clock changes that night, the offset at the guess is the right one.
  return new Date(midnight - (localAt(guess) - guess)).toISOString()
}
