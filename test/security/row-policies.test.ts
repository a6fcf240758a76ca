import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { readConfig } from '../../src/config.ts'
import { queryLimits } from '../../src/limits/limits-of.ts'
import { loadSecrets } from '../../src/secrets.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { createSql } from '../../src/sql/run.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { testSecret } from '../testkit/gateway.ts'
import { scopeOf } from '../testkit/scope.ts'

/** The statements of the page: tables → the condition on their rows. */
const page = readFileSync('docs/clickhouse-user.md', 'utf8')
const policies = [
  ...page.matchAll(/^CREATE ROW POLICY attrigraph ON([\s\S]*?)USING([\s\S]*?)TO attrigraph;/gm),
].flatMap(([, tables = '', condition = '']) =>
  [...tables.matchAll(/attrigraph\.(\w+)/g)].map(([, table = '']) => [table, condition.trim()] as const),
)

/**
 * The test server keeps its users in a file, so the policies stand there; the statements themselves are parsed below.
 */
const usersXml = `<clickhouse>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users>
    <default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
    <walled>
      <password>walled</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
      <databases><attrigraph>${policies.map(([table, condition]) => `<${table}><filter>${condition}</filter></${table}>`).join('')}</attrigraph></databases>
    </walled>
  </users>
</clickhouse>`

let database: TestServer
let gateway: RunningServer
const env = (user: string) => ({
  CLICKHOUSE_URL: database.url,
  CLICKHOUSE_USER: user,
  CLICKHOUSE_PASSWORD: user === 'default' ? '' : user,
  JWT_SECRET: testSecret,
  WRITE_KEYS: 'key-oslo:oslo,key-bergen:bergen',
  PORT: '0',
})

beforeAll(async () => {
  database = await startClickHouseServer(usersXml)
  const admin = await createClickHouse(testConfig(env('default')))
  await migrate(admin)
  await admin.close()
  const config = readConfig({
    DATA_DIR: ':memory:',
    QUERY_TIMEOUT_MS: '60000',
    LOG_LEVEL: 'silent',
    INGEST_FLUSH_MS: '1',
    ...env('walled'),
  })
  gateway = await startServer(config, loadSecrets(config), silentLog)
  for (const location of ['oslo', 'bergen']) {
    const batch = [
      { event: '$pageview', distinct_id: `${location}-visitor`, properties: { $session_id: 's' } },
      { event: '$identify', distinct_id: 'ada', properties: { $anon_distinct_id: `${location}-visitor` } },
    ]
    const sent = await fetch(`${gateway.url}/batch`, {
      method: 'POST',
      body: JSON.stringify({ api_key: `key-${location}`, batch }),
    })
    expect(sent.status).toBe(200)
  }
}, 120_000)
afterAll(async () => {
  await gateway?.stop()
  await database?.[Symbol.asyncDispose]()
})

test('every table that names a location has a policy, and the statements are those of the engine', async () => {
  const { client, close } = await createClickHouse(testConfig(env('default')))
  const tables = await client.query({
    query: `SELECT table FROM system.columns WHERE database = 'attrigraph' AND name = 'location_id'
            AND table IN (SELECT name FROM system.tables WHERE database = 'attrigraph' AND engine LIKE '%MergeTree') ORDER BY table`,
    format: 'JSONEachRow',
  })
  const named = (await tables.json<{ table: string }>()).map(({ table }) => table)
  expect(policies.map(([table]) => table).sort()).toEqual(named)
  for (const [statement] of page.matchAll(/^CREATE ROW POLICY[^;]*/gm))
    await client.query({ query: 'SELECT formatQuery({statement:String})', query_params: { statement } })
  await close()
})

describe('behind the wall', () => {
  const visitors = `SELECT distinct_id FROM events WHERE event = '$pageview' ORDER BY ALL`

  test('a query sees the locations that its comment names, all of them for *, and none without one', async () => {
    const walled = await createClickHouse(testConfig(env('walled')))
    const seen = async (comment: string) => {
      const answer = await walled.client.query({
        query: visitors,
        format: 'JSONEachRow',
        clickhouse_settings: { log_comment: comment },
      })
      return (await answer.json<{ distinct_id: string }>()).map(({ distinct_id }) => distinct_id)
    }
    expect(await seen('{"locations":["oslo"]}')).toEqual(['oslo-visitor'])
    expect(await seen('{"locations":["nowhere"]}')).toEqual([])
    for (const none of ['', '{}', 'locations', '{"locations":"oslo"}', '{"locations":[]}'])
      expect(await seen(none)).toEqual([])
    expect(await select(walled, visitors)).toEqual([{ distinct_id: 'bergen-visitor' }, { distinct_id: 'oslo-visitor' }])
    await walled.close()
  })

  test('a statement that asks for another location than its credential gets nothing, without the wall everything', async () => {
    const asked = { location_ids: ['oslo'], ids: [], search: '', after_id: '', direction: 1, limit: 10 }
    const locationsSeenBy = async (user: string) => {
      const clickhouse = await createClickHouse(testConfig(env(user)))
      // The defect that the wall is for: the statement is bound to another location than was checked.
      const client = new Proxy(clickhouse.client, {
        get: (target, name) =>
          name !== 'query'
            ? Reflect.get(target, name)
            : (query: Parameters<typeof target.query>[0]) =>
                target.query({ ...query, query_params: { ...query.query_params, location_ids: ['bergen'] } }),
      })
      const sql = createSql({ ...clickhouse, client }, queryLimits(testConfig()))({ scope: scopeOf('oslo') })
      const rows = await sql.rows('locations', asked, ['location_id'])
      await clickhouse.close()
      return rows
    }
    expect(await locationsSeenBy('walled')).toEqual([])
    expect(await locationsSeenBy('default')).toEqual([{ location_id: 'bergen' }])
  })

  test('the graph answers as ever', async () => {
    const ask = async (locations: string[], query: string) => {
      const token = await mintToken(testSecret, { location_ids: locations, scope: 'read manage' }, 600)
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query }),
      })
      return response.json()
    }
    const query =
      '{ locations { nodes { users { totalCount nodes { userId eventCount sessions { nodes { sessionId } } } } } } }'
    const ofOne = {
      users: { totalCount: 1, nodes: [{ userId: 'ada', eventCount: 2, sessions: { nodes: [{ sessionId: 's' }] } }] },
    }
    expect(await ask(['oslo'], query)).toEqual({ data: { locations: { nodes: [ofOne] } } })
    expect(await ask(['oslo', 'bergen'], query)).toEqual({
      data: { locations: { nodes: [ofOne, ofOne] } },
    })
    // What was asked with a credential for both is told to whom both belong.
    const today = new Date().toISOString().slice(0, 10)
    const usage = `{ apiUsage(range: { from: "${today}", to: "${today}" }) { requestCount } }`
    await expect
      .poll(async () => (await ask(['oslo', 'bergen'], usage)).data?.apiUsage.requestCount, { timeout: 20_000 })
      .toBeGreaterThanOrEqual(2)
  })
})
