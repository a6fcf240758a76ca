import { describe, expect, test } from 'vitest'
import { afterEnd, parseTimeValue, since } from '../../src/tinybird/time-value.ts'

describe('a bare date is a whole day of the location', () => {
  test.each([
    ['2026-03-01', 'UTC', '2026-03-01 00:00:00.000', '2026-03-02 00:00:00.000'],
    ['2026-03-29', 'Europe/Oslo', '2026-03-28 23:00:00.000', '2026-03-29 22:00:00.000'],
    // Clocks are set at midnight.
    ['2026-04-24', 'Africa/Cairo', '2026-04-23 22:00:00.000', '2026-04-24 21:00:00.000'],
    // There was no 30 December.
    ['2011-12-29', 'Pacific/Apia', '2011-12-29 10:00:00.000', '2011-12-30 10:00:00.000'],
    ['2011-12-30', 'Pacific/Apia', '2011-12-30 10:00:00.000', '2011-12-30 10:00:00.000'],
    ['2011-12-31', 'Pacific/Apia', '2011-12-30 10:00:00.000', '2011-12-31 10:00:00.000'],
  ])('%s in %s', (day, zone, from, to) => {
    const value = parseTimeValue(day)
    expect([since(value, zone), afterEnd(value, zone)]).toEqual([from, to])
  })
})
