import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { placesOf } from './scan.ts'

let gateway: TestGateway
let officer: string
beforeAll(async () => {
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '120000' })
  officer = await gateway.token({ location_ids: ['oslo', 'bergen', 'turku'], scope: 'read manage erase' }, 600)
})
afterAll(() => gateway[Symbol.asyncDispose]())

const [user, device, other] = ['ada@lovelace.example', 'anon-ada-0190a1b2', 'alan-turing-42']
const now = () => new Date().toISOString()
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

async function send(name: string, ...rows: object[]) {
  return sendTo('oslo', name, ...rows)
}

async function sendTo(locationId: string, name: string, ...rows: object[]) {
  const answer = await gateway.fetch(`/v0/events?name=${name}&wait=true`, {
    method: 'POST',
    headers: { authorization: `Bearer key-${locationId}` },
    body: rows.map((row) => JSON.stringify(row)).join('\n'),
  })
  return [answer.status, await answer.json()]
}

const healthOf = async (locationId: string) => {
  const range = { from: day(-1), to: day(1) }
  const query = `query ($range: DateRange!) { location { ingestHealth(range: $range) {
    accepted duplicates quarantined dropped byReason { outcome reason count } } } }`
  return expectData(await gateway.ask<{ location: { ingestHealth: object } }>(locationId, query, { range })).location
    .ingestHealth
}

test('what comes of an erased person through any door is acknowledged, stored nowhere, and counted once', async () => {
  await gateway.capture('oslo', [
    { event: 'seen', distinct_id: user, properties: {} },
    { event: '$identify', distinct_id: user, properties: { $anon_distinct_id: device } },
  ])
  const erasure = await gateway.askWith(
    officer,
    'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }',
    { input: { locationId: 'oslo', by: { userId: user } } },
  )
  expectData(erasure)

  const late = [
    { event: 'late', distinct_id: user, properties: {} },
    { event: '$identify', distinct_id: other, properties: { $anon_distinct_id: device } },
    // These would have gone to quarantine, the first two for naming nobody else.
    { event: '', distinct_id: user, properties: {} },
    { event: 'nameless', properties: { $device_id: device } },
    { event: '', distinct_id: other, properties: {} },
  ]
  expect((await gateway.capture('oslo', late)).status).toBe(200)
  const taken = (rows: number, bad = 0) => [200, { successful_rows: rows, quarantined_rows: bad }]
  const row = { event: 'late', timestamp: now(), properties: '{}' }
  expect(await send('events', { ...row, distinct_id: user }, { ...row, distinct_id: device })).toEqual(taken(2))
  const mapping = { first_seen: now(), location_id: 'oslo' }
  const mappings = [
    { ...mapping, anonymous_id: device, user_id: other },
    { ...mapping, anonymous_id: 'somebody-0190', user_id: user },
    // Refused for its own sake as well, and the answer tells only that.
    { ...mapping, anonymous_id: 'null', user_id: user },
    { ...mapping, anonymous_id: 'somebody-0191', user_id: other },
  ]
  expect(await send('identity_mappings', ...mappings)).toEqual(taken(3, 1))
  const error = { timestamp: now(), location_id: 'oslo', error_type: 'TypeError', message: 'x is not a function' }
  expect(await send('errors', { ...error, user_id: user }, { ...error, user_id: other })).toEqual(taken(2))
  // A row that cannot be used and names her.
  expect(await send('errors', { ...error, timestamp: null, user_id: user })).toEqual(taken(0, 1))

  expect(Object.fromEntries(await placesOf(gateway.clickhouse, [user, device]))).toEqual({})
  const expected = {
    quarantined: 1,
    dropped: 4 + 2 + 3 + 1 + 1,
    byReason: [
      { outcome: 'DROPPED', reason: 'erased', count: 11 },
      { outcome: 'QUARANTINED', reason: 'missing_event_name', count: 1 },
    ],
  }
  await expect.poll(() => healthOf('oslo'), { timeout: 15_000 }).toMatchObject(expected)
  const people = await gateway.ask('oslo', '{ location { users { nodes { distinctIds } } } }')
  expect(JSON.stringify(people.data)).not.toContain('ada')
}, 240_000)

test('no answer to a write key, which is public, tells who was erased', async () => {
  await gateway.capture('turku', [{ event: 'seen', distinct_id: user, properties: {} }])
  const erasure = await gateway.askWith(
    officer,
    'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }',
    { input: { locationId: 'turku', by: { userId: user } } },
  )
  expectData(erasure)

  async function answersAbout(id: string) {
    const event = { uuid: randomUUID(), event: 'e', distinct_id: id, timestamp: now(), properties: {} }
    const nameless = { ...event, event: '' }
    const move = async (...batch: object[]) => {
      const body = JSON.stringify({ api_key: 'key-turku', historical_migration: true, batch })
      const answer = await gateway.fetch('/batch/', { method: 'POST', body })
      return [answer.status, await answer.json()]
    }
    const mapping = { anonymous_id: 'null', user_id: id, first_seen: now() }
    const told = (accepted: number, quarantined: number) => [200, { status: 'Ok', accepted, quarantined, dropped: {} }]
    const counted = (rows: number, bad: number) => [200, { successful_rows: rows, quarantined_rows: bad }]
    expect(await move(event)).toEqual(told(1, 0))
    // What is stored nowhere is no repetition of anything.
    expect(await move(event)).toEqual(told(1, 0))
    expect(await move(event, event, nameless)).toEqual(told(2, 1))
    expect(await move(nameless)).toEqual(told(0, 1))
    expect(await sendTo('turku', 'events', event, nameless)).toEqual(counted(1, 1))
    expect(await sendTo('turku', 'identity_mappings', mapping, { ...mapping, anonymous_id: 'a' })).toEqual(
      counted(1, 1),
    )
    expect(await sendTo('turku', 'errors', { user_id: id, message: 'm' })).toEqual(counted(0, 1))
  }
  await answersAbout(other)
  await answersAbout(user)
  expect(Object.fromEntries(await placesOf(gateway.clickhouse, [user]))).toEqual({})
}, 240_000)

test('what a location does not keep is counted by why', async () => {
  const set = await gateway.askWith(
    officer,
    'mutation ($input: SetPrivacySettingsInput!) { setPrivacySettings(input: $input) { retentionDays } }',
    { input: { locationId: 'bergen', retentionDays: 30, consent: 'REQUIRED' } },
  )
  expectData(set)
  const event = (properties: object, daysAgo = 0) => ({
    event: 'e',
    distinct_id: other,
    timestamp: new Date(Date.now() - daysAgo * 86_400_000).toISOString(),
    properties,
  })
  await gateway.capture('bergen', [
    event({ $consent: true }),
    event({}),
    event({ $consent: false }),
    event({ $consent: true }, 40),
    // Without a name, and without consent: once.
    { event: '', distinct_id: other, properties: {} },
    { event: '', distinct_id: other, properties: { $consent: true } },
  ])
  const expected = {
    accepted: 1,
    quarantined: 1,
    dropped: 4,
    byReason: [
      { outcome: 'DROPPED', reason: 'no_consent', count: 3 },
      { outcome: 'DROPPED', reason: 'expired', count: 1 },
      { outcome: 'QUARANTINED', reason: 'missing_event_name', count: 1 },
    ],
  }
  await expect.poll(() => healthOf('bergen'), { timeout: 15_000 }).toMatchObject(expected)
}, 240_000)
