import fc from 'fast-check'
import type { Bucketing } from './questions.ts'

const timeZone = fc.constantFrom('UTC', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe')
const dateOf = (day: number) => new Date(Date.UTC(2026, 2, 1 + day)).toISOString().slice(0, 10)
const range = (maxDays: number) =>
  fc.tuple(fc.nat(45), fc.nat(maxDays)).map(([from, days]) => ({ from: dateOf(from), to: dateOf(from + days) }))

const bucketing = (
  name: string,
  granularity: Bucketing['granularity'],
  within: fc.Arbitrary<Bucketing['range']>,
): fc.Arbitrary<Bucketing> =>
  fc.record({ name: fc.constant(name), granularity: fc.constant(granularity), range: within, timeZone })
// ClickHouse's toStartOfHour counts the hours of this one day from its midnight, half an hour beside the clock.

/**
 * Hours around the nights on which summer time begins in Europe and ends in Australia; days, weeks and months of longer
 * ranges.
 */
export const bucketings: fc.Arbitrary<Bucketing[]> = fc
  .tuple(
    bucketing(
      'hours',
      'HOUR',
      fc.constantFrom({ from: '2026-03-27', to: '2026-03-30' }, { from: '2026-04-04', to: '2026-04-06' }),
    ),
    bucketing('someHours', 'HOUR', range(3)),
    bucketing('days', 'DAY', fc.constant({ from: dateOf(0), to: dateOf(50) })),
    bucketing('weeks', 'WEEK', range(45)),
    bucketing('months', 'MONTH', range(45)),
  )
  .map((all) => [...all])
