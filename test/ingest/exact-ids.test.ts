import { afterAll, beforeAll, expect, test } from 'vitest'
import { createParseWithIds, parseWithIds } from '../../src/json/exact-ids.ts'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

// Ids of other systems are often whole numbers of 64 bits, of which a float keeps 53.

const [one, other, small] = ['1234567890123456788', '1234567890123456789', '9007199254740991']

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const idsOf = async (event: string) =>
  (
    await select<{ distinct_id: string }>(
      gateway.clickhouse,
      'SELECT distinct_id FROM events WHERE event = {event:String} ORDER BY distinct_id',
      { event },
    )
  ).map(({ distinct_id }) => distinct_id)

const post = async (path: string, body: string) => {
  const headers = { authorization: 'Bearer key-oslo' }
  expect((await gateway.fetch(path, { method: 'POST', headers, body })).ok).toBe(true)
}

test('ids that are long numbers are two people and two events on the PostHog wire', async () => {
  const event = (id: string) => `{"event":"sdk","distinct_id" : ${id} ,"timestamp":"2026-01-01T10:00:00Z"}`
  await post('/batch/', `{"api_key":"key-oslo","batch":[${[one, other, small].map(event).join()}]}`)
  expect(await idsOf('sdk')).toEqual([one, other, small])
  const identify = `{"event":"$identify","distinct_id":"anna","properties":{"$anon_distinct_id":${other}}}`
  await post('/batch/', `{"api_key":"key-oslo","batch":[${identify}]}`)
  const mapped = await select(gateway.clickhouse, 'SELECT anonymous_id FROM identity_mappings')
  expect(mapped).toEqual([{ anonymous_id: other }])
})

test('and at /v0/events, in rows and in the text of their properties', async () => {
  const rows = [one, other, small].map((id) => `{"event":"row","distinct_id":${id},"timestamp":"2026-01-01T10:00:00Z"}`)
  await post('/v0/events?name=events', rows.join('\n'))
  await post('/v0/events?name=events', `[${rows.join()}]`)
  expect(await idsOf('row')).toEqual([one, other, small])
  await post(
    '/v0/events?name=identity_mappings',
    `{"anonymous_id":${one},"user_id":${other},"first_seen":"2026-01-01"}`,
  )
  const mapped = await select(
    gateway.clickhouse,
    'SELECT user_id FROM identity_mappings WHERE anonymous_id = {one:String}',
    { one },
  )
  expect(mapped).toEqual([{ user_id: other }])
})

test('a uuid, a session id and the request of an error may be long numbers, too', async () => {
  const rows = [one, other].map((id) => `{"event":"numbered","distinct_id":"d","uuid":${id},"session_id":${id}}`)
  await post('/v0/events?name=events', rows.join('\n'))
  const sessions = await select(
    gateway.clickhouse,
    "SELECT session_id FROM events WHERE event = 'numbered' ORDER BY session_id",
  )
  expect(sessions).toEqual([{ session_id: one }, { session_id: other }])
  const errors = [one, other].map((id) => `{"timestamp":"2026-01-01","message":"m","request_id":${id}}`)
  await post('/v0/events?name=errors', errors.join('\n'))
  expect(await select(gateway.clickhouse, 'SELECT DISTINCT uuid FROM errors')).toHaveLength(2)
})

test('and in the JSON body of a pipe, which may ask for them', async () => {
  const token = await gateway.token({ location_id: one, scope: 'read' }, 600)
  const ask = async (id: string) => {
    const body = `{"location_id":${id}}`
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return (await gateway.fetch('/v0/pipes/user_sessions.json', { method: 'POST', headers, body })).status
  }
  expect([await ask(one), await ask(other)]).toEqual([200, 403])
})

test('nothing else changes', () => {
  const same = [
    `{"distinct_id":${small},"value":1234567890123456789,"list":[1234567890123456789]}`,
    `{"text":"\\"distinct_id\\":1234567890123456789,","distinct_id":1234567890123456789.5}`,
    `{"distinct_id":1.234567890123456789e30,"alias":"1234567890123456789"}`,
    '[]',
  ]
  for (const text of same) expect(parseWithIds(text)).toEqual(JSON.parse(text))
  expect(() => parseWithIds('{"distinct_id":0123456789012345678}')).toThrow(SyntaxError)
  expect(createParseWithIds((name) => name === 'clientId')(`{"clientId":-${one},"n":${one},"alias":${one}}`)).toEqual({
    clientId: `-${one}`,
    n: Number(one),
    alias: one,
  })
})

test.each([
  ['digits', '1'.repeat(3_000_000)],
  ['quotes', '"'.repeat(3_000_000)],
  ['names', '"alias":'.repeat(400_000)],
  ['spaces', `"alias"${' '.repeat(3_000_000)}`],
  ['an id without an end', `{"alias":${'1'.repeat(3_000_000)}x`],
])('%s do not make it slow', (_, text) => {
  const started = performance.now()
  expect(() => parseWithIds(`${text}?`)).toThrow(SyntaxError)
  expect(performance.now() - started).toBeLessThan(2_000)
})
