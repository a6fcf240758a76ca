import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseTimestamp } from '../../src/import/timestamp.ts'

const noon = Date.UTC(2025, 1, 23, 12, 30, 5)

test.each([
  ['2025-02-23T12:30:05Z', noon],
  ['2025-02-23T12:30:05.123Z', noon + 123],
  ['2025-02-23 12:30:05.123456', noon + 123],
  ['2025-02-23 12:30:05 UTC', noon],
  ['2025-02-23T14:30:05+02:00', noon],
  ['2025-02-23 07:30:05-0500', noon],
  ['2025-02-23T15:30:05+03', noon],
  ['2025-02-23T12:30:05', noon],
  ['2025-02-23', Date.UTC(2025, 1, 23)],
  [noon / 1000, noon],
  [noon + 7, noon + 7],
  [String(noon / 1000), noon],
  [`${noon / 1000}.5`, noon + 500],
  [noon * 1000, noon],
])('%s is read', (value, expected) => {
  expect(parseTimestamp(value)).toBe(expected)
})

test.each([
  '',
  'yesterday',
  '2025-02-30',
  '2025-13-01',
  '2025-02-23T25:00:00Z',
  '-5',
  null,
  true,
  9e22,
  Number.NaN,
  '2106-01-01',
])('%s is no time', (value) => {
  expect(parseTimestamp(value)).toBeUndefined()
})

test('what JavaScript writes is read back', () => {
  const times = fc.date({ min: new Date('1980-01-01'), max: new Date('2105-12-31T23:59:59.999Z'), noInvalidDate: true })
  fc.assert(
    fc.property(times, (date) => {
      expect(parseTimestamp(date.toISOString())).toBe(date.getTime())
      expect(parseTimestamp(date.getTime())).toBe(date.getTime())
    }),
  )
})
