import { SignJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeNodeId } from '../../src/resolvers/node-id.ts'
import { type TestGateway, testGateway, testSecret } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
  await gateway.capture('bergen', [
    { event: '$pageview', distinct_id: 'secret-visitor', properties: { $session_id: 's', $lib: 'web' } },
  ])
})
afterAll(() => gateway[Symbol.asyncDispose]())

const users = '{ location { users { nodes { userId } } } }'

describe('who may not read', () => {
  const read = { location_id: 'oslo', scope: 'read' }
  test.each<[string, () => Promise<string | undefined>, string, number, string?]>([
    ['no token', async () => undefined, 'UNAUTHENTICATED', 401],
    ['an expired token', () => gateway.token(read, -60), 'UNAUTHENTICATED', 401],
    ['a write key', async () => 'key-oslo', 'UNAUTHENTICATED', 401],
    [
      'a token of another secret',
      () =>
        new SignJWT(read)
          .setProtectedHeader({ alg: 'HS256' })
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode('y'.repeat(40))),
      'UNAUTHENTICATED',
      401,
    ],
    [
      'a token of another algorithm',
      () =>
        new SignJWT(read)
          .setProtectedHeader({ alg: 'HS512' })
          .setExpirationTime('1h')
          .sign(new TextEncoder().encode(testSecret)),
      'UNAUTHENTICATED',
      401,
    ],
    [
      'a token that never expires',
      () => new SignJWT(read).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(testSecret)),
      'UNAUTHENTICATED',
      401,
    ],
    [
      'an unsigned token',
      async () => `${btoa('{"alg":"none"}')}.${btoa(JSON.stringify({ ...read, exp: 9_999_999_999 }))}.`,
      'UNAUTHENTICATED',
      401,
    ],
    ['a token without the scope read', () => gateway.token({ ...read, scope: 'write' }), 'FORBIDDEN', 200],
    [
      'a token for another location',
      () => gateway.token(read),
      'FORBIDDEN',
      200,
      '{ location(id: "bergen") { users { nodes { userId } } } }',
    ],
    [
      'a node of another location',
      () => gateway.token(read),
      'FORBIDDEN',
      200,
      `{ node(id: "${encodeNodeId('User', 'bergen', 'secret-visitor')}") { id } }`,
    ],
    ['a token without any location', () => gateway.token({ scope: 'read' }), 'UNAUTHENTICATED', 401],
  ])('%s: refused with its code, and no query was made', async (_, token, code, status, query = users) => {
    const bearer = await token()
    const made = await gateway.countQueries(async () => {
      const answer = await gateway.askWith(bearer, query)
      expect(answer.status).toBe(status)
      expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual([code])
      expect(JSON.stringify(answer)).not.toContain('secret-visitor')
      if (bearer !== undefined) expect(JSON.stringify(answer.errors)).not.toContain(bearer)
    })
    expect(made).toBe(0)
  })

  test('without a token nothing is said about the schema', async () => {
    const answer = await gateway.askWith(undefined, '{ locatio { id } }')
    expect(answer.errors?.[0]?.message).not.toMatch(/locatio/)
  })

  test('answers may not be cached by anybody', async () => {
    const { headers } = await gateway.ask('oslo', '{ viewer { subject } }')
    expect([headers.get('cache-control'), headers.get('vary')]).toEqual(['private, no-store', 'authorization'])
  })
})

describe('who may', () => {
  test('a token for one location sees only that one', async () => {
    const own = await gateway.ask<{ location: { users: { nodes: object[] } } }>('bergen', users)
    expect(own.data.location.users.nodes).toEqual([{ userId: 'secret-visitor' }])
    const other = await gateway.ask<{ location: { users: { nodes: object[] } } }>('oslo', users)
    expect(other.data.location.users.nodes).toEqual([])
  })

  test('a token for all locations finds those with data, and no unknown one', async () => {
    const token = await gateway.token({ location_ids: '*', scope: 'read' })
    const { data } = await gateway.askWith<{ locations: object }>(
      token,
      '{ locations { totalCount nodes { locationId } } }',
    )
    expect(data.locations).toEqual({ totalCount: 1, nodes: [{ locationId: 'bergen' }] })
    const unknown = await gateway.askWith(token, '{ location(id: "nowhere") { timeZone } }')
    expect(unknown.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  })

  test('a token for several locations names one', async () => {
    const token = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read' })
    const { data } = await gateway.askWith<object>(
      token,
      '{ viewer { locationIds scopes } location(id: "oslo") { timeZone } }',
    )
    expect(data).toEqual({
      viewer: { locationIds: ['oslo', 'bergen'], scopes: ['read'] },
      location: { timeZone: 'UTC' },
    })
  })
})

describe('writing', () => {
  test('an unknown key is 401 and stores nothing; a read token is no write key', async () => {
    const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
    for (const key of ['unknown', token]) {
      const body = JSON.stringify({ api_key: key, batch: [{ event: 'e', distinct_id: 'd' }] })
      expect((await gateway.fetch('/batch/', { method: 'POST', body })).status).toBe(401)
    }
    const { data } = await gateway.ask<{ location: { events: object } }>(
      'oslo',
      '{ location { events { totalCount } } }',
    )
    expect(data.location.events).toEqual({ totalCount: 0 })
  })
})
