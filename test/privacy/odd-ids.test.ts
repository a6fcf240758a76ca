import { afterAll, beforeAll, expect, test } from 'vitest'
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
