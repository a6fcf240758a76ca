import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
  await gateway.capture('oslo', history(0, 300))
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** Events over three months: of 20 people, half of them identified, with and without session ids. */
function history(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index
    const person = n % 20
    return {
      uuid: `018a981f-4b35-7c66-825e-${String(n).padStart(12, '0')}`,
      event: n % 7 === 3 && person < 10 ? '$identify' : n % 11 === 5 ? '$exception' : '$pageview',
      distinct_id: n % 7 === 3 && person < 10 ? `user-${person}` : `anon-${person}`,
      timestamp: new Date(Date.UTC(2026, n % 3, 1 + (n % 28), n % 24, n % 60)).toISOString(),
      properties: {
        $lib: 'web',
        $current_url: `https://shop.example/p${n % 5}?gclid=G${n % 4}`,
        ...(n % 2 === 0 ? { $session_id: `session-${person}-${n % 3}` } : {}),
        ...(n % 7 === 3 ? { $anon_distinct_id: `anon-${person}`, $set: { plan: `p${n % 3}` } } : {}),
      },
    }
  })
}

const everything = `{ location {
  users(first: 100) { totalCount nodes { userId distinctIds eventCount sessionCount properties
    attribution { firstTouch { occurredAt channel } clickIds { value firstDetectedAt } } } }
  sessions(first: 1000) { totalCount nodes { sessionId startedAt endedAt eventCount pageviewCount entryUrl exitUrl } }
  metrics(range: { from: "2026-01-01", to: "2026-03-31" }, granularity: MONTH) { eventCount uniqueUsers sessionCount errorCount }
  errors(range: { from: "2026-01-01", to: "2026-03-31" }) { nodes { fingerprint count affectedUserCount } }
} }`
const answers = async () => expectData(await gateway.ask('oslo', everything))
const run = (query: string) => gateway.clickhouse.client.command({ query })

describe('rebuild', () => {
  test('repairs derived tables, from the landing tables alone', async () => {
    const before = await answers()
    expect(before).toMatchObject({ location: { users: { totalCount: 20 } } })
    await run('TRUNCATE TABLE sessions_mv')
    await run(
      `INSERT INTO user_attribution_summary_mv (location_id, distinct_id, first_seen, last_seen) VALUES ('oslo', 'junk', '2026-01-01', '2026-01-02')`,
    )
    await run(
      `INSERT INTO location_metrics_mv SELECT * REPLACE (concat(distinct_id, '-junk') AS distinct_id) FROM location_metrics_mv`,
    )
    expect(await answers()).not.toEqual(before)
    const steps: [number, number][] = []
    const report = await rebuild(gateway.clickhouse.client, { onProgress: (done, total) => steps.push([done, total]) })
    expect(await answers()).toEqual(before)
    expect(report.tables).toContain('sessions_mv')
    expect(report.rows).toBeGreaterThan(300)
    expect(steps.at(-1)?.[0]).toBe(steps.at(-1)?.[1])
    expect(steps.map(([done]) => done)).toEqual(steps.map(([done]) => done).sort((a, b) => a - b))
  })

  test('loses nothing that comes in meanwhile', async () => {
    let serving = true
    let next = 1_000
    const ingest = (async () => {
      while (serving) {
        await gateway.capture('oslo', history(next, next + 10))
        next += 10
      }
    })()
    for (let round = 0; round < 3; round++) await rebuild(gateway.clickhouse.client, { inFlightSeconds: 5 })
    serving = false
    await ingest
    expect(next).toBeGreaterThan(1_010)
    const [counts] = await select(
      gateway.clickhouse,
      `SELECT
        (SELECT uniqExact(uuid) FROM events WHERE location_id = 'oslo') AS landed,
        (SELECT uniqExactMerge(event_ids) FROM user_attribution_summary_mv WHERE location_id = 'oslo') AS users,
        (SELECT uniqExactMerge(event_ids) FROM sessions_mv WHERE location_id = 'oslo') AS sessions,
        (SELECT uniqExactMerge(event_ids) FROM location_metrics_mv WHERE location_id = 'oslo') AS metrics`,
    )
    const landed = String(300 + next - 1_000)
    expect(counts).toEqual({ landed, users: landed, sessions: landed, metrics: landed })
  })

  test('what an interrupted one left is told, and cleared on demand', async () => {
    const before = await answers()
    await run('CREATE TABLE sessions_mv_rebuild AS sessions_mv')
    await run(
      'CREATE MATERIALIZED VIEW sessions_from_events_rebuild TO sessions_mv_rebuild AS SELECT * FROM sessions_mv',
    )
    await expect(rebuild(gateway.clickhouse.client)).rejects.toThrow('attrigraph rebuild --force')
    await rebuild(gateway.clickhouse.client, { force: true })
    expect(await answers()).toEqual(before)
    expect(
      await select(
        gateway.clickhouse,
        `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%_rebuild'`,
      ),
    ).toEqual([])
  })
})
