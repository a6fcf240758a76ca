import { describe, expect, test } from 'vitest'
import { eventTime } from '../../../src/ingest/posthog/event-time.ts'
import { parseTime } from '../../../src/time/parse-time.ts'

const now = Date.UTC(2026, 4, 1, 12)
const hour = 3_600_000

describe('event time', () => {
  const earlier = now - hour
  const timestamp = new Date(earlier).toISOString()
  test.each([
    ['an offset overrides everything', { offset: 3026, timestamp, sentAtMs: now + 500 }, now - 3026],
    ['an offset of zero counts', { offset: 0, timestamp }, now],
    ['an offset that is no number does not', { offset: '5', timestamp }, earlier],
    ['the clock error is taken off', { timestamp, sentAtMs: now + 10_000 }, earlier - 10_000],
    ['also when the clock is behind', { timestamp, sentAtMs: now - 10_000 }, earlier + 10_000],
    ['unless the event says not to', { timestamp, sentAtMs: now + 10_000, ignoreSentAt: true }, earlier],
    ['without a time of sending it stays', { timestamp }, earlier],
    ['absent is now', { sentAtMs: now - 10_000 }, now],
    ['unreadable is now', { timestamp: 'yesterday', sentAtMs: now - 10_000 }, now],
    ['22 hours ahead stays', { timestamp: now + 22 * hour }, now + 22 * hour],
    ['23 hours ahead stays', { timestamp: now + 23 * hour }, now + 23 * hour],
    ['more than 23 hours ahead is now', { timestamp: now + 23 * hour + 1 }, now],
    ['a negative offset cannot leave that either', { offset: -24 * hour }, now],
    ['a year after 9999 is now', { timestamp: '+012026-01-01T00:00:00Z' }, now],
    ['a year before 0 is the epoch', { timestamp: '-000001-06-01T00:00:00Z' }, 0],
    ['an enormous offset is the epoch', { offset: 1e300 }, 0],
  ])('%s', (_, sent, expected) => expect(eventTime(sent, now)).toBe(expected))

  test('the last moment of the year 9999 stays', () => {
    const late = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
    expect(eventTime({ timestamp: '9999-12-31T23:59:59.999Z' }, late)).toBe(late)
    expect(eventTime({ timestamp: '+010000-01-01T00:00:00Z' }, late)).toBe(0)
  })
})

describe('forms of a time', () => {
  const at = Date.UTC(2023, 8, 5, 7, 8, 9)
  test.each([
    ['2023-09-05T07:08:09Z', at],
    ['2023-09-05T07:08:09.325Z', at + 325],
    ['2023-09-05T07:08:09.3255519+00:00', at + 325],
    ['2023-09-05T07:08:09.5Z', at + 500],
    ['2023-09-05T10:08:09+03:00', at],
    ['2023-09-05T10:08:09+03', at],
    ['2023-09-05T12:38:09+0530', at],
    ['2023-09-05T02:08:09-05:00', at],
    ['2023-09-05T07:08:09', at],
    ['2023-09-05 07:08:09', at],
    ['2023-09-05 07:08:09.325', at + 325],
    ['2023-09-05 07:08:09 +00:00', at],
    ['2023-09-05 07:08:09 UTC', at],
    ['2023/09/05 07:08:09', at],
    ['2023-09-05 07:08', at - 9_000],
    ['2023-09-05', Date.UTC(2023, 8, 5)],
    ['2023/9/5', Date.UTC(2023, 8, 5)],
    ['Tue, 05 Sep 2023 07:08:09 +0000', at],
    ['Tue, 5 Sep 2023 09:08:09 +0200', at],
    ['05 Sep 2023 07:08:09 GMT', at],
    [String(at), at],
    [String(at / 1000), at],
    [`${at / 1000}.325`, at + 325],
    [at, at],
    [at / 1000, at],
    ['0099-01-01', new Date(0).setUTCFullYear(99, 0, 1)],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2023-02-29', undefined],
    ['2023-13-01', undefined],
    ['2023-09-05T25:00:00Z', undefined],
    ['2023-09-05T07:08:09 Mars', undefined],
    ['Tue, 05 Foo 2023 07:08:09 +0000', undefined],
    ['', undefined],
    ['now', undefined],
    [null, undefined],
    [Number.NaN, undefined],
    [{}, undefined],
  ])('%j', (value, expected) => expect(parseTime(value)).toBe(expected))
})
