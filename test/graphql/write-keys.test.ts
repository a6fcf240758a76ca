import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hashWriteKey } from '../../src/auth/write-key.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let manager: string
let stranger: string
beforeAll(async () => {
  gateway = await testGateway({ WRITE_KEYS_MAX_PER_LOCATION: '4' })
  manager = await gateway.token({ location_ids: ['oslo', 'bergen', 'full'], scope: 'read manage', sub: 'ada' })
  stranger = await gateway.token({ location_id: 'tromso', scope: 'read manage', sub: 'eve' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Created {
  key: string
  id: string
  prefix: string
  locationId: string
  name: string
  createdAt: string
  createdBy: string
}

const create = (input: { locationId: string; name: string }, token = manager) =>
  gateway.askWith<{ createWriteKey: Created }>(
    token,
    `mutation ($input: CreateWriteKeyInput!) {
      createWriteKey(input: $input) { key id prefix locationId name createdAt createdBy }
    }`,
    { input },
  )
const created = async (locationId: string, name = 'Web shop', token = manager) =>
  expectData(await create({ locationId, name }, token)).createWriteKey
const revoke = (key: string, token = manager) =>
  gateway.askWith<{ revokeWriteKey: boolean }>(token, 'mutation ($key: String!) { revokeWriteKey(key: $key) }', { key })
const revoked = async (key: string, token = manager) => expectData(await revoke(key, token)).revokeWriteKey

interface Listed {
  nodes: { id: string; name: string; prefix: string; revokedAt: string | null; revokedBy: string | null }[]
  totalCount: number
}
async function listed(locationId: string, args = '', token = manager): Promise<Listed> {
  const query = `{ location(id: "${locationId}") { writeKeys${args} {
    totalCount nodes { id name prefix createdAt createdBy revokedAt revokedBy }
  } } }`
  return expectData(await gateway.askWith<{ location: { writeKeys: Listed } }>(token, query)).location.writeKeys
}

const event = { event: 'e', distinct_id: 'd' }
const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  gateway.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
const v1Headers = (key: string) => ({
  authorization: `Bearer ${key}`,
  'user-agent': 'node',
  'posthog-sdk-info': 'posthog-node/5.0.0',
  'posthog-attempt': '1',
  'posthog-request-id': '018a981f-4b35-7c66-825e-8b0eeae65714',
  'posthog-request-timestamp': new Date().toISOString(),
})
const cost = { date: '2026-05-01', channel: 'google_ads', cost: '1', currency: 'EUR' }
const doors: [string, (key: string) => Promise<Response>, number][] = [
  ['/batch/', (key) => post('/batch/', { api_key: key, batch: [event] }), 401],
  ['/e/', (key) => post('/e/', { api_key: key, ...event }), 401],
  ['/engage/', (key) => post('/engage/', { api_key: key, $distinct_id: 'd' }), 401],
  ['/i/v1/analytics/events', (key) => post('/i/v1/analytics/events', { batch: [] }, v1Headers(key)), 401],
  ['/flags/', (key) => post('/flags/', { token: key, distinct_id: 'd' }), 401],
  ['/array/<key>/config', (key) => gateway.fetch(`/array/${key}/config`), 404],
  ['/array/<key>/config.js', (key) => gateway.fetch(`/array/${key}/config.js`), 404],
  ['/webhooks/posthog', (key) => post(`/webhooks/posthog?key=${key}`, event), 401],
  ['/v0/events', (key) => post('/v0/events?name=ad_costs&wait=true', cost, { authorization: `Bearer ${key}` }), 403],
]

describe('a created key', () => {
  test.each(doors)('opens %s at once, and after its revocation no more', async (_, knock, refusal) => {
    const { key } = await created('oslo')
    const opened = await knock(key)
    expect([opened.status, await opened.text()]).toEqual([200, expect.anything()])
    expect(await revoked(key)).toBe(true)
    expect((await knock(key)).status).toBe(refusal)
  })

  test.each(['*', '', 'os\ud800lo', 'oslo\n', 'o'.repeat(201)])(
    'is not made for %j, which is no location',
    async (id) => {
      const everywhere = await gateway.token({ location_ids: '*', scope: 'read manage' })
      const { errors } = await create({ locationId: id, name: 'x' }, everywhere)
      expect(errors?.map(({ message, extensions }) => [extensions.code, message])).toEqual([
        ['BAD_USER_INPUT', expect.stringContaining('input.locationId: expected a location id')],
      ])
      const asked = await gateway.askWith(everywhere, 'query ($id: String) { location(id: $id) { timeZone } }', { id })
      expect(asked.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
    },
  )

  test('is shown once; what is listed and stored is not the key', async () => {
    const made = await created('bergen', '  Web shop ')
    expect(made).toMatchObject({ locationId: 'bergen', name: 'Web shop', createdBy: 'ada' })
    expect(made.key).toMatch(/^agw_[\w-]{24}$/)
    expect(made.prefix).toBe(made.key.slice(0, 8))
    const { key: _, locationId: __, ...kept } = made
    expect(await listed('bergen')).toEqual({
      totalCount: 1,
      nodes: [{ ...kept, revokedAt: null, revokedBy: null }],
    })
    const rows = await select<{ key_hash: string }>(
      gateway.clickhouse,
      "SELECT * FROM write_keys WHERE location_id = 'bergen'",
    )
    expect(rows.map(({ key_hash }) => key_hash)).toEqual([hashWriteKey(made.key)])
    expect(JSON.stringify(rows)).not.toContain(made.key)
    expect(await revoked(made.id)).toBe(true)
  })

  test('is revoked by its id when nobody has it any more, and who did what stays', async () => {
    const [first, second] = [await created('bergen', 'first'), await created('bergen', 'second')]
    expect(await revoked(first.id)).toBe(true)
    expect((await post('/batch/', { api_key: first.key, batch: [event] })).status).toBe(401)
    expect((await post('/batch/', { api_key: second.key, batch: [event] })).status).toBe(200)
    const before = await listed('bergen', '(revoked: true, first: 1)')
    expect(before.nodes).toMatchObject([{ id: first.id, name: 'first', revokedBy: 'ada' }])
    expect((await listed('bergen', '(revoked: false)')).nodes.map(({ name }) => name)).toEqual(['second'])
    // Again, by another: it is revoked, and the record of the first time stays.
    const other = await gateway.token({ location_ids: '*', scope: 'read manage', sub: 'bob' })
    expect(await revoked(first.key, other)).toBe(true)
    expect(await listed('bergen', '(revoked: true, first: 1)')).toEqual(before)
    expect(await revoked(second.key, other)).toBe(true)
    expect((await listed('bergen', '(first: 1)')).nodes).toMatchObject([{ name: 'second', revokedBy: 'bob' }])
  })

  test('its list pages through all, the latest first, and counts', async () => {
    const names = async (args: string) => (await listed('bergen', args)).nodes.map(({ name }) => name)
    expect(await names('(first: 2)')).toEqual(['second', 'first'])
    const { totalCount } = await listed('bergen', '(first: 0)')
    expect(await names('(last: 1)')).toEqual(['Web shop'])
    expect(totalCount).toBe(3)
  })
})

describe('what belongs to others', () => {
  test('a key of another location is as unknown as none: the same answer from the same queries', async () => {
    const { key, id } = await created('oslo')
    const answers = []
    for (const text of [
      key,
      id,
      'agw_AAAAAAAAAAAAAAAAAAAAAAAA',
      'wk_00000000000000000000',
      'key-oslo',
      'nonsense',
      '',
    ]) {
      let answer: unknown
      const made = await gateway.countQueries(async () => {
        const { status, data, errors } = await revoke(text, stranger)
        answer = { status, data, errors }
      })
      answers.push([made, answer])
    }
    expect(answers).toEqual(answers.map(() => [1, { status: 200, data: { revokeWriteKey: false }, errors: undefined }]))
    expect((await post('/batch/', { api_key: key, batch: [event] })).status).toBe(200)
    expect(await revoked(key)).toBe(true)
  })

  test('nobody creates for a location that the token does not cover, or without the scope manage', async () => {
    const reader = await gateway.token({ location_id: 'oslo', scope: 'read write erase' })
    const made = await gateway.countQueries(async () => {
      for (const token of [stranger, reader]) {
        const { errors } = await create({ locationId: 'oslo', name: 'n' }, token)
        expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN'])
      }
      expect((await revoke('wk_00000000000000000000', reader)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
      const list = await gateway.askWith(reader, '{ location { writeKeys { nodes { id } } } }')
      expect(list.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    })
    expect(made).toBe(0)
    expect((await listed('tromso', '', stranger)).totalCount).toBe(0)
  })

  test('a key of the configuration is named as such to whom it belongs', async () => {
    const { errors } = await revoke('key-oslo')
    expect(errors?.[0]).toMatchObject({ message: /WRITE_KEYS/, extensions: { code: 'BAD_USER_INPUT' } })
    expect((await post('/batch/', { api_key: 'key-oslo', batch: [event] })).status).toBe(200)
  })
})

describe('limits', () => {
  test('a location has so many keys in force; revoked ones do not count', async () => {
    const keys = []
    for (let n = 0; n < 4; n++) keys.push(await created('full', `key ${n}`))
    const { errors } = await create({ locationId: 'full', name: 'one more' })
    expect(errors?.[0]).toMatchObject({ message: /has 4 write keys/, extensions: { code: 'BAD_USER_INPUT' } })
    expect(await revoked(keys[0]?.id ?? '')).toBe(true)
    expect((await created('full', 'one more')).name).toBe('one more')
  })

  test.each([
    ['no name', { locationId: 'oslo', name: '' }],
    ['a blank name', { locationId: 'oslo', name: '  ' }],
    ['a long name', { locationId: 'oslo', name: 'x'.repeat(101) }],
    ['a name of several lines', { locationId: 'oslo', name: 'a\nb' }],
    ['a name that is no text', { locationId: 'oslo', name: '\ud800' }],
  ])('%s: refused', async (_, input) => {
    const { errors } = await create(input)
    expect(errors?.[0]).toMatchObject({ message: /^input\.name/, extensions: { code: 'BAD_USER_INPUT' } })
  })

  test('a location id that is none is refused, also to who covers all', async () => {
    const all = await gateway.token({ location_ids: '*', scope: 'manage' })
    for (const locationId of ['', 'a\u0000b', 'x'.repeat(201)]) {
      const { errors } = await create({ locationId, name: 'n' }, all)
      expect(errors?.[0]).toMatchObject({ message: /^input\.locationId/, extensions: { code: 'BAD_USER_INPUT' } })
    }
    // A location comes to be by its first events, for which it needs a key.
    expect((await created('new', 'first', all)).locationId).toBe('new')
  })
})
