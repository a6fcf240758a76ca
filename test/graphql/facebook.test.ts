import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const at = (second: number) => new Date(Date.UTC(2026, 5, 1, 12, 0, second, 789))
const visit = (distinct_id: string, second: number, properties: object) => ({
  event: '$pageview',
  distinct_id,
  timestamp: at(second).toISOString(),
  properties: { $lib: 'web', $session_id: `s-${distinct_id}`, ...properties },
})
const longId = `IwAR${'x_y-Z9'.repeat(150)}`

test.each([
  [
    'an fbclid gives its own fbc, of its first detection, whatever its length',
    'plain',
    [visit('plain', 5, { fbclid: longId }), visit('plain', 2, { fbclid: longId })],
    { fbclid: longId, detectedAt: at(2).toISOString(), fbc: `fb.1.${at(2).getTime()}.${longId}` },
  ],
  [
    'of two the newest counts, read from the URL where the property is null',
    'two',
    [
      visit('two', 5, { fbclid: 'old' }),
      visit('two', 9, { fbclid: null, $current_url: 'https://shop.example/?fbclid=new' }),
    ],
    { fbclid: 'new', detectedAt: at(9).toISOString(), fbc: `fb.1.${at(9).getTime()}.new` },
  ],
  [
    "the browser's own _fbc wins for its fbclid",
    'own',
    [visit('own', 5, { fbclid: 'Abc.d', _fbc: 'fb.2.1780000000123.Abc.d' })],
    { fbclid: 'Abc.d', detectedAt: at(5).toISOString(), fbc: 'fb.2.1780000000123.Abc.d' },
  ],
  [
    'an _fbc alone tells the click of an earlier visit',
    'cookie',
    [visit('cookie', 5, { _fbc: 'fb.1.1780000000123.Kept' })],
    { fbclid: 'Kept', detectedAt: new Date(1_780_000_000_123).toISOString(), fbc: 'fb.1.1780000000123.Kept' },
  ],
  ['what is no _fbc tells nothing', 'junk', [visit('junk', 5, { _fbc: 'fb.1.x.', fbclid: '' })], null],
])('%s', async (_, distinctId, events, expected) => {
  await gateway.capture('oslo', events)
  const answer = await gateway.ask<{ location: { user: { attribution: { facebook: object | null } } } }>(
    'oslo',
    'query ($id: String!) { location { user(by: { distinctId: $id }) { attribution { facebook { fbclid detectedAt fbc } } } } }',
    { id: distinctId },
  )
  expect(expectData(answer).location.user.attribution.facebook).toEqual(expected)
})
