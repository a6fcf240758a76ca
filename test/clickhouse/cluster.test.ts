import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate, readMigrations } from '../../src/clickhouse/migrate.ts'
import { migrateCluster } from '../../src/clickhouse/migrate-cluster.ts'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { lists } from '../properties/questions.ts'
import { startClickHouseShards, type TestShards, testCluster } from '../testkit/clickhouse-shards.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import {
  openClusterDatabase,
  openEmbeddedDatabase,
  openServerDatabase,
  serverConfig,
} from '../testkit/test-database.ts'

/** Oslo and Turku lie on the first shard, Bergen on the second. */
const locations = ['oslo', 'bergen', 'turku']
const range = { from: '2026-03-01', to: '2026-03-07' }

let shards: TestShards
let spread: TestGateway
let single: TestGateway
beforeAll(async () => {
  shards = await startClickHouseShards()
  spread = await testGateway({}, undefined, () => openClusterDatabase(shards.urls, 'spread'))
  single = await testGateway({}, undefined, () => openEmbeddedDatabase('single'))
  // Twice, as from a sender that did not hear of the first.
  for (const gateway of [spread, single])
    for (const [index, location] of locations.entries())
      for (const _ of [1, 2]) expect((await gateway.capture(location, eventsOf(index + 1))).status).toBe(200)
}, 120_000)
afterAll(async () => {
  await spread?.[Symbol.asyncDispose]()
  await single?.[Symbol.asyncDispose]()
  await shards?.[Symbol.asyncDispose]()
})

/** People who come by several ways, some of whom buy, say who they are, or meet an error. */
function eventsOf(salt: number): object[] {
  let serial = 0
  const event = (name: string, person: number, minute: number, properties: object = {}) => ({
    uuid: `018a981f-4b35-7c66-825e-${String(salt * 1e6 + ++serial).padStart(12, '0')}`,
    event: name,
    distinct_id: `visitor-${person}`,
    timestamp: new Date(Date.UTC(2026, 2, 1 + (person % 5), 10, minute)).toISOString(),
    properties: { $lib: 'web', $session_id: person % 4 === 0 ? '' : `s-${person}`, $browser: 'Firefox', ...properties },
  })
  return Array.from({ length: 10 * salt }, (_, person) => {
    const tags = person % 3 === 0 ? '?utm_source=news&utm_campaign=may' : person % 3 === 1 ? '?gclid=G1' : ''
    const page = (path: string, minute: number) =>
      event('$pageview', person, minute, { $current_url: `https://shop.example${path}${tags}`, $pathname: path })
    const error = { $exception_list: [{ type: 'TypeError', value: 'x is undefined' }] }
    return [
      page('/', 0),
      page('/price', 3 + (person % 7)),
      ...(person % 2 === 0 ? [event('order', person, 20, { revenue: 10 + person, $set: { plan: 'pro' } })] : []),
      ...(person % 5 === 0
        ? [
            {
              ...event('$identify', person, 21, { $anon_distinct_id: `visitor-${person}` }),
              distinct_id: `user-${person}`,
            },
          ]
        : []),
      ...(person % 6 === 0 ? [event('$exception', person, 22, error)] : []),
    ]
  }).flat()
}

const page = (name: keyof typeof lists, args = '') =>
  `${name}(first: 5${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { ${lists[name]} } }`
const questions: [string, string, object?][] = [
  ['users', page('users')],
  ['sessions', page('sessions')],
  ['events', page('events')],
  ['errors', page('errors', ', range: { from: "2026-03-01", to: "2026-03-07" }')],
  ['refused identity mappings', page('refusedIdentityMappings')],
  [
    'people of a segment, the latest sessions of each',
    `users(first: 5, filter: { performed: [{ event: "order" }], properties: { plan: "pro" } }, orderBy: { field: SESSION_COUNT, direction: DESC }) {
      totalCount nodes { userId sessions(first: 2) { nodes { sessionId events(first: 1) { nodes { uuid } } } } } }`,
  ],
  [
    'metrics',
    'metrics(range: $range) { start eventCount pageviewCount uniqueUsers sessionCount identifyCount errorCount }',
    { range },
  ],
  [
    'session statistics',
    'sessionStats(range: $range) { start sessionCount bounceRate averageDurationSeconds topUtmSource }',
    { range },
  ],
  [
    'an attribution report',
    'attributionReport(input: $input) { conversionCount conversionValue nonConvertingCount rows { key credits { conversions value share } } }',
    {
      input: {
        range,
        conversionEvent: 'order',
        valueProperty: 'revenue',
        dimension: 'CHANNEL',
        models: ['FIRST_TOUCH', 'LINEAR', 'MARKOV', 'SHAPLEY'],
      },
    },
  ],
  [
    'a funnel by touch',
    'funnel(input: $input) { cappedUserCount steps { name count medianSecondsFromPrevious } breakdown { key steps { count } } }',
    {
      input: {
        range,
        steps: [{ event: '$pageview' }, { event: 'order' }],
        windowSeconds: 86_400,
        breakdown: 'CHANNEL',
      },
    },
  ],
  [
    'retention',
    'retention(input: $input) { cohorts { start size retained } }',
    { input: { range, granularity: 'DAY', periods: 3 } },
  ],
  ['paths', 'paths(input: $input) { sessionCount edges { step from to count } }', { input: { range } }],
]

async function answers(gateway: TestGateway, fields: string, variables: object): Promise<unknown> {
  const types = {
    range: 'DateRange!',
    attributionReport: 'AttributionReportInput!',
    funnel: 'FunnelInput!',
    retention: 'RetentionInput!',
    paths: 'PathsInput!',
  }
  const type = Object.entries(types).find(([name]) =>
    'input' in variables ? fields.startsWith(name) : name === 'range',
  )?.[1]
  const declared = 'input' in variables ? `($input: ${type})` : 'range' in variables ? `($range: ${type})` : ''
  const token = await gateway.token({ location_ids: locations, scope: 'read manage' })
  const query = `query ${declared} { locations(first: 10) { nodes { locationId ${fields} } } }`
  return expectData(await gateway.askWith(token, query, variables))
}

describe('a database on two shards', () => {
  test.each(questions)('%s: the answer is that of a single engine', async (_, fields, variables = {}) => {
    const answer = await answers(spread, fields, variables)
    // Of nothing, everything would be alike.
    expect(JSON.stringify(answer).length).toBeGreaterThan(200)
    expect(answer).toEqual(await answers(single, fields, variables))
  })

  test('the other shard answers the same', async () => {
    await using other = await testGateway({}, undefined, () => openServerDatabase(shards.urls[1], 'spread'))
    const fields = page('sessions')
    expect(await answers(other, fields, {})).toEqual(await answers(single, fields, {}))
  })

  test('a decision on identity is read back at once', async () => {
    for (const gateway of [spread, single]) {
      const token = await gateway.token({ location_ids: locations, scope: 'read manage' })
      const input = '{ locationId: "bergen", anonymousId: "visitor-1", userId: "visitor-2" }'
      expectData(await gateway.askWith(token, `mutation { mapIdentity(input: ${input}) { userId } }`))
    }
    const fields = 'users(first: 100) { totalCount nodes { userId distinctIds eventCount sessionCount } }'
    expect(await answers(spread, fields, {})).toEqual(await answers(single, fields, {}))
  })

  test('all of a location lies on one shard, and both shards have locations', async () => {
    const tables = await select<{ name: string }>(
      spread.clickhouse,
      `SELECT tables.name AS name FROM system.tables AS tables INNER JOIN system.columns AS columns
        ON columns.database = tables.database AND columns.table = tables.name AND columns.name = 'location_id'
      WHERE tables.database = currentDatabase() AND tables.engine = 'Distributed'`,
    )
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['events', 'sessions_mv', 'identity_mappings']),
    )
    const shardsOf = new Map<string, Set<number>>()
    for (const { name } of tables) {
      const rows = await select<{ location_id: string; shard: number }>(
        spread.clickhouse,
        `SELECT DISTINCT location_id, _shard_num AS shard FROM ${name} WHERE location_id != ''`,
      )
      for (const { location_id, shard } of rows)
        shardsOf.set(location_id, (shardsOf.get(location_id) ?? new Set()).add(shard))
    }
    expect([...shardsOf.values()].map(({ size }) => size)).toEqual(locations.map(() => 1))
    expect(new Set([...shardsOf.values()].flatMap((numbers) => [...numbers])).size).toBe(2)
  })

  test('a block that comes again is stored once on each shard, in tables and in what derives from them', async () => {
    const insert = createInsertRows(spread.clickhouse.client)
    const rows = locations.map((location_id) => ({
      location_id,
      bucket_start: '2026-03-01 00:00:00',
      outcome: 'accepted',
      reason: 'again',
      count: '1',
      batch_id: '018a981f-4b35-7c66-825e-8b0eeae65701',
    }))
    for (const _ of [1, 2, 3]) await insert('ingest_stats', rows)
    const counts = await select(
      spread.clickhouse,
      `SELECT location_id, sum(count) AS count FROM ingest_stats WHERE reason = 'again' GROUP BY location_id ORDER BY location_id`,
    )
    expect(counts).toEqual([...locations].sort().map((location_id) => ({ location_id, count: '1' })))
  })
})

describe('migrate --cluster', () => {
  const command = (urls: string) =>
    promisify(execFile)(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'migrate', '--cluster', testCluster], {
      env: {
        PATH: process.env.PATH,
        CLICKHOUSE_URL: shards.urls[0],
        CLICKHOUSE_DATABASE: 'by_command',
        CLICKHOUSE_SHARD_URLS: urls,
        JWT_SECRET: 'x'.repeat(32),
      },
    })

  test('the command makes the database on every shard', async () => {
    await expect(command(shards.urls[0])).rejects.toThrow('CLICKHOUSE_SHARD_URLS')
    const { stdout } = await command(shards.urls.join(', '))
    expect(stdout).toContain('on shard 2 of 2')
    expect(stdout).toContain('The schema is up to date.')
    const tables = await select(
      spread.clickhouse,
      `SELECT hostName() AS host, tcpPort() AS port, count() AS tables FROM clusterAllReplicas(${testCluster}, system.tables)
      WHERE database = 'by_command' AND engine = 'Distributed' GROUP BY host, port`,
    )
    expect(tables).toHaveLength(2)
  })

  test('a second run finds nothing to do, and as many shards are named as there are', async () => {
    const config = (...urls: string[]) => serverConfig(urls[0] ?? '', 'spread', { CLICKHOUSE_SHARD_URLS: urls.join() })
    await expect(migrateCluster(config(shards.urls[0]), testCluster)).rejects.toThrow('2 shards')
    expect((await migrateCluster(config(...shards.urls), testCluster)).applied).toEqual([])
    await expect(createClickHouse(config(shards.urls[0]))).rejects.toThrow('2 shards')
  })

  test('a gateway leaves new migrations of a cluster to it', async () => {
    const migrations = [
      ...readMigrations(),
      { name: '999_new', checksum: 'new', statements: ['CREATE VIEW new AS SELECT 1'] },
    ]
    await expect(migrate(spread.clickhouse, { migrations })).rejects.toThrow('attrigraph migrate --cluster two')
  })

  test('an unknown cluster and a database of a single server are refused, with what to do', async () => {
    const plain = await openServerDatabase(shards.urls[0], 'plain')
    const config = serverConfig(shards.urls[0], 'plain', { CLICKHOUSE_SHARD_URLS: shards.urls.join() })
    await expect(migrateCluster(config, 'other')).rejects.toThrow(testCluster)
    await expect(migrateCluster(config, testCluster)).rejects.toThrow('CLICKHOUSE_DATABASE')
    await plain.close()
  })
})
