/** A time after the one before, so that of two decisions the later counts even when clocks differ or stand still. */
export function timeAfter(previous: string | undefined, now: number): Date {
  return new Date(Math.max(now, previous === undefined ? 0 : Date.parse(previous) + 1))
}
