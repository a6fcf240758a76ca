import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { applyRetention } from '../../src/privacy/retention.ts'
import { insertsInFlight } from '../../src/rebuild/in-flight.ts'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { attrigraph } from '../backup/command.ts'
import { startClickHouseShards, type TestShards } from '../testkit/clickhouse-shards.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { openClusterDatabase, serverConfig } from '../testkit/test-database.ts'

let shards: TestShards
const disposable = (clickhouse: ClickHouse) => ({ ...clickhouse, [Symbol.asyncDispose]: () => clickhouse.close() })
async function isInserting(clickhouse: ClickHouse): Promise<boolean> {
  const rows = await select(
    clickhouse,
    "SELECT 1 FROM system.processes WHERE query_kind = 'Insert' AND query LIKE '%slow%'",
  )
  return rows.length > 0
}

beforeAll(async () => {
  shards = await startClickHouseShards()
}, 120_000)
afterAll(() => shards?.[Symbol.asyncDispose]())

describe('what changes stored rows reaches both shards', { timeout: 120_000 }, () => {
  /** Each on a shard of its own. */
  const locations = ['oslo', 'bergen']
  let gateway: TestGateway
  let token: string
  beforeAll(async () => {
    gateway = await testGateway({}, undefined, () => openClusterDatabase(shards.urls, 'changing'))
    token = await gateway.token({ location_ids: locations, scope: 'read manage erase' })
    const at = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString()
    for (const location of locations)
      await gateway.capture(
        location,
        [40, 5].map((days) => ({
          event: '$pageview',
          distinct_id: `visitor-${days}`,
          timestamp: at(days),
          properties: { $lib: 'web', $session_id: `s-${days}`, $current_url: 'https://a.example/' },
        })),
      )
  }, 120_000)
  afterAll(() => gateway?.[Symbol.asyncDispose]())

  const userIds = async () => {
    const query = '{ locations(first: 2) { nodes { locationId users(first: 9) { nodes { userId sessionCount } } } } }'
    const answer = await gateway.askWith<{ locations: { nodes: object[] } }>(token, query)
    return expectData(answer).locations.nodes
  }
  const user = (days: number) => ({ userId: `visitor-${days}`, sessionCount: 1 })
  const everywhere = (...days: number[]) =>
    [...locations].sort().map((locationId) => ({ locationId, users: { nodes: days.map(user) } }))

  test('a rebuild', async () => {
    for (const { client } of storesOf(gateway.clickhouse, 'This'))
      await client.command({ query: 'TRUNCATE TABLE user_attribution_summary_mv' })
    expect(await userIds()).toEqual(everywhere())
    const steps: string[] = []
    const report = await rebuild(gateway.clickhouse, { onProgress: (_, __, table) => steps.push(table) })
    expect(report).toMatchObject({ tables: expect.arrayContaining(['sessions_mv']), rows: expect.any(Number) })
    expect(steps).toEqual(expect.arrayContaining(['sessions_mv on shard 1 of 2', 'sessions_mv on shard 2 of 2']))
    expect(await userIds()).toEqual(everywhere(5, 40))
  })

  test('retention', async () => {
    for (const locationId of locations) {
      const input = { locationId, retentionDays: 30 }
      const mutation =
        'mutation ($input: SetPrivacySettingsInput!) { setPrivacySettings(input: $input) { retentionDays } }'
      expectData(await gateway.askWith(token, mutation, { input }))
    }
    const reports = await applyRetention({ clickhouse: gateway.clickhouse, log: silentLog })
    expect(reports.map(({ locationId }) => locationId).sort()).toEqual([...locations].sort())
    expect(await userIds()).toEqual(everywhere(5))
    expect(await applyRetention({ clickhouse: gateway.clickhouse, log: silentLog })).toEqual([])
  })

  test('what comes in through another server is waited for', async () => {
    await using other = await createClickHouse(serverConfig(shards.urls[1], 'changing')).then(disposable)
    const [first] = storesOf(gateway.clickhouse, 'This')
    if (first === undefined) throw new Error('No shard')
    const insert = other.client.command({
      query: `INSERT INTO ingest_stats (location_id, outcome, reason, count, batch_id)
        SELECT 'oslo', 'accepted', 'slow', 1 + sleepEachRow(0.5), toUUID(concat('018a981f-4b35-7c66-825e-00000000000', toString(number))) FROM numbers(4) SETTINGS max_block_size = 1`,
    })
    const stored = async () => {
      const rows = await select<{ n: string }>(first, "SELECT sum(count) AS n FROM ingest_stats WHERE reason = 'slow'")
      return Number(rows[0]?.n)
    }
    await expect.poll(() => isInserting(other), { timeout: 10_000 }).toBe(true)
    await insertsInFlight(first, 20_000)
    expect(await stored()).toBe(4)
    await insert
  })

  test('the commands of an operator', async () => {
    const env = {
      CLICKHOUSE_URL: shards.urls[0],
      CLICKHOUSE_SHARD_URLS: shards.urls.join(),
      CLICKHOUSE_DATABASE: 'changing',
    }
    // On the shard that the command does not enter through.
    const events = ['$identify', 'paid'].map((event) => ({
      event,
      distinct_id: 'commanded',
      properties: { $anon_distinct_id: 'commanded-before', $lib: 'web', $session_id: 's' },
    }))
    await gateway.capture('bergen', events)
    const whom = ['--location', 'bergen', '--distinct-id', 'commanded-before']
    expect(JSON.parse(await attrigraph(['export-user', ...whom], env))).toMatchObject({
      userId: 'commanded',
      events: [{ distinctId: 'commanded' }, { distinctId: 'commanded' }],
      sessions: [{ sessionId: 's' }],
    })
    expect(await attrigraph(['erase', ...whom, '--yes'], env)).toContain('Erased a person with 2 ids')
    expect(await attrigraph(['export-user', ...whom], env)).toContain('Nobody here has this id')
    expect(await attrigraph(['rebuild'], env)).toMatch(/Rebuilt \d+ tables/)
    expect(await userIds()).toEqual(everywhere(5))
    expect(await attrigraph(['doctor'], env)).toMatch(/^ok {7}schema: .*\n(.*\n)*ok {7}server: /m)
  })

  test('the doctor looks at each', async () => {
    const config = testConfig()
    const found = async () =>
      (await diagnose({ clickhouse: gateway.clickhouse, config })).flatMap(({ name, findings }) =>
        ['schema', 'server', 'derived data'].includes(name) ? findings.map(({ what }) => what) : [],
      )
    expect(await found()).toEqual([])
    const [, second] = storesOf(gateway.clickhouse, 'This')
    await second?.client.command({ query: 'DROP VIEW sessions_from_events' })
    expect(await found()).toEqual(['On shard 2: Tables or views are missing: sessions_from_events.'])
  })

  test('is refused where the shards are not named, and nothing is changed', async () => {
    await using unnamed = await testGateway({}, undefined, () =>
      createClickHouse(serverConfig(shards.urls[1], 'changing')),
    )
    const before = await userIds()
    const erase = 'mutation { eraseUser(input: { locationId: "oslo", by: { distinctId: "visitor-5" } }) { userId } }'
    const retain = 'mutation { setPrivacySettings(input: { locationId: "oslo", retentionDays: 3 }) { retentionDays } }'
    for (const mutation of [erase, retain]) {
      const { errors } = await unnamed.askWith(token, mutation)
      expect(errors).toMatchObject([
        { extensions: { code: 'FORBIDDEN' }, message: expect.stringContaining('CLICKHOUSE_SHARD_URLS') },
      ])
    }
    await expect(rebuild(unnamed.clickhouse)).rejects.toThrow('CLICKHOUSE_SHARD_URLS')
    expect(await userIds()).toEqual(before)
    const found = await diagnose({ clickhouse: unnamed.clickhouse, config: testConfig() })
    expect(JSON.stringify(found)).toContain('CLICKHOUSE_SHARD_URLS does not name the shards')
  })

  test('an erasure through one server is known at once to who enters through another', async () => {
    const named = { CLICKHOUSE_SHARD_URLS: shards.urls.join() }
    await using other = await testGateway({}, undefined, () =>
      createClickHouse(serverConfig(shards.urls[1], 'changing', named)),
    )
    for (const locationId of locations) {
      const input = { locationId, by: { distinctId: 'visitor-5' } }
      const mutation = 'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }'
      expect(await gateway.askWith(token, mutation, { input })).toMatchObject({
        data: { eraseUser: { userId: 'visitor-5' } },
      })
      await other.capture(locationId, [{ event: 'late', distinct_id: 'visitor-5', properties: {} }])
    }
    expect(await userIds()).toEqual(everywhere())
    const keys = await Promise.all(
      storesOf(gateway.clickhouse, 'This').map((store) => select(store, 'SELECT key FROM suppression_keys')),
    )
    expect(keys[0]).toHaveLength(1)
    expect(keys[1]).toEqual(keys[0])
    const rows = await select(
      gateway.clickhouse,
      'SELECT DISTINCT _shard_num AS shard FROM suppressed_ids ORDER BY shard',
    )
    expect(rows).toEqual([{ shard: 1 }, { shard: 2 }])
  })
})
