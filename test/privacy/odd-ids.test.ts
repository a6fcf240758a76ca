import { afterAll, beforeAll, expect, test } from 'vitest'
import { idProperties } from '../../src/json/id-names.ts'
import { askOslo } from '../mistakes/visits.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { placesOf } from './scan.ts'

// Ids that are stored in another form than they were sent.

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '60000' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const event = (name: string, distinct_id: unknown, properties: object = {}) => ({
  event: name,
  distinct_id,
  timestamp: '2026-03-01T10:00:00Z',
  properties: { $lib: 'web', ...properties },
})

async function erase(userId: string) {
  const token = await gateway.token({ location_ids: ['oslo'], scope: 'read erase', sub: 'officer' }, 300)
  const answer = await gateway.askWith<{ eraseUser: { distinctIds: string[] } }>(
    token,
    'mutation ($id: String!) { eraseUser(input: { locationId: "oslo", by: { userId: $id } }) { distinctIds } }',
    { id: userId },
  )
  return expectData(answer).eraseUser.distinctIds
}

test.each([
  ['letters', `device-${'x'.repeat(230)}@1`],
  ['emoji', `${'👩‍💻'.repeat(80)}@2`],
])('a long id of %s is cut alike wherever it is named: one person, who is erased wholly', async (_, device) => {
  const user = `user of ${device.slice(-2)}`
  await gateway.capture('oslo', [
    event('$pageview', device, { email: `secret-address-${user}` }),
    event('$identify', user, { $anon_distinct_id: device }),
    event('$create_alias', user, { alias: `${device}3` }),
    event('other', 'somebody', { $device_id: device, mark: user }),
  ])
  const { user: found } = await askOslo<{ user: { distinctIds: string[]; eventCount: number } }>(
    gateway,
    `user(by: { userId: "${user}" }) { distinctIds eventCount }`,
  )
  // Both devices are the same once they are cut.
  const cut = [...device].slice(0, 200).join('')
  expect(found).toEqual({ distinctIds: [cut, user].sort(), eventCount: 3 })
  expect((await erase(user)).sort()).toEqual([cut, user].sort())
  expect(Object.fromEntries(await placesOf(gateway.clickhouse, [cut, `secret-address-${user}`]))).toEqual({})
})

test('whoever has a long id is found, mapped and erased by it, through every door', async () => {
  const long = `user-${'🏔'.repeat(250)}`
  const other = `device-${'🏔'.repeat(250)}`
  const [cut, otherCut] = [long, other].map((id) => [...id].slice(0, 200).join(''))
  const manager = await gateway.token({ location_id: 'oslo', scope: 'read manage erase', sub: 'officer' }, 300)
  const authorization = `Bearer ${manager}`
  async function told<T>(query: string, variables: object): Promise<T> {
    return expectData(await gateway.askWith<T>(manager, query, variables))
  }
  async function row(name: string, fields: object) {
    const init = { method: 'POST', headers: { authorization: 'Bearer key-oslo' }, body: JSON.stringify(fields) }
    const answer = await gateway.fetch(`/v0/events?name=${name}&wait=true`, init)
    expect(await answer.json()).toEqual({ successful_rows: 1, quarantined_rows: 0 })
  }
  await gateway.capture('oslo', [event('long', long), event('of a device', other)])
  const timestamp = '2026-03-01T10:00:00Z'
  await row('errors', { timestamp, user_id: long, error_type: 'LongError', message: 'boom' })
  await row('errors', { timestamp, user_id: `${long}2`, error_type: 'LongError', message: 'boom' })
  await row('identity_mappings', { first_seen: timestamp, anonymous_id: `${other}2`, user_id: `${long}2` })

  const one = `query ($by: UserBy!) { location { user(by: $by) { userId distinctIds eventCount } personalData(by: $by) } }`
  for (const by of [{ userId: long }, { distinctId: long }, { distinctId: `${other}3` }])
    expect(await told(one, { by })).toMatchObject({
      location: {
        user: { userId: cut, distinctIds: [otherCut, cut], eventCount: 2 },
        // The second row says the same of the same at the same time.
        personalData: { userId: cut, errors: [{ errorType: 'LongError' }], events: [{}, {}] },
      },
    })
  for (const name of ['user_id', 'distinct_id']) {
    const asked = new URLSearchParams({ [name]: long })
    const pipe = await gateway.fetch(`/v0/pipes/user_profile_events.json?${asked}`, { headers: { authorization } })
    expect(await pipe.json()).toMatchObject({ rows: 2 })
  }

  const decide = (field: string, input: object, selection = '') =>
    told(
      `mutation ($input: ${field[0]?.toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) ${selection} }`,
      {
        input: { locationId: 'oslo', ...input },
      },
    )
  expect(await decide('unmapIdentity', { anonymousId: other })).toEqual({ unmapIdentity: true })
  expect(await told(one, { by: { userId: other } })).toMatchObject({ location: { user: { distinctIds: [otherCut] } } })
  const mapped = { mapIdentity: { userId: cut, distinctIds: [otherCut, cut], eventCount: 2 } }
  expect(
    await decide('mapIdentity', { anonymousId: other, userId: long }, '{ userId distinctIds eventCount }'),
  ).toEqual(mapped)

  expect((await erase(long)).sort()).toEqual([otherCut, cut].sort())
  expect(Object.fromEntries(await placesOf(gateway.clickhouse, [cut ?? '', otherCut ?? '']))).toEqual({})
  expect(await decide('allowErasedUser', { distinctId: long })).toEqual({ allowErasedUser: true })
})

test('a number that is an id is erased where others name it, before and after', async () => {
  const named = { user_id: 734512, $device_id: '734512', alias: 734512, price: 734512 }
  await gateway.capture('oslo', [event('buy', 734512), event('gift', 'giver', named)])
  expect(await erase('734512')).toEqual(['734512'])
  await gateway.capture('oslo', [event('again', 'giver', named)])
  const { events } = await askOslo<{ events: { nodes: object[] } }>(
    gateway,
    'events(filter: { name: ["gift", "again", "buy"] }) { nodes { name properties } }',
  )
  // A price is no id.
  const properties = { $lib: 'web', price: 734512 }
  expect(events.nodes).toHaveLength(2)
  expect(events.nodes).toEqual(
    expect.arrayContaining([
      { name: 'gift', properties },
      { name: 'again', properties },
    ]),
  )
  expect((await gateway.capture('oslo', [event('buy', 734512)])).status).toBe(200)
  expect(await askOslo(gateway, 'events(filter: { name: ["buy"] }) { totalCount }')).toEqual({
    events: { totalCount: 0 },
  })
})

test('an id in a property within another is taken out of events of others, before and after', async () => {
  const named = (id: string) => ({
    $set: { user_id: id, plan: 'pro' },
    nested: { user_id: id, list: [{ alias: id, size: 1 }] },
  })
  await gateway.capture('oslo', [event('visit', 'carol-7'), event('before', 'dave', named('carol-7'))])
  expect(await erase('carol-7')).toEqual(['carol-7'])
  await gateway.capture('oslo', [event('after', 'dave', named('carol-7')), event('beside', 'dave', named('erin-8'))])
  const { events } = await askOslo<{ events: { nodes: { name: string; properties: object }[] } }>(
    gateway,
    'events(filter: { name: ["before", "after", "beside"] }) { nodes { name properties } }',
  )
  const left = { $lib: 'web', $set: { plan: 'pro' }, nested: { list: [{ size: 1 }] } }
  expect(Object.fromEntries(events.nodes.map(({ name, properties }) => [name, properties]))).toEqual({
    before: left,
    after: left,
    beside: { $lib: 'web', ...named('erin-8') },
  })
  expect(Object.fromEntries(await placesOf(gateway.clickhouse, ['carol-7']))).toEqual({})
})

test('a number beyond 2^53 is erased under every name that others have for it', async () => {
  const digits = '12345678901234567890'
  const named = idProperties.map((name) => `${JSON.stringify(name)}:${digits}`).join()
  const post = async (text: string) => {
    const body = `{"api_key":"key-oslo","batch":[${text}]}`
    expect((await gateway.fetch('/batch/', { method: 'POST', body })).status).toBe(200)
  }
  const other = (name: string) => `{"event":"${name}","distinct_id":"other","properties":{${named},"kept":1}}`
  await post(`{"event":"numbered","distinct_id":${digits}},${other('named before')}`)
  expect(await erase(digits)).toEqual([digits])
  await post(other('named after'))
  const { events } = await askOslo<{ events: { nodes: { properties: object }[] } }>(
    gateway,
    'events(filter: { name: ["named before", "named after"] }) { nodes { properties } }',
  )
  expect(events.nodes).toEqual([{ properties: { kept: 1 } }, { properties: { kept: 1 } }])
})

test('an id that is longer than what is stored of it is erased wherever others have all of it', async () => {
  const long = `user-${'a1'.repeat(120)}@shop.example`
  const neighbour = [...long].slice(0, 199).join('')
  const letters = 'x'.repeat(250)
  const texts = (id: string) => ({
    note: `mail ${id}.`,
    nested: { ref: id },
    link: `/u/${encodeURIComponent(id)}/edit`,
  })
  await gateway.capture('oslo', [
    event('seen', long),
    event('seen', letters),
    event('told', 'teller', texts(long)),
    event('told of a device', 'teller', { $device_id: letters, plan: 'pro' }),
    event('told of a neighbour', 'teller', texts(neighbour)),
  ])
  for (const id of [long, letters]) expect(await erase(id)).toEqual([id.slice(0, 200)])
  const { events } = await askOslo<{ events: { nodes: { name: string; properties: object }[] } }>(
    gateway,
    'events(filter: { name: ["told", "told of a device", "told of a neighbour"] }) { nodes { name properties } }',
  )
  expect(Object.fromEntries(events.nodes.map(({ name, properties }) => [name, properties]))).toEqual({
    told: { $lib: 'web', note: 'mail [erased].', nested: { ref: '[erased]' }, link: '/u/[erased]/edit' },
    'told of a device': { $lib: 'web', plan: 'pro' },
    'told of a neighbour': { $lib: 'web', ...texts(neighbour) },
  })
})
