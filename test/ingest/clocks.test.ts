import { afterAll, beforeAll, expect, test } from 'vitest'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { askOslo, page } from '../mistakes/visits.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

// What clocks of senders say that are wrong, and the first and last days that are kept.

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const zones = ['UTC', 'America/New_York', 'America/Sao_Paulo', 'Asia/Tokyo', 'Pacific/Apia', 'Pacific/Kiritimati']
const day = 'range: { from: "2026-03-01", to: "2026-03-01" }'
const sessionsByZone = zones.map((zone, n) => `z${n}: sessionStats(${day}, timeZone: "${zone}") { sessionCount }`)

test('an event of 1970 hides no session, in no time zone, nor in another location', async () => {
  await gateway.capture('bergen', [page('eve', 'e1', '2026-03-01T11:00:00Z')])
  await gateway.capture('oslo', [page('ada', 'a1', '2026-03-01T11:00:00Z'), { ...page('bob', 'b1', ''), timestamp: 0 }])
  // As the engine does some time later: rows of both locations lie in one part, beside each other.
  for (const { client } of storesOf(gateway.clickhouse, 'A merge'))
    await client.command({ query: 'OPTIMIZE TABLE sessions_mv FINAL' })
  for (const location of ['oslo', 'bergen']) {
    const answer = await gateway.ask<{ location: object }>(location, `{ location { ${sessionsByZone.join(' ')} } }`)
    // At eleven it is the first of March everywhere west of +13.
    const counts = Object.values(expectData(answer).location).map(([stats]) => stats.sessionCount)
    expect([location, counts]).toEqual([location, [1, 1, 1, 1, 0, 0]])
  }
})

test('days are kept from 1970-01-02 to 2105-12-31', async () => {
  const stats = (date: string) =>
    gateway.ask<unknown>('oslo', `{ location { metrics(range: { from: "${date}", to: "${date}" }) { eventCount } } }`)
  for (const date of ['1970-01-01', '2106-01-01'])
    expect((await stats(date)).errors?.[0]).toMatchObject({
      message: expect.stringContaining('days from 1970-01-02 to 2105-12-31 are kept'),
      extensions: { code: 'BAD_USER_INPUT' },
    })
  for (const date of ['1970-01-02', '2105-12-31']) expect((await stats(date)).errors).toBeUndefined()
})

test('a time after them is the last that is kept, and counts nowhere else', async () => {
  const delivery = { locationId: 'turku', rejected: [], sender: {} }
  const late = { event: 'late', distinctId: 'ada', timestampMs: Date.UTC(2107, 4, 1), properties: {} }
  await gateway.app.ingest.accept({ ...delivery, events: [late] })
  const counts = await select<{ year: string; n: string }>(
    gateway.clickhouse,
    `SELECT toString(toYear(bucket_start)) AS year, toString(count()) AS n FROM location_metrics_mv WHERE location_id = 'turku' GROUP BY year`,
  )
  expect(counts).toEqual([{ year: '2105', n: '1' }])
})

test('an event without an id is one event, whether its sender tells its clock or not', async () => {
  const send = (more: object, properties: object) =>
    fetchBatch({
      ...more,
      batch: [{ event: 'once', distinct_id: 'ada', timestamp: '2026-03-02T10:00:00Z', properties }],
    })
  const fetchBatch = (body: object) =>
    gateway.app.fetch(
      new Request('http://gateway/batch/', { method: 'POST', body: JSON.stringify({ api_key: 'key-oslo', ...body }) }),
    )
  const now = () => new Date().toISOString()
  await send({}, { a: 1, b: 2 })
  await send({ sent_at: now() }, { a: 1, b: 2 })
  await send({ sent_at: now() }, { b: 2, a: 1 })
  await send({ sent_at: new Date(Date.now() - 3_600_000).toISOString() }, { b: 2, a: 1 })
  expect(await askOslo(gateway, 'events(filter: { name: ["once"] }) { totalCount }')).toEqual({
    events: { totalCount: 1 },
  })
})
