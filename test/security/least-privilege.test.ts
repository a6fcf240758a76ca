import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { readConfig } from '../../src/config.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { createLogger } from '../../src/log.ts'
import { createErasures } from '../../src/privacy/erasures.ts'
import { startMaintenance } from '../../src/privacy/maintenance.ts'
import { loadSecrets } from '../../src/secrets.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { attrigraph } from '../backup/command.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { testSecret } from '../testkit/gateway.ts'

/** The statements of the page, as its reader would paste them. */
const page = readFileSync('docs/clickhouse-user.md', 'utf8').split(/^## (?:Who erases|Migrating)$/m)
const grantsIn = (text = '') =>
  [...text.matchAll(/^GRANT [\s\S]*?;/gm)].map(([grant]) =>
    grant.replace(/\s+TO attrigraph\w*;$/, '').replace(/\s+/g, ' '),
  )
const serving = grantsIn(page[0])
const erasing = grantsIn(page[1])
const migrating = grantsIn(page[2])

const user = (name: string, grants: readonly string[], profile: string) => `
  <${name}>
    <password>${name}-password</password><networks><ip>127.0.0.1</ip></networks><profile>${profile}</profile><quota>default</quota>
    <grants>${grants.map((grant) => `<query>${grant}</query>`).join('')}</grants>
  </${name}>`
/** The user `default` is the server's own, of its start. */
const usersXml = `<clickhouse>
  <profiles>
    <default/>
    <serving>
      <max_execution_time>10</max_execution_time>
      <max_memory_usage>2000000000</max_memory_usage>
      <allow_ddl>0</allow_ddl>
      <constraints>
        <allow_ddl><const/></allow_ddl>
        <max_execution_time><max>60</max></max_execution_time>
        <max_memory_usage><max>4000000000</max></max_memory_usage>
      </constraints>
    </serving>
  </profiles>
  <quotas><default/></quotas>
  <users>
    <default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
    ${user('attrigraph', serving, 'serving')}
    ${user('attrigraph_eraser', [...serving, ...erasing], 'default')}
    ${user('attrigraph_admin', migrating, 'default')}
  </users>
</clickhouse>`

let database: TestServer
let gateway: RunningServer
const env = (name: string) => ({
  CLICKHOUSE_URL: database.url,
  CLICKHOUSE_USER: name,
  CLICKHOUSE_PASSWORD: `${name}-password`,
  JWT_SECRET: testSecret,
  WRITE_KEYS: 'key-oslo:oslo',
  PORT: '0',
})
const config = (name: string) => readConfig({ ...testEnv, ...env(name) })
const testEnv = { DATA_DIR: ':memory:', QUERY_TIMEOUT_MS: '60000', LOG_LEVEL: 'silent', INGEST_FLUSH_MS: '1' }

beforeAll(async () => {
  database = await startClickHouseServer(usersXml)
  const admin = await createClickHouse(testConfig(env('attrigraph_admin')))
  await migrate(admin)
  await admin.close()
  const everything = await createClickHouse(testConfig({ ...env('default'), CLICKHOUSE_PASSWORD: '' }))
  await everything.client.command({ query: 'CREATE DATABASE other' })
  await everything.client.command({ query: 'CREATE TABLE other.secrets (a String) ENGINE = MergeTree ORDER BY a' })
  await everything.close()
  gateway = await startServer(config('attrigraph'), loadSecrets(config('attrigraph')), silentLog)
}, 120_000)
afterAll(async () => {
  await gateway?.stop()
  await database?.[Symbol.asyncDispose]()
})

const ask = async (query: string, variables?: object, { url } = gateway) => {
  const token = await mintToken(testSecret, { location_id: 'oslo', scope: 'read write manage erase' }, 600)
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  return response.json()
}

describe('the serving user', () => {
  test('may insert into every table that the gateway writes to, and into no other', () => {
    const tables = /export interface Tables \{([\s\S]*)\}/.exec(readFileSync('src/sql/generated.ts', 'utf8'))?.[1] ?? ''
    const written = [...tables.matchAll(/^ {2}(\w+): \{/gm)].map(([, table]) => `GRANT INSERT ON attrigraph.${table}`)
    expect(serving.filter((grant) => grant.startsWith('GRANT INSERT')).sort(), 'docs/clickhouse-user.md').toEqual(
      written.sort(),
    )
  })

  test('starts the gateway where no migration waits, ingests, changes and reads', async () => {
    expect(await (await fetch(`${gateway.url}/ready`)).json()).toMatchObject({
      ready: true,
      migrations: { pending: 0 },
    })
    const properties = {
      $lib: 'web',
      $session_id: 's',
      $current_url: 'https://shop.example/?gclid=G',
      $set: { plan: 'pro' },
    }
    const events = [
      { event: '$pageview', distinct_id: 'anna', properties },
      { event: '$identify', distinct_id: 'anna-user', properties: { $anon_distinct_id: 'anna' } },
      { event: '$identify', distinct_id: 'guest', properties: { $anon_distinct_id: 'anna' } },
      { event: '$exception', distinct_id: 'anna', properties: { $exception_message: 'broken' } },
      { event: 'no id' },
    ]
    const sent = await fetch(`${gateway.url}/batch`, {
      method: 'POST',
      body: JSON.stringify({ api_key: 'key-oslo', batch: events }),
    })
    expect(sent.status).toBe(200)
    const costs = await fetch(`${gateway.url}/v0/events?name=ad_costs&wait=true`, {
      method: 'POST',
      headers: { authorization: 'Bearer key-oslo' },
      body: '{"date":"2026-01-01","channel":"c","cost":"1","currency":"EUR"}\n{}',
    })
    expect(await costs.json()).toEqual({ successful_rows: 1, quarantined_rows: 1 })
    const rules = await ask('mutation ($input: SetChannelRulesInput!) { setChannelRules(input: $input) { channel } }', {
      input: {
        locationId: 'oslo',
        rules: [{ channel: 'own', all: [{ field: 'UTM_SOURCE', operator: 'IS_NOT_SET' }] }],
      },
    })
    expect(rules).toEqual({ data: { setChannelRules: [{ channel: 'own' }] } })
    const answer = await ask(
      '{ location { users { nodes { userId properties attribution { firstTouch { channel } } } } errors(range: { from: "2020-01-01", to: "2024-12-31" }) { totalCount } } }',
    )
    expect(answer.errors).toBeUndefined()
    expect(answer.data.location.users.nodes).toContainEqual({
      userId: 'anna-user',
      properties: { plan: 'pro' },
      attribution: { firstTouch: { channel: 'own' } },
    })
  }, 120_000)

  test.each([
    ['drop a table', 'DROP TABLE events'],
    ['alter a table', 'ALTER TABLE events ADD COLUMN x String'],
    ['change rows', 'ALTER TABLE events DELETE WHERE 1'],
    ['delete rows', 'DELETE FROM events WHERE 1'],
    ['empty a table', 'TRUNCATE TABLE events'],
    ['create a table', 'CREATE TABLE mine (a String) ENGINE = MergeTree ORDER BY a'],
    ['create a view', 'CREATE VIEW mine AS SELECT 1'],
    ['create a database', 'CREATE DATABASE mine'],
    ['create a function', 'CREATE FUNCTION mine AS (x) -> x'],
    ['create a user', "CREATE USER mine IDENTIFIED BY 'x'"],
    ['give itself rights', 'GRANT ALL ON *.* TO attrigraph'],
    ['write derived tables', "INSERT INTO sessions_mv (location_id) VALUES ('oslo')"],
    ['write the record of migrations', "INSERT INTO schema_migrations (name, checksum) VALUES ('x', 'y')"],
    ['read another database', 'SELECT * FROM other.secrets'],
    ['read queries of others', 'SELECT * FROM system.processes'],
    ['read users', 'SELECT * FROM system.users'],
    ['read a file', "SELECT * FROM file('/etc/passwd', 'LineAsString')"],
    ['call a host', "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')"],
    ['call another server', "SELECT * FROM remote('127.0.0.1', system.one)"],
    ['write a file', "INSERT INTO FUNCTION file('x.csv', 'CSV', 'a String') VALUES ('x')"],
    ['run a program', "SELECT * FROM executable('id', 'LineAsString', 'a String')"],
    ['stop the server', 'SYSTEM SHUTDOWN'],
    ['raise its memory', 'SELECT 1 SETTINGS max_memory_usage = 8000000000'],
    ['raise its time', 'SELECT 1 SETTINGS max_execution_time = 3600'],
    ['allow itself DDL', 'SELECT 1 SETTINGS allow_ddl = 1'],
  ])('cannot %s', async (_, query) => {
    const { client, close } = await createClickHouse(testConfig(env('attrigraph')))
    await expect(client.command({ query })).rejects.toMatchObject({
      type: expect.stringMatching(/ACCESS_DENIED|QUERY_IS_PROHIBITED|SETTING_CONSTRAINT_VIOLATION|UNKNOWN_TABLE/),
    })
    await close()
  })
})

describe('erasing', () => {
  const person = { input: { locationId: 'oslo', by: { distinctId: 'to-be-erased' } } }
  const erase = 'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { distinctIds } }'
  const rowsOf = async (table: string) => {
    const everything = await createClickHouse(testConfig({ ...env('default'), CLICKHOUSE_PASSWORD: '' }))
    const rows = await select<Record<string, unknown>>(everything, `SELECT * FROM ${table}`)
    await everything.close()
    return rows
  }
  const send = async (event: string) => {
    const sent = await fetch(`${gateway.url}/batch`, {
      method: 'POST',
      body: JSON.stringify({ api_key: 'key-oslo', batch: [{ event, distinct_id: 'to-be-erased' }] }),
    })
    expect(sent.status).toBe(200)
  }

  test('is refused by the serving user before anything is changed, and its gateway says so once and complains of nothing', async () => {
    await send('before')
    const answer = await ask(erase, person)
    expect(answer.errors[0]).toMatchObject({
      message: expect.stringMatching(/nothing was erased.*attrigraph erase/),
      extensions: { code: 'FORBIDDEN' },
    })
    for (const table of ['erasures', 'erasure_subjects', 'suppressed_ids']) expect(await rowsOf(table)).toEqual([])
    await send('after')
    const events = await rowsOf('events')
    expect(events.filter(({ distinct_id }) => distinct_id === 'to-be-erased')).toHaveLength(2)

    const lines: string[] = []
    const log = createLogger('info', { write: (line) => lines.push(line) })
    const serving = await createClickHouse(testConfig(env('attrigraph')))
    const erasures = createErasures({ clickhouse: serving, log })
    const maintenance = startMaintenance({ clickhouse: serving, erasures, log, everyMs: 20 })
    await new Promise((resolve) => setTimeout(resolve, 2_000))
    await maintenance.stop()
    await serving.close()
    expect(lines).toHaveLength(1)
    expect(lines[0]).toContain('the database user may not delete')
  }, 60_000)

  test('works through a gateway whose user has the rights for it', async () => {
    const other = config('attrigraph_eraser')
    const eraser = await startServer(other, loadSecrets(other), silentLog)
    try {
      expect(await ask(erase, person, eraser)).toEqual({ data: { eraseUser: { distinctIds: ['to-be-erased'] } } })
      const events = await rowsOf('events')
      expect(events.filter(({ distinct_id }) => distinct_id === 'to-be-erased')).toEqual([])
      expect(events.length).toBeGreaterThan(0)
      // What is served knows it, also where nobody may erase.
      await send('again')
      expect(await rowsOf('events')).toHaveLength(events.length)
    } finally {
      await eraser.stop()
    }
  }, 120_000)

  test('works with the rights of who migrates', async () => {
    const admin = await createClickHouse(testConfig(env('attrigraph_admin')))
    const erasures = createErasures({ clickhouse: admin, log: silentLog })
    const report = await erasures.erase({
      locationId: 'oslo',
      by: { distinctId: 'anna' },
      requestedBy: 'attrigraph erase',
    })
    expect(report.distinctIds).toContain('anna')
    await erasures.close()
    await admin.close()
    expect((await rowsOf('erasures')).filter(({ state }) => state === 'purged').length).toBeGreaterThan(0)
  }, 120_000)
})

// The test server keeps its users in a file and creates none, so that the order is all that can be seen here.
test('the page names nobody and no profile before it creates them', () => {
  const blocks = [...readFileSync('docs/clickhouse-user.md', 'utf8').matchAll(/^```sql\n([\s\S]*?)^```/gm)]
  const statements = blocks.flatMap(([, sql = '']) => sql.replace(/--.*$/gm, '').split(';')).map((one) => one.trim())
  const created = new Set<string>()
  for (const statement of statements) {
    const [, kind, name] = /^CREATE (USER|SETTINGS PROFILE) (\w+)/.exec(statement) ?? []
    const named = [
      ...[...statement.matchAll(/(?<!^CREATE )SETTINGS PROFILE (\w+)/g)].map(
        ([, profile]) => `SETTINGS PROFILE ${profile}`,
      ),
      ...[...statement.matchAll(/\bTO (\w+)$/g)].map(([, user]) => `USER ${user}`),
    ]
    expect(
      named.filter((one) => !created.has(one)),
      statement,
    ).toEqual([])
    if (kind !== undefined) created.add(`${kind} ${name}`)
  }
  expect([...created]).toEqual(['SETTINGS PROFILE attrigraph', 'USER attrigraph', 'USER attrigraph_admin'])
})

describe('before the schema of a new version', () => {
  const waiting = '029_recent_events'
  const everything = async (query: string) => {
    const { client, close } = await createClickHouse(testConfig({ ...env('default'), CLICKHOUSE_PASSWORD: '' }))
    await client.command({ query, clickhouse_settings: { mutations_sync: '2' } }).finally(close)
  }
  const told = `1 migration waits, and this database user may not change the schema: ${waiting}. Run \`attrigraph migrate\` as a user who may (docs/clickhouse-user.md).`
  let record: unknown[]
  beforeAll(async () => {
    const clickhouse = await createClickHouse(testConfig({ ...env('default'), CLICKHOUSE_PASSWORD: '' }))
    record = await select(clickhouse, `SELECT name, checksum FROM schema_migrations WHERE name = '${waiting}'`)
    await clickhouse.close()
    await everything(`ALTER TABLE schema_migrations DELETE WHERE name = '${waiting}'`)
  })
  afterAll(async () => {
    const clickhouse = await createClickHouse(testConfig({ ...env('default'), CLICKHOUSE_PASSWORD: '' }))
    await clickhouse.client.insert({ table: 'schema_migrations', values: record, format: 'JSONEachRow' })
    await clickhouse.close()
  })

  test('the serving user is told what waits, and who can do it', async () => {
    const serving = config('attrigraph')
    await expect(startServer(serving, loadSecrets(serving), silentLog)).rejects.toMatchObject({
      name: 'EngineError',
      message: told,
    })
    for (const command of ['migrate', 'rebuild'])
      expect(await attrigraph([command], env('attrigraph')), command).toBe(`${told}\n`)
    expect(await attrigraph(['keys', 'list', '--location', 'oslo'], env('attrigraph'))).toBe(`${told}\n`)
  }, 60_000)
})

test('a command that the serving user may not run says whose it is', async () => {
  const lacking = /^The database user lacks a right for this: error \d+ \(\w+\)\. .*docs\/clickhouse-user\.md/
  expect(await attrigraph(['rebuild'], env('attrigraph'))).toMatch(lacking)
  expect(await attrigraph(['backup', '--to', 'file:one'], env('attrigraph'))).toMatch(lacking)
}, 60_000)

test.each([
  ['QUERY_TIMEOUT_MS', { QUERY_TIMEOUT_MS: '120000' }, 'max_execution_time = 120'],
  ['QUERY_MAX_MEMORY_BYTES', { QUERY_MAX_MEMORY_BYTES: '8000000000' }, 'max_memory_usage = 8000000000'],
])('the doctor finds %s above what the profile allows', async (variable, higher, setting) => {
  const clickhouse = await createClickHouse(config('attrigraph'))
  const found = async (more: Record<string, string>) => {
    const own = readConfig({ ...testEnv, ...env('attrigraph'), ...more })
    const all = await diagnose({ clickhouse, config: own })
    return all.find(({ name }) => name === 'limits')?.findings
  }
  expect(await found({})).toEqual([])
  expect(await found(higher)).toEqual([
    {
      severity: 'problem',
      what: `The settings profile of the database user refuses ${setting} (${variable}): every question fails.`,
      remedy: `Lower ${variable}, or let the profile allow this value (docs/clickhouse-user.md).`,
    },
  ])
  await clickhouse.close()
})

test('the gateway tells of it at its start, and takes events all the same', async () => {
  const logged: { msg: string; remedy?: string }[] = []
  const own = readConfig({ ...testEnv, ...env('attrigraph'), QUERY_TIMEOUT_MS: '120000' })
  const log = createLogger('error', { write: (line) => logged.push(JSON.parse(line)) })
  const server = await startServer(own, loadSecrets(own), log)
  expect(logged).toMatchObject([
    {
      msg: 'The settings profile of the database user refuses max_execution_time = 120 (QUERY_TIMEOUT_MS): every question fails.',
      remedy: 'Lower QUERY_TIMEOUT_MS, or let the profile allow this value (docs/clickhouse-user.md).',
    },
  ])
  const sent = await fetch(`${server.url}/capture/`, {
    method: 'POST',
    body: JSON.stringify({ api_key: 'key-oslo', event: 'a', distinct_id: 'd' }),
  })
  expect(sent.status).toBe(200)
  await server.stop()
})

test('the doctor makes no database of a mistyped name', async () => {
  const mistyped = { ...env('default'), CLICKHOUSE_PASSWORD: '', CLICKHOUSE_DATABASE: 'atrigraph' }
  for (const _ of [1, 2])
    expect(await attrigraph(['doctor'], mistyped)).toContain('problem  schema: There is no database atrigraph on')
}, 60_000)

test('only who has the embedded engine is sent to a gateway', async () => {
  const away = { ...env('attrigraph'), CLICKHOUSE_URL: 'http://127.0.0.1:1' }
  const answers = await Promise.all([
    attrigraph(['keys', 'list', '--location', 'oslo'], away),
    attrigraph(['import', 'package.json', '--format', 'ndjson', '--location', 'oslo'], away),
  ])
  for (const answer of answers) {
    expect(answer).toContain('did not answer')
    expect(answer).not.toContain('If a gateway is running')
  }
}, 60_000)

test('who lacks the rights to migrate is told so, without the words of the database', async () => {
  const missing = { ...env('attrigraph'), CLICKHOUSE_DATABASE: 'nowhere' }
  await expect(createClickHouse(testConfig(missing))).rejects.toMatchObject({
    name: 'EngineError',
    message: expect.stringMatching(/^There is no database nowhere, and the user attrigraph may not create one/),
  })
})
