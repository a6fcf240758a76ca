import { afterAll, beforeAll, expect, test } from 'vitest'
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
