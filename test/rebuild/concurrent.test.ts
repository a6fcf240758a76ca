import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { expectDerivedFromLanding, history, leftovers } from './history.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
  await gateway.capture('oslo', history(0, 300))
})
afterAll(() => gateway[Symbol.asyncDispose]())

const count = `{ location { metrics(range: { from: "2026-01-01", to: "2026-03-31" }, granularity: MONTH) { eventCount } } }`
const eventCount = async () => {
  const { location } = expectData(await gateway.ask<{ location: { metrics: { eventCount: number }[] } }>('oslo', count))
  return location.metrics.reduce((sum, bucket) => sum + Number(bucket.eventCount), 0)
}

/** An insert that takes seconds: it was begun before the rebuild, and its rows say that they came a day ago. */
const slowInsert = (from: number) =>
  gateway.clickhouse.client.command({
    query: `INSERT INTO events (location_id, distinct_id, session_id, timestamp, uuid, event, received_at)
      SELECT 'bergen', 'slow', 'slow', toDateTime64('2026-02-01 00:00:00', 3, 'UTC'), generateUUIDv4(number), '$pageview', now64(3) - 86400
      FROM numbers(${from}, 4) WHERE sleepEachRow(0.5) = 0 SETTINGS max_block_size = 1, min_insert_block_size_rows = 1`,
  })

describe('a rebuild while the gateway serves', () => {
  test('loses nothing that comes in meanwhile, and no answer goes back', { timeout: 120_000 }, async () => {
    let serving = true
    let next = 1_000
    const statuses = new Set<number>()
    const ingest = (async () => {
      while (serving) {
        statuses.add((await gateway.capture('oslo', history(next, next + 10))).status)
        next += 10
        // What was acknowledged is in the next answer, in whatever state the rebuild is. Only what began in the very moment
        // of its last step is there a moment later (step 4 of rebuild-store.ts).
        await expect.poll(eventCount, { timeout: 2_000, interval: 20 }).toBe(300 + next - 1_000)
      }
    })()
    try {
      for (let round = 0; round < 4; round++) await rebuild(gateway.clickhouse, { inFlightSeconds: 5 })
    } finally {
      serving = false
    }
    await ingest
    expect(next).toBeGreaterThan(1_010)
    expect([...statuses]).toEqual([200])
    await expectDerivedFromLanding(gateway.clickhouse, 'oslo')
  })

  test.each([0, 100, 300, 1_000])('keeps a slow insert that began %i ms before it', async (aheadMs) => {
    const inserted = slowInsert(aheadMs)
    await new Promise((resolve) => setTimeout(resolve, aheadMs))
    await rebuild(gateway.clickhouse)
    await inserted
    await expectDerivedFromLanding(gateway.clickhouse, 'bergen')
  })

  test('keeps a slow insert that begins in the midst of it', async () => {
    let inserted: Promise<unknown> | undefined
    await rebuild(gateway.clickhouse, {
      onProgress: () => {
        inserted ??= slowInsert(10_000)
      },
    })
    await inserted
    await expectDerivedFromLanding(gateway.clickhouse, 'bergen')
  })

  test('gives up on an insert that never ends, and leaves nothing behind', async () => {
    const inserted = slowInsert(20_000)
    await new Promise((resolve) => setTimeout(resolve, 200))
    await expect(rebuild(gateway.clickhouse, { inFlightSeconds: 0.3 })).rejects.toThrow('An insert has been running')
    await inserted
    await rebuild(gateway.clickhouse)
    await expectDerivedFromLanding(gateway.clickhouse, 'bergen')
    expect(await leftovers(gateway.clickhouse)).toEqual([])
  })
})
