import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { readFeeds } from '../../src/rebuild/derived-tables.ts'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { expectDerivedFromLanding, history, leftovers } from './history.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
  await gateway.capture('oslo', history(0, 300))
})
afterAll(() => gateway[Symbol.asyncDispose]())

const everything = `{ location {
  users(first: 100) { totalCount nodes { userId distinctIds eventCount sessionCount properties
    attribution { firstTouch { occurredAt channel } clickIds { value firstDetectedAt } } } }
  sessions(first: 1000) { totalCount nodes { sessionId startedAt endedAt eventCount pageviewCount entryUrl exitUrl } }
  metrics(range: { from: "2026-01-01", to: "2026-03-31" }, granularity: MONTH) { eventCount uniqueUsers sessionCount errorCount }
  errors(range: { from: "2026-01-01", to: "2026-03-31" }) { nodes { fingerprint count affectedUserCount } }
} }`
const answers = async () => expectData(await gateway.ask('oslo', everything))
async function run(query: string): Promise<void> {
  for (const { client } of storesOf(gateway.clickhouse, 'A test')) await client.command({ query })
}

const junkUser = `INSERT INTO user_attribution_summary_mv (location_id, distinct_id, first_seen, last_seen)
  VALUES ('oslo', 'junk', '2026-01-01', '2026-01-02')`
const junkMetrics = `INSERT INTO location_metrics_mv
  SELECT * REPLACE (concat(distinct_id, '-junk') AS distinct_id) FROM location_metrics_mv`

describe('rebuild', () => {
  test('repairs derived tables, from the landing tables alone', async () => {
    const before = await answers()
    expect(before).toMatchObject({ location: { users: { totalCount: 20 } } })
    for (const query of ['TRUNCATE TABLE sessions_mv', 'TRUNCATE TABLE error_groups', junkUser, junkMetrics])
      await run(query)
    expect(await answers()).not.toEqual(before)
    const steps: [number, number][] = []
    const report = await rebuild(gateway.clickhouse, { onProgress: (done, total) => steps.push([done, total]) })
    expect(await answers()).toEqual(before)
    expect(report.tables).toContain('sessions_mv')
    expect(report.rows).toBeGreaterThan(300)
    expect(await leftovers(gateway.clickhouse)).toEqual([])
    expect(steps.at(-1)?.[0]).toBe(steps.at(-1)?.[1])
    expect(steps.map(([done]) => done)).toEqual(steps.map(([done]) => done).sort((a, b) => a - b))
  })

  test('of one table leaves the others as they are', async () => {
    const before = await answers()
    await run('TRUNCATE TABLE sessions_mv')
    await run(junkUser)
    const report = await rebuild(gateway.clickhouse, { tables: ['sessions_mv'] })
    expect(report.tables).toEqual(['sessions_mv'])
    expect(await answers()).not.toEqual(before)
    await rebuild(gateway.clickhouse, { tables: ['user_attribution_summary_mv'] })
    expect(await answers()).toEqual(before)
    await expect(rebuild(gateway.clickhouse, { tables: ['events'] })).rejects.toThrow('Not a derived table: events')
    expect(await leftovers(gateway.clickhouse)).toEqual([])
  })

  test('knows every materialized view, and reads its source in parts', async () => {
    const feeds = await readFeeds(gateway.clickhouse.client)
    const views = await select<{ name: string }>(
      gateway.clickhouse,
      `SELECT name FROM system.tables WHERE database = currentDatabase() AND engine = 'MaterializedView' ORDER BY name`,
    )
    expect(feeds.map(({ view }) => view)).toEqual(views.map(({ name }) => name))
    for (const { view, source, select: text } of feeds) {
      const rows = (filter: string) =>
        select<{ c: string }>(
          gateway.clickhouse,
          `SELECT count() AS c FROM (${text}) SETTINGS additional_table_filters = {'${source}': '${filter}'}`,
        )
      expect({ view, nothing: await rows(`_partition_id = \\'none\\'`) }).toEqual({ view, nothing: [{ c: '0' }] })
      expect({ view, all: await rows('1') }).not.toEqual({ view, all: [{ c: '0' }] })
    }
  })

  test('a view that is gone is named, and nothing is rebuilt without it', async () => {
    const [store = gateway.clickhouse] = storesOf(gateway.clickhouse, 'A test')
    const views = await select<{ query: string }>(
      store,
      `SELECT create_table_query AS query FROM system.tables WHERE database = currentDatabase() AND name = 'error_groups_from_errors'`,
    )
    const missing = 'Materialized views are missing: error_groups_from_errors into error_groups (ddl/003_errors.sql)'
    await store.client.command({ query: 'DROP VIEW error_groups_from_errors SYNC' })
    await expect(rebuild(gateway.clickhouse)).rejects.toThrow(missing)
    await expect(rebuild(gateway.clickhouse, { tables: ['error_groups'] })).rejects.toThrow(missing)
    expect((await rebuild(gateway.clickhouse, { tables: ['sessions_mv'] })).tables).toEqual(['sessions_mv'])
    expect(await leftovers(gateway.clickhouse)).toEqual([])
    await store.client.command({ query: views[0]?.query ?? '' })
    expect((await rebuild(gateway.clickhouse)).tables).toContain('error_groups')
  })

  test('after it, what comes in is in every derived table', async () => {
    await rebuild(gateway.clickhouse)
    await gateway.capture('oslo', history(500, 600))
    await expectDerivedFromLanding(gateway.clickhouse, 'oslo')
  })
})
