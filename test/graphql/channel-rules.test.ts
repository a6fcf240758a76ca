import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let manager: string
beforeAll(async () => {
  gateway = await testGateway()
  manager = await gateway.token({ location_id: 'oslo', scope: 'read manage', sub: 'ada' })
  for (const location of ['oslo', 'bergen'])
    await gateway.capture(
      location,
      ['letter', 'google'].map((source, minute) => ({
        event: '$pageview',
        distinct_id: source,
        timestamp: new Date(Date.UTC(2026, 5, 1, 12, minute)).toISOString(),
        properties: { $lib: 'web', $session_id: source, utm_source: source, utm_medium: 'cpc', $pathname: '/offer/1' },
      })),
    )
})
afterAll(() => gateway[Symbol.asyncDispose]())

const set = (rules: unknown, token = manager) =>
  gateway.askWith<{ setChannelRules: object[] }>(
    token,
    `mutation ($rules: [ChannelRuleInput!]!) {
      setChannelRules(input: { locationId: "oslo", rules: $rules }) { channel channelGroup all { field operator values } }
    }`,
    { rules },
  )
async function touches(location: string) {
  const answer = await gateway.ask<{
    location: { sessions: { nodes: { touch: { channel: string; channelGroup: string } }[] } }
  }>(location, '{ location { sessions { nodes { sessionId touch { channel channelGroup } } } } }')
  return expectData(answer).location.sessions.nodes.map(({ touch }) => [touch.channel, touch.channelGroup])
}

const usual = [
  ['utm', 'Paid Search'],
  ['utm', 'Paid Other'],
]
const letters = {
  channel: 'post',
  channelGroup: 'Direct Mail',
  all: [
    { field: 'UTM_SOURCE', operator: 'IS', values: ['LETTER'] },
    { field: 'LANDING_PATHNAME', operator: 'STARTS_WITH', values: ['/offer/'] },
  ],
}
const searches = { channel: 'search', all: [{ field: 'UTM_SOURCE', operator: 'MATCHES', values: ['^goo+gle$'] }] }

test("a location's own rules hold for past visits at once, in filters too, for this location alone", async () => {
  expect(await touches('oslo')).toEqual(usual)
  expect(expectData(await set([letters, searches])).setChannelRules).toEqual([
    letters,
    { ...searches, channelGroup: null },
  ])
  expect(await touches('oslo')).toEqual([
    ['search', 'Paid Search'],
    ['post', 'Direct Mail'],
  ])
  expect(await touches('bergen')).toEqual(usual)
  const filtered = await gateway.ask(
    'oslo',
    '{ location { channelRules { channel } users(filter: { firstTouchChannelGroup: ["Direct Mail"] }) { nodes { userId } } } }',
  )
  expect(expectData(filtered)).toEqual({
    location: { channelRules: [{ channel: 'post' }, { channel: 'search' }], users: { nodes: [{ userId: 'letter' }] } },
  })
  expect(expectData(await set([])).setChannelRules).toEqual([])
  expect(await touches('oslo')).toEqual(usual)
})

test.each([
  [
    'a pattern that cannot be evaluated',
    [{ channel: 'x', all: [{ field: 'UTM_SOURCE', operator: 'MATCHES', values: ['(a'] }] }],
  ],
  ['a look-around', [{ channel: 'x', all: [{ field: 'UTM_SOURCE', operator: 'MATCHES', values: ['(?=a)'] }] }]],
  ['a condition without values', [{ channel: 'x', all: [{ field: 'UTM_SOURCE', operator: 'IS', values: [] }] }]],
  ['a rule without conditions', [{ channel: 'x', all: [] }]],
  [
    'patterns that would take the engine for minutes',
    Array.from({ length: 6 }, () => ({ channel: 'x', all: Array(17).fill(searches.all[0]) })),
  ],
  ['too many rules', Array.from({ length: 101 }, () => searches)],
])('%s is refused and named, and nothing changes', async (_, rules) => {
  const { errors } = await set(rules)
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(errors?.[0]?.message).toMatch(/^rules/)
  expect(await touches('oslo')).toEqual(usual)
})

test('who may not manage, sets nothing', async () => {
  const reader = await gateway.token({ location_id: 'oslo', scope: 'read' })
  expect((await set([letters], reader)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  const stranger = await gateway.token({ location_id: 'bergen', scope: 'read manage' })
  expect((await set([letters], stranger)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
})
