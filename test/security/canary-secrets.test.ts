import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { configVariables } from '../../src/config.ts'
import { type GatewayProcess, startGateway } from '../e2e/gateway-process.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'

/** Every secret and every id of a person holds one of these. */
const jwtSecret = 'canary-jwt-secret-of-more-than-32-characters'
const writeKey = 'canary_write_key'
const password = 'canary-password'
const person = 'canary-person@example.com'
const usersXml = `<clickhouse>
  <profiles><default/></profiles><quotas><default/></quotas>
  <users>
    <default><password/><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></default>
    <attrigraph><password>${password}</password><networks><ip>::/0</ip></networks><profile>default</profile><quota>default</quota></attrigraph>
  </users>
</clickhouse>`

let database: TestServer
let gateway: GatewayProcess
const answers: string[] = []
beforeAll(async () => {
  database = await startClickHouseServer(usersXml)
  gateway = await startGateway({
    JWT_SECRET: jwtSecret,
    WRITE_KEYS: `${writeKey}:oslo`,
    CLICKHOUSE_URL: database.url,
    CLICKHOUSE_USER: 'attrigraph',
    CLICKHOUSE_PASSWORD: password,
    LOG_LEVEL: 'trace',
    QUERY_MAX_ROWS_TO_READ: '20',
  })
}, 120_000)
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await database?.[Symbol.asyncDispose]()
})

/** What must stand in no line of a log. */
const told = /canary|eyJ[\w-]{10}|DB::|Code: \d|\bSELECT\b|\bINSERT INTO\b|^\s+at |\\n\s+at /im

function expectNothingTold(output: string): void {
  // SDKs are told the public write key under which they asked for their settings.
  const settings = /^\{"(token|flags)":.*"supportedCompression":/
  const ofOthers = (line: string) => (settings.test(line) ? line.replaceAll('"token":"canary_write_key"', '') : line)
  expect(output.split('\n').filter((line) => told.test(ofOthers(line)))).toEqual([])
}

async function send(path: string, init: RequestInit = {}): Promise<{ status: number; text: string }> {
  const response = await fetch(`${gateway.url}${path}`, init)
  const text = await response.text()
  answers.push(JSON.stringify([...response.headers]), text)
  return { status: response.status, text }
}

const capture = (distinctId: string, key = writeKey, more: object = {}) =>
  send('/batch', {
    method: 'POST',
    body: JSON.stringify({ api_key: key, batch: [{ event: 'e', distinct_id: distinctId, ...more }] }),
  })

async function ask(query: string, variables?: object): Promise<{ status: number; text: string }> {
  const token = await mintToken(jwtSecret, { location_id: 'oslo', scope: 'read manage', sub: person }, 600)
  return send('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
}

const user = 'query ($id: String!) { location { user(by: { distinctId: $id }) { isIdentified sessionCount } } }'

describe('a gateway that logs everything', () => {
  test('tells no secret, no person, no SQL and no stack of what goes well', async () => {
    expect((await capture(person)).status).toBe(200)
    expect((await capture('', writeKey, { properties: { email: person } })).status).toBe(400)
    await ask(user, { id: person })
    const token = await mintToken(jwtSecret, { location_id: 'oslo', scope: 'read' }, 600)
    const query = encodeURIComponent(`{ location { user(by: { distinctId: "${person}" }) { isIdentified } } }`)
    await send(`/graphql?query=${query}`, { headers: { authorization: `Bearer ${token}` } })
    await send(`/array/${writeKey}/config?token=${token}`)
    await send(`/flags/?token=${writeKey}&person=${person}`)
    await send(`/v0/events?name=ad_costs&token=${writeKey}`, { method: 'POST', body: `{"channel":"${person}"}` })
    await send(`/engage?data=${encodeURIComponent(JSON.stringify({ token: writeKey, $distinct_id: person }))}`)
    expect(gateway.output()).toMatch(/"level":30/)
    expectNothingTold(gateway.output())
  })

  test('nor of what its callers do wrong', async () => {
    const expired = await mintToken(jwtSecret, { location_id: 'oslo', scope: 'read' }, -600)
    for (const bearer of [expired, 'canary.of.nobody', writeKey, `${expired}x`]) {
      await send('/graphql', { method: 'POST', headers: { authorization: `Bearer ${bearer}` }, body: '{}' })
      await send(`/graphql?token=${bearer}&access_token=${bearer}`)
      await send('/v0/events?name=ad_costs', {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}` },
        body: '{}',
      })
    }
    await capture(person, 'canary_unknown_key')
    for (const body of [
      `{"api_key":"${writeKey}"`,
      `${writeKey} ${person}`,
      `[{"token":"${writeKey}"},{"token":"canary2"}]`,
    ])
      await send('/e', { method: 'POST', body })
    await send(`/nothing/${expired}?x=${person}`)
    await send('/webhooks/posthog', {
      method: 'POST',
      body: JSON.stringify({ event: person }),
      headers: { authorization: `Bearer ${writeKey}` },
    })
    expectNothingTold(gateway.output())
    expectNothingTold(answers.join('\n'))
  })

  test('nor of a query that reads too much', async () => {
    const batch = Array.from({ length: 60 }, (_, n) => ({
      event: 'e',
      distinct_id: `${person}-${n}`,
      properties: { $set: { a: person } },
    }))
    await send('/batch', { method: 'POST', body: JSON.stringify({ api_key: writeKey, batch }) })
    const { text } = await ask('{ location { users { totalCount } } }')
    expect(text).toContain('RESOURCE_LIMIT')
    expectNothingTold(gateway.output())
    expectNothingTold(answers.join('\n'))
  })

  test('nor when a table is gone, and when the database is', async () => {
    const command = (query: string) => fetch(database.url, { method: 'POST', body: query })
    expect((await command('DROP TABLE attrigraph.channel_rules')).ok).toBe(true)
    expect((await ask('{ location { channelRules { channel } } }')).text).toContain('UNAVAILABLE')
    expect((await command('DROP TABLE attrigraph.event_ids SYNC')).ok).toBe(true)
    expect((await capture(person, writeKey, { uuid: '018a981f-4b35-7c66-825e-8b0eeae65714' })).status).toBe(503)
    await database[Symbol.asyncDispose]()
    expect((await ask(user, { id: person })).text).toContain('UNAVAILABLE')
    expect((await capture(person)).status).toBe(503)
    expect((await send('/ready')).status).toBe(503)
    expect((await send('/health')).status).toBe(200)
    expect(gateway.output()).toMatch(/ECONNREFUSED/)
    expect(gateway.output()).toMatch(/UNKNOWN_TABLE/)
    expectNothingTold(gateway.output())
    expectNothingTold(answers.join('\n'))
  })
})

describe('a start that fails', () => {
  const run = (env: Record<string, string>) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/attrigraph.js', 'serve'], {
      env: { PATH: process.env.PATH, DATA_DIR: ':memory:', PORT: '0', LOG_LEVEL: 'trace', ...env },
      encoding: 'utf8',
      timeout: 60_000,
    })
    expect(status).toBe(1)
    expectNothingTold(stdout + stderr)
    return stderr
  }
  test.each([
    ['nobody answers', 'http://127.0.0.1:9', /did not answer/],
    ['a URL holds credentials', 'http://canary-user:canary-password@127.0.0.1:9', /expected no user and no password/],
  ])('tells no secret: %s', (_, CLICKHOUSE_URL, message) => {
    const secrets = { JWT_SECRET: jwtSecret, WRITE_KEYS: `${writeKey}:oslo`, CLICKHOUSE_PASSWORD: password }
    expect(run({ CLICKHOUSE_URL, ...secrets })).toMatch(message)
  })

  test('tells no secret: the password is wrong, or the database may not be made', async () => {
    await using other = await startClickHouseServer(usersXml)
    const env = { CLICKHOUSE_URL: other.url, CLICKHOUSE_USER: 'attrigraph', JWT_SECRET: jwtSecret }
    expect(run({ ...env, CLICKHOUSE_PASSWORD: 'canary-wrong' })).toMatch(/refused the user attrigraph/)
  }, 60_000)

  test('tells the value of no variable that can hold a secret', () => {
    // By their names, so that none is forgotten: what is called so and holds none is listed.
    const harmless = [
      'GRAPHQL_MAX_TOKENS',
      'INGEST_EVENTS_PER_SECOND_PER_KEY',
      'INGEST_EVENTS_BURST_PER_KEY',
      'SUBSCRIPTIONS_MAX_PER_TOKEN',
      'WRITE_KEYS_MAX_PER_LOCATION',
    ]
    const secrets = configVariables.filter((name) => /SECRET|PASSWORD|KEY|TOKEN|URL|JWKS/.test(name))
    expect(secrets).toEqual(
      expect.arrayContaining(['JWT_SECRET', 'WRITE_KEYS', 'CLICKHOUSE_URL', 'CLICKHOUSE_PASSWORD', 'JWKS_URL']),
    )
    const env = Object.fromEntries(secrets.filter((name) => !harmless.includes(name)).map((name) => [name, 'canary']))
    expect(run(env)).toMatch(/JWT_SECRET=\(secret\)/)
  })
})
