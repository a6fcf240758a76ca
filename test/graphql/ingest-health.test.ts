import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { testServerGateway } from '../testkit/server-gateway.ts'

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
const range = { from: day(-1), to: day(1) }

interface Health {
  accepted: number
  duplicates: number
  quarantined: number
  rejected: number
  dropped: number
  lastEventAt: string | null
  byReason: { outcome: string; reason: string; count: number }[]
  series: { start: string; accepted: number; quarantined: number; medianLagSeconds: number | null }[]
}

const query = `query ($range: DateRange!) { location { ingestHealth(range: $range) {
  accepted duplicates quarantined rejected dropped lastEventAt byReason { outcome reason count }
  series(granularity: HOUR) { start accepted quarantined medianLagSeconds } } } }`

const healthOf = async (gateway: TestGateway, locationId = 'oslo') =>
  expectData(await gateway.ask<{ location: { ingestHealth: Health } }>(locationId, query, { range })).location
    .ingestHealth

const uuid = (n: number) => `018a981f-4b35-7c66-825e-${String(n).padStart(12, '0')}`
const event = (n: number, secondsAgo = 0) => ({
  uuid: uuid(n),
  event: 'e',
  distinct_id: 'd',
  timestamp: new Date(Date.now() - secondsAgo * 1_000).toISOString(),
})

describe.each([
  ['embedded', testGateway],
  ['on a ClickHouse server', testServerGateway],
])('ingestHealth, %s', (_, open) => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await open({ INGEST_BATCH_MAX_EVENTS: '10', INGEST_BATCH_MAX_BYTES: '20000' })
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  test('counts what was stored at once, and what was not with its reason', async () => {
    expect((await gateway.capture('oslo', [event(1, 10), event(2, 20), event(3, 90)])).status).toBe(200)
    expect(await healthOf(gateway)).toMatchObject({ accepted: 3 })

    await gateway.capture('oslo', [event(1, 10), event(4, 20), { event: 'nobody' }, { event: 'nobody' }, []])
    // Refused as a whole: too many events, too many bytes, no JSON; the key of the latter two stands in the URL.
    expect(
      (
        await gateway.capture(
          'oslo',
          Array.from({ length: 11 }, (_, n) => event(100 + n)),
        )
      ).status,
    ).toBe(413)
    const post = (path: string, body: string) => gateway.fetch(path, { method: 'POST', body })
    expect((await post('/batch/?token=key-oslo', 'x'.repeat(30_000))).status).toBe(413)
    expect((await post('/batch/?token=key-oslo', '{"batch": [')).status).toBe(400)
    // An unknown key is nobody's; a single bad event is in quarantine, not a refused request.
    expect((await post('/batch/?token=unknown', '{"batch": [')).status).toBe(400)
    expect((await post('/e/', JSON.stringify({ api_key: 'key-oslo', event: 'nobody' }))).status).toBe(400)

    const expected = {
      accepted: 4,
      duplicates: 1,
      quarantined: 4,
      rejected: 3,
      dropped: 0,
      byReason: [
        { outcome: 'QUARANTINED', reason: 'missing_distinct_id', count: 3 },
        { outcome: 'QUARANTINED', reason: 'not_an_object', count: 1 },
        { outcome: 'REJECTED', reason: 'malformed_json', count: 1 },
        { outcome: 'REJECTED', reason: 'too_large', count: 1 },
        { outcome: 'REJECTED', reason: 'too_many_events', count: 1 },
      ],
    }
    await expect.poll(() => healthOf(gateway), { timeout: 15_000 }).toMatchObject(expected)
  })

  test('has a series of local hours with the median lag, and when the last event came in', async () => {
    const { series, lastEventAt } = await healthOf(gateway)
    expect(series).toHaveLength(72)
    expect(series.reduce((sum, point) => sum + point.accepted, 0)).toBe(4)
    expect(series.reduce((sum, point) => sum + point.quarantined, 0)).toBe(4)
    expect(Date.now() - Date.parse(lastEventAt ?? '')).toBeLessThan(120_000)
    const lags = series.flatMap(({ medianLagSeconds }) => medianLagSeconds ?? [])
    // 10, 20, 20 and 90 seconds, and what it took to come here; another hour may have begun between the two requests.
    expect(lags.length).toBeGreaterThan(0)
    for (const lag of lags) expect(lag).toBeGreaterThanOrEqual(20)
    for (const lag of lags) expect(lag).toBeLessThan(60)
  })

  test('is of one location, and told nobody else', async () => {
    const none = await healthOf(gateway, 'bergen')
    expect(none).toMatchObject({ accepted: 0, duplicates: 0, quarantined: 0, rejected: 0, lastEventAt: null })
    expect(none.byReason).toEqual([])
    const { errors } = await gateway.ask(
      'bergen',
      `{ location(id: "oslo") { ingestHealth(range: { from: "${day(0)}", to: "${day(0)}" }) { accepted } } }`,
    )
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
  })

  test('does not change when events are stored again or derived again', async () => {
    await gateway.capture('oslo', [event(1, 10)])
    const before = await healthOf(gateway)
    await rebuild(gateway.clickhouse, { tables: ['arrivals'], inFlightSeconds: 5 })
    const after = await healthOf(gateway)
    expect([after.accepted, after.series, after.lastEventAt]).toEqual([
      before.accepted,
      before.series,
      before.lastEventAt,
    ])
    expect(after.accepted).toBe(4)
  })
})

test('a series that is asked for alone costs one query, the totals another', async () => {
  await using gateway = await testGateway()
  const ask = (fields: string) => () =>
    gateway.ask('oslo', `query ($range: DateRange!) { location { ingestHealth(range: $range) { ${fields} } } }`, {
      range,
    })
  expect(await gateway.countQueries(ask('series { accepted }'))).toBe(1)
  expect(await gateway.countQueries(ask('accepted byReason { reason }'))).toBe(1)
  expect(await gateway.countQueries(ask('accepted series { start }'))).toBe(2)
})

test('a day is one of the location', async () => {
  // 23:30 in Oslo on the last day of June.
  await using gateway = await testGateway({ LOCATION_TIME_ZONES: 'oslo=Europe/Oslo' }, () =>
    Date.parse('2026-06-30T21:30:00Z'),
  )
  await gateway.capture('oslo', [{ ...event(1), timestamp: '2026-06-30T21:29:00Z' }])
  const accepted = async (date: string) => {
    const { data } = await gateway.ask<{ location: { ingestHealth: Health } }>('oslo', query, {
      range: { from: date, to: date },
    })
    return [data.location.ingestHealth.accepted, data.location.ingestHealth.series.length]
  }
  expect(await accepted('2026-06-30')).toEqual([1, 24])
  expect(await accepted('2026-07-01')).toEqual([0, 24])
})
