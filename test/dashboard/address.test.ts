import { describe, expect, test } from 'vitest'
import { rangeKey, resolveRange } from '../../dashboard/data/range.ts'
import { sharedSearch } from '../../dashboard/data/search.ts'

describe('the days of an address', () => {
  test.each(['today', '90d', '2026-02-01..2026-02-28', '2024-02-29..2024-02-29', '2104-12-31..2105-12-31'])(
    '%s can be asked for',
    (text) => expect(rangeKey(text)).toBe(text),
  )

  test.each([
    'toString',
    '__proto__',
    '',
    '2026-02-01',
    '2026-02-30..2026-03-05',
    '2026-02-01..2026-02-31',
    '2026-13-01..2026-13-02',
    '2026-03-05..2026-03-01',
    '2026-01-01..2026-01-02..2026-01-03',
    '2025-01-01..2026-12-31',
    '1960-01-01..1960-01-31',
    '2105-12-31..2106-01-01',
    '2200-01-01..2200-01-31',
    // The days before it cannot be asked for.
    '1970-01-02..1970-01-02',
    '1970-01-10..1970-01-31',
  ])('%s is left out', (text) => expect(rangeKey(text)).toBeUndefined())

  test('the first days that can be compared are compared with the first that can be asked for', () => {
    const key = '1970-01-12..1970-01-21'
    expect(rangeKey(key)).toBe(key)
    expect(resolveRange(key, '2026-11-28').previous).toEqual({ from: '1970-01-02', to: '1970-01-11' })
  })
})

test('a conversion that is too long to be one is left out', () => {
  const names = (length: number) => ({ conversion: 'c'.repeat(length), value: 'v'.repeat(length) })
  expect(sharedSearch(names(200))).toMatchObject(names(200))
  expect(sharedSearch(names(201))).toMatchObject({ conversion: undefined, value: undefined })
})
