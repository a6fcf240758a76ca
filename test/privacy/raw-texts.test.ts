import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { possibleIdsIn } from '../../src/privacy/ids-in-text.ts'
import { empty, select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

// Quarantine keeps texts that nobody could read: they must not hold who was erased, whenever they come.

let gateway: TestGateway
let officer: string
beforeAll(async () => {
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '120000' })
  officer = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read erase' }, 600)
}, 240_000)
afterAll(() => gateway[Symbol.asyncDispose]())
beforeEach(() => empty(gateway.clickhouse, 'events_quarantine'))

const timestamp = '2026-03-01T10:00:00Z'

/** Sends rows as they are to the door that takes any text. */
async function send(locationId: string, rows: readonly string[]) {
  const answer = await gateway.fetch('/v0/events?name=events&wait=true', {
    method: 'POST',
    headers: { authorization: `Bearer key-${locationId}` },
    body: rows.join('\n'),
  })
  expect(answer.status).toBe(200)
}

async function erase(locationId: string, distinctId: string) {
  const answer = await gateway.askWith<{ eraseUser: { userId: string } }>(
    officer,
    'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }',
    { input: { locationId, by: { distinctId } } },
  )
  expectData(answer)
}

const kept = async () =>
  (await select<{ raw: string }>(gateway.clickhouse, 'SELECT raw FROM events_quarantine FINAL ORDER BY raw')).map(
    ({ raw }) => raw,
  )

const words = (count: number) => Array.from({ length: count }, (_, n) => `w${n}`)

test('an erased id does not come back behind many values, nor within a text', async () => {
  const eve = 'eve@evil.example'
  await gateway.capture('oslo', [{ event: 'seen', distinct_id: eve, timestamp }])
  await erase('oslo', eve)
  const others = [
    JSON.stringify({ event: 'y', timestamp: 'nonsense', list: words(200), properties: { distinct_id: 'dave' } }),
    `{"event":"y", ${words(2_000).map((word) => `"${word}":"of ${word}"`)}, "distinct_id":"dave", oops}`,
  ]
  await send('oslo', [
    ...others,
    ...others.map((row) => row.replace('dave', eve)),
    JSON.stringify({ event: 'y', timestamp: 'nonsense', list: words(20_000), properties: { distinct_id: eve } }),
    JSON.stringify({ event: 'y', timestamp: 'nonsense', distinct_id: 'dave', message: `mail ${eve} now` }),
    JSON.stringify({ event: 'y', timestamp: 'nonsense', distinct_id: 'dave', [`of ${eve}`]: 1 }),
    JSON.stringify({ event: 'y', timestamp: 'nonsense', properties: JSON.stringify({ user_id: eve }) }),
    JSON.stringify({ event: null, raw: JSON.stringify({ deep: [[[[[[[[[[{ user_id: eve }]]]]]]]]]] }) }),
    `{"event":"y","timestamp":"nonsense","distinct_id":"${eve}","distinct_id":"dave"}`,
    `{"event":"y","url":"https://x.example/?mail=${encodeURIComponent(eve)}&b=1", oops}`,
    `x,mailto:${eve},nonsense`,
  ])
  expect(await kept()).toEqual(others.toSorted())
}, 240_000)

const wrapped = (row: string) => JSON.stringify({ event: null, reason: 'invalid_timestamp', detail: 'a.csv', raw: row })

test('an erasure takes raw texts that name a short id or a number, and leaves those that do not', async () => {
  const ids = ['bob', '48213', 'u7', 'ada lovelace', '\u00e5sa/b@x.example']
  await gateway.capture(
    'bergen',
    ids.map((distinct_id) => ({ event: 'seen', distinct_id, timestamp })),
  )
  const theirs = [
    'x,bob,nonsense,B',
    'x,48213,nonsense,N',
    'x,u7,nonsense,U',
    'x,ada lovelace,nonsense,A',
    '{"event":"y","distinct_id":48213, oops}',
    '{"event":"y","distinct_id": "u7", oops}',
    '{"event":"y","timestamp":"nonsense","distinct_id":48213}',
    '{"event":"y","timestamp":"nonsense","list":["u7"]}',
    '{"event":"y","timestamp":"nonsense","user_id":"\\u00e5sa\\/b@x.example"}',
    'x,https://x.example/?of=%c3%a5sa%2fb%40x.example,nonsense',
  ]
  const others = [
    'x,bobby,nonsense,B',
    'x,482137,nonsense,N',
    'x,u77,nonsense,U',
    'x,ada,nonsense,A',
    '{"event":"y","distinct_id":148213, oops}',
    '{"event":"y","timestamp":"nonsense","distinct_id":"dave","price":48213}',
  ]
  await send('bergen', [...theirs, ...theirs.map(wrapped), ...others, ...others.map(wrapped)])
  expect(await kept()).toHaveLength(2 * (theirs.length + others.length))
  const shown = await gateway.askWith<{ location: { personalData: { quarantine: object[] } } }>(
    officer,
    '{ location(id: "bergen") { personalData(by: { userId: "bob" }) } }',
  )
  expect(expectData(shown).location.personalData.quarantine).toHaveLength(2)
  for (const id of ids) await erase('bergen', id)
  expect(await kept()).toEqual([...others, ...others.map(wrapped)].toSorted())
  // And they do not come back.
  await send('bergen', [...theirs, ...theirs.map(wrapped), ...others])
  expect(await kept()).toEqual([...others, ...others.map(wrapped)].toSorted())
}, 240_000)

test('what may be an id is found in any text, and a number of JSON by its name', () => {
  const found = (raw: string, ids: string[]) => ids.filter((id) => possibleIdsIn(raw).has(id))
  const ids = ['ada lovelace', "o'brien@x.example", '48213', 'crm:ada-1815', 'x'.repeat(200)]
  const rows = ids.map((id) => `e,${id},nonsense`)
  for (const [index, row] of rows.entries()) expect(found(row, ids)).toEqual([ids[index]])
  for (const row of rows) expect(found(JSON.stringify({ raw: row }), ids)).toHaveLength(1)
  expect(found('{"user_id":48213}', ids)).toEqual(['48213'])
  expect(found('{"price":48213}', ids)).toEqual([])
  // Names of properties are no ids.
  for (const row of ['{"event":"y"}', '{"event" : "y", oops}']) expect(found(row, ['event', 'y'])).toEqual(['y'])
  expect(found('48213', ids)).toEqual(['48213'])
  expect(found('{"user_id": 48213 oops}', ids)).toEqual(['48213'])
  expect(found('{"properties":"{\\"price\\":48213,\\"user_id\\":\\"ada lovelace\\"}"}', ids)).toEqual(['ada lovelace'])
  expect(found(`e,${'x'.repeat(300)},nonsense`, ids)).toEqual(['x'.repeat(200)])
})

test('a deep or long text takes no longer than its length', () => {
  const startedAt = performance.now()
  for (const text of ['['.repeat(500_000) + ']'.repeat(500_000), `x${' '.repeat(1_000_000)}x`, ':.'.repeat(500_000)])
    possibleIdsIn(text)
  expect(possibleIdsIn(JSON.stringify(words(400_000))).size).toBeLessThan(250_000)
  expect(performance.now() - startedAt).toBeLessThan(15_000)
})
