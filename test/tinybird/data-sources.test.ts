import { afterAll, beforeAll, expect, test } from 'vitest'
import { generateWriteKey } from '../../src/auth/write-key.ts'
import { testEngine } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await testGateway()
  token = await gateway.token({ location_id: 'oslo', scope: 'read' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function ask(path: string, credential: string | undefined, method = 'GET') {
  const headers: HeadersInit = credential === undefined ? {} : { authorization: `Bearer ${credential}` }
  const answer = await gateway.fetch(path, { method, headers })
  return { status: answer.status, body: method === 'HEAD' ? undefined : await answer.json(), headers: answer.headers }
}

test('data sources are listed and described as the engine knows them', async () => {
  for (const credential of [token, 'key-oslo']) {
    const { status, body } = await ask('/v0/datasources', credential)
    expect(status).toBe(200)
    expect(body.datasources.map(({ name }: { name: string }) => name)).toEqual([
      'events',
      'events_quarantine',
      'identity_mappings',
      'identity_mappings_quarantine',
      'errors',
      'errors_quarantine',
      'ad_costs',
      'ad_costs_quarantine',
    ])
  }
  const { body } = await ask(`/v0/datasources/ad_costs?token=${token}`, undefined)
  expect(body).toMatchObject({
    name: 'ad_costs',
    engine: { engine: 'ReplacingMergeTree', sorting_key: 'location_id, date, channel, campaign, source' },
  })
  expect(body.schema.columns.slice(0, 2)).toEqual([
    { name: 'location_id', type: 'String' },
    { name: 'date', type: 'Date' },
  ])
  expect(body.schema.columns).toContainEqual({ name: 'cost', type: 'Decimal(38, 9)' })
})

test.each([undefined, 'nobody', 'write-only', 'expired'])('with the credential %j nothing is told', async (kind) => {
  const credential =
    kind === 'write-only'
      ? await gateway.token({ location_id: 'oslo', scope: 'write' })
      : kind === 'expired'
        ? await gateway.token({ location_id: 'oslo', scope: 'read' }, -60)
        : kind
  for (const path of ['/v0/datasources', '/v0/datasources/events'])
    expect(await ask(path, credential)).toMatchObject({
      status: 403,
      body: { error: expect.any(String), documentation: 'http://gateway/v0/docs' },
    })
})

test('other tables are not known', async () => {
  for (const name of ['event_ids', 'schema_migrations', 'sessions_mv', 'constructor', "events' OR 1"])
    expect(await ask(`/v0/datasources/${encodeURIComponent(name)}`, token)).toMatchObject({ status: 404 })
})

test.each([
  ['POST', '/v0/datasources?name=x&mode=append'],
  ['POST', '/v0/datasources/events/delete'],
  ['POST', '/v0/datasources/events/truncate'],
  ['DELETE', '/v0/datasources/events'],
  ['PUT', '/v0/datasources/events'],
  ['GET', '/v0/sql?q=SELECT%201'],
  ['POST', '/v0/sql'],
  ['DELETE', '/v0/sql'],
])('%s %s is not offered', async (method, path) => {
  const { status, body, headers } = await ask(path, token, method)
  expect([status, body]).toEqual([
    403,
    { error: expect.stringContaining('not offered to tenants'), documentation: 'http://gateway/v0/docs' },
  ])
  expect(headers.get('access-control-allow-origin')).toBe('*')
  expect((await gateway.fetch(path, { method: 'OPTIONS' })).status).toBe(204)
})

test('the engine is asked once in a while, however often and by whomever it is asked about', async () => {
  let at = Date.now()
  await using quiet = await testGateway({}, () => at)
  const bearer = await quiet.token({ location_id: 'oslo', scope: 'read' })
  const askAll = () =>
    Promise.all(
      [bearer, 'key-oslo', 'key-bergen'].flatMap((credential) =>
        ['', '/events', '/errors'].map((path) => quiet.fetch(`/v0/datasources${path}?token=${credential}`)),
      ),
    )
  expect(await quiet.countQueries(askAll)).toBe(1)
  expect((await askAll()).map(({ status }) => status)).toEqual(Array.from({ length: 9 }, () => 200))
  at += 60_001
  expect(await quiet.countQueries(askAll)).toBe(1)
})

test('requests count against the limit of their credential', async () => {
  const at = Date.now()
  await using limited = await testGateway({ READ_REQUESTS_PER_SECOND: '1', READ_REQUESTS_BURST: '2' }, () => at)
  const describe = (key: string) => limited.fetch(`/v0/datasources/events?token=${key}`)
  const statuses = []
  for (const key of ['key-oslo', 'key-oslo', 'key-oslo', 'key-bergen']) statuses.push((await describe(key)).status)
  expect(statuses).toEqual([200, 200, 429, 200])
  expect((await describe('key-oslo')).headers.get('retry-after')).toBe('1')
})

test('while the database is away it is 503 with Retry-After, and 200 when it is back', async () => {
  let connected = false
  await using away = await testGateway({}, undefined, async () => {
    const engine = await testEngine()
    const client = new Proxy(engine.client, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (name !== 'query' || connected) return member
        return () => Promise.reject(new Error('connect ECONNREFUSED'))
      },
    })
    return { ...engine, client }
  })
  // The second might be a key that was created: nobody can tell.
  for (const key of ['key-oslo', generateWriteKey()]) {
    const answer = await away.fetch(`/v0/datasources?token=${key}`)
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toEqual({ error: expect.any(String), documentation: 'http://gateway/v0/docs' })
  }
  connected = true
  expect((await away.fetch('/v0/datasources?token=key-oslo')).status).toBe(200)
})
