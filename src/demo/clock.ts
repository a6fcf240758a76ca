import type { Random } from './random.ts'

export const dayMs = 86_400_000
export const hourMs = 3_600_000

/** Visits by local hour: a quiet night, a peak after lunch and one in the evening. */
const hourWeights = [4, 2, 1, 1, 1, 2, 5, 9, 13, 15, 16, 17, 19, 18, 16, 15, 15, 16, 18, 22, 24, 21, 14, 8]
const hours = hourWeights.map((weight, hour) => ({ weight, hour }))
const firstHour = { weight: 4, hour: 0 }

/** Visits by weekday, Sunday first. */
const weekdayFactors = [1.12, 1.06, 1, 0.97, 0.95, 0.86, 1.02]

export function weekdayFactor(dayStartMs: number): number {
  return weekdayFactors[new Date(dayStartMs).getUTCDay()] ?? 1
}

/** A moment of this UTC day at an hour at which people in that time zone are awake. */
export function momentOfDay(random: Random, dayStartMs: number, timeZone: string): number {
  const { hour } = random.weighted([firstHour, ...hours.slice(1)])
  const local = hour * hourMs + random.integer(0, hourMs - 1)
  const moment = (local + timeZoneOffsetMinutes(timeZone, dayStartMs) * 60_000) % dayMs
  return dayStartMs + (moment < 0 ? moment + dayMs : moment)
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** As `Date.getTimezoneOffset` says it: minutes that have to be added to the local time to get UTC. */
export function timeZoneOffsetMinutes(timeZone: string, atMs: number): number {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset', year: 'numeric' })
  formats.set(timeZone, format)
  const name = format.formatToParts(atMs).find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const [, sign, hour, minute] = /([+-])(\d\d):(\d\d)/.exec(name) ?? []
  const minutes = Number(hour ?? 0) * 60 + Number(minute ?? 0)
  return sign === '+' && minutes > 0 ? -minutes : minutes
}
