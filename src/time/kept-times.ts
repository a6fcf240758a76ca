/**
 * The days that can be asked for, and the latest time that is stored. The engine's times of whole seconds end in 2106,
 * and in zones east of Greenwich 1970-01-01 begins before them; all of its functions, in all time zones, hold what lies
 * between.
 */
export const firstDay = '1970-01-02'
export const lastDay = '2105-12-31'
export const latestMs = Date.UTC(2106, 0, 1) - 1

/** A day that does not exist, such as February 30th, moves when it is read. */
export function isCalendarDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`)
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

export const isKeptDay = (text: string): boolean => isCalendarDay(text) && text >= firstDay && text <= lastDay
