import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectData, lookups, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ LOCATION_TIME_ZONES: 'oslo=Europe/Oslo' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

/** Hour 0 is noon on 1 June in UTC, 14 o'clock in Oslo. */
const event = (distinct_id: string, name: string, hour: number, properties: object = {}) => ({
  event: name,
  distinct_id,
  timestamp: new Date(Date.UTC(2026, 5, 1, 12) + hour * 3_600_000).toISOString(),
  properties: { $lib: 'posthog-node', ...properties },
})
const visit = (distinct_id: string, hour: number, properties: object = {}) =>
  event(distinct_id, '$pageview', hour, { $lib: 'web', $session_id: `${distinct_id}-${hour}`, ...properties })

async function expectUsers(filter: object, expected: readonly string[]) {
  const query = 'query ($filter: UserFilter) { location { users(filter: $filter, first: 100) { nodes { userId } } } }'
  const answer = await gateway.ask<{ location: { users: { nodes: { userId: string }[] } } }>('oslo', query, { filter })
  const ids = expectData(answer).location.users.nodes.map(({ userId }) => userId)
  expect(ids.toSorted()).toEqual(expected)
}

beforeAll(() =>
  gateway.capture('oslo', [
    // ann: by mail, later directly; two orders, one of them large.
    visit('ann', 0, { utm_source: 'mail', utm_medium: 'email', utm_campaign: 'spring', $pathname: '/offer' }),
    visit('ann', 5, { $pathname: '/' }),
    event('ann', 'order', 1, { amount: 5, $set: { plan: 'pro', seats: 3, trial: false } }),
    event('ann', 'order', 6, { amount: 90 }),
    // bob: on a phone by a link, and as himself; one order.
    visit('phone', 0, { $referrer: 'https://news.example.net/x', $pathname: '/', $set_once: { plan: 'free' } }),
    event('bob', '$identify', 1, { $anon_distinct_id: 'phone', $set: { plan: 'pro' } }),
    event('bob', 'order', 11, { amount: 5, $unset: ['plan'] }),
    event('phone', 'note', 12, { $set_once: { plan: 'team' } }),
    // cat: no visit, and nothing is said of her but an empty plan.
    event('cat', 'note', 0, { $set: { plan: '', seats: '3' } }),
    // dan: only directly.
    visit('dan', 0),
  ]),
)

describe('touches and counts', () => {
  test.each<[object, string[]]>([
    [{ firstUtmMedium: ['email', 'cpc'] }, ['ann']],
    [{ lastUtmMedium: ['email'] }, []],
    [{ firstReferringDomain: ['news.example.net'] }, ['bob']],
    [{ lastReferringDomain: ['news.example.net'], lastTouchChannel: ['referral'] }, ['bob']],
    [{ firstLandingPathname: ['/offer'] }, ['ann']],
    [{ firstLandingPathname: ['/'] }, ['bob']],
    // A touch without it; whoever has no touch fits no value.
    [{ firstUtmSource: [''] }, ['bob', 'dan']],
    [{ lastUtmCampaign: [''], firstReferringDomain: [''] }, ['ann', 'dan']],
    [{ firstLandingPathname: [''] }, ['dan']],
    [{ lastTouchChannel: ['direct'] }, ['ann', 'dan']],
    [{ lastNonDirectTouchChannel: ['utm', 'direct'] }, ['ann']],
    [{ lastNonDirectTouchChannelGroup: ['Email', 'Direct'] }, ['ann']],
    [{ maxSessionCount: 1 }, ['bob', 'cat', 'dan']],
    [{ minSessionCount: 1, maxSessionCount: 1 }, ['bob', 'dan']],
    [{ maxSessionCount: 0 }, ['cat']],
    [{ minEventCount: 4 }, ['ann', 'bob']],
    [{ maxEventCount: 1 }, ['cat', 'dan']],
  ])('%j', expectUsers)
})

describe('person properties, after all their operations', () => {
  test.each<[object, string[]]>([
    [{ plan: 'pro' }, ['ann']],
    [{ plan: 'free' }, []],
    // Unset, and then set once under the other id.
    [{ plan: 'team' }, ['bob']],
    [{ plan: null }, ['cat', 'dan']],
    [{ seats: 3 }, ['ann']],
    [{ seats: '3' }, ['cat']],
    [{ trial: false, plan: 'pro' }, ['ann']],
    [{ trial: false, plan: 'team' }, []],
    [{ trial: null, seats: null }, ['bob', 'dan']],
    [{ nothing: null }, ['ann', 'bob', 'cat', 'dan']],
  ])('%j', (properties, expected) => expectUsers({ properties }, expected))
})

describe('behaviour', () => {
  const order = { event: 'order' }
  const june1 = { from: '2026-06-01', to: '2026-06-01' }
  test.each<[object, string[]]>([
    [{ performed: [order] }, ['ann', 'bob']],
    [{ notPerformed: [order] }, ['cat', 'dan']],
    [{ performed: [{ ...order, minCount: 2 }] }, ['ann']],
    [{ notPerformed: [{ ...order, minCount: 2 }] }, ['bob', 'cat', 'dan']],
    [{ performed: [{ ...order, maxCount: 1 }] }, ['bob']],
    [{ performed: [{ ...order, minCount: 0, maxCount: 1 }] }, ['bob', 'cat', 'dan']],
    [{ performed: [{ ...order, minCount: 0, maxCount: 0 }] }, ['cat', 'dan']],
    [{ notPerformed: [{ ...order, minCount: 0, maxCount: 1 }] }, ['ann']],
    [{ performed: [{ ...order, properties: { amount: 5 } }] }, ['ann', 'bob']],
    [{ performed: [{ ...order, properties: { amount: 90 } }] }, ['ann']],
    [{ performed: [{ ...order, properties: { amount: '90' } }] }, []],
    [{ performed: [{ event: '$pageview', pathname: '/' }] }, ['ann', 'bob']],
    // 23:00 UTC on 1 June is 2 June in Oslo.
    [{ performed: [{ ...order, range: june1 }] }, ['ann']],
    [{ performed: [{ ...order, range: june1, minCount: 2 }] }, ['ann']],
    [{ performed: [order], notPerformed: [{ ...order, range: june1 }] }, ['bob']],
    [{ performed: [{ event: '$pageview' }, { event: 'note' }] }, ['bob']],
    [{ notPerformed: [{ event: '$pageview' }, { event: 'note' }] }, []],
    [{ performed: [order], properties: { plan: 'pro' }, firstTouchChannel: ['utm'] }, ['ann']],
    [{ performed: [order], properties: { plan: 'pro' }, firstTouchChannel: ['referral'] }, []],
  ])('%j', expectUsers)
})

test('pages of a segment meet each user once, with what is selected, and follow a mapping', async () => {
  const page = (filter: object, after: string | null) =>
    gateway.ask<{
      location: {
        users: { totalCount: number; pageInfo: { endCursor: string | null }; nodes: Record<string, unknown>[] }
      }
    }>(
      'oslo',
      `query ($filter: UserFilter, $after: String) { location { users(filter: $filter, first: 1, after: $after,
        orderBy: { field: SESSION_COUNT, direction: DESC }) { totalCount pageInfo { endCursor } nodes { userId sessionCount eventCount } } } }`,
      { filter, after },
    )
  const filter = { performed: [{ event: 'order' }] }
  const first = expectData(await page(filter, null)).location.users
  const second = expectData(await page(filter, first.pageInfo.endCursor)).location.users
  expect([first.nodes, second.nodes, first.totalCount]).toEqual([
    [{ userId: 'ann', sessionCount: 2, eventCount: 4 }],
    [{ userId: 'bob', sessionCount: 1, eventCount: 4 }],
    2,
  ])
  const foreign = await page({ performed: [{ event: 'note' }] }, first.pageInfo.endCursor)
  expect(foreign.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  const manager = await gateway.token({ location_id: 'oslo', scope: 'read manage' })
  const change = (mutation: string) => gateway.askWith(manager, `mutation { ${mutation} }`)
  expectData(await change('mapIdentity(input: { locationId: "oslo", anonymousId: "cat", userId: "ann" }) { userId }'))
  await expectUsers({ performed: [{ event: 'order' }, { event: 'note' }] }, ['ann', 'bob'])
  expectData(await change('unmapIdentity(input: { locationId: "oslo", anonymousId: "cat" })'))
  await expectUsers({ performed: [{ event: 'order' }, { event: 'note' }] }, ['bob'])
})

test('one query for the page and one for the count', async () => {
  const query = 'query ($filter: UserFilter) { location { users(filter: $filter) { totalCount nodes { userId } } } }'
  const filter = { performed: [{ event: 'order' }], firstUtmMedium: ['email'] }
  // What is asked about the location itself is known after the first time.
  await gateway.ask('oslo', query, { filter })
  expect(await gateway.countQueries(() => gateway.ask('oslo', query, { filter }))).toBe(2 + lookups(2))
})

const six = Array.from({ length: 6 }, () => ({ event: 'a' }))
test.each<[string, object]>([
  ['filter.performed: 6 are too many', { performed: six }],
  ['filter.notPerformed: 6 are too many', { notPerformed: six }],
  ['filter.performed[0].minCount: -1', { performed: [{ event: 'a', minCount: -1 }] }],
  ['maxCount 1 is smaller than minCount 2', { performed: [{ event: 'a', minCount: 2, maxCount: 1 }] }],
  ["filter.notPerformed[0].event: ''", { notPerformed: [{ event: '' }] }],
  ['filter.notPerformed[0].properties.plan: only text', { notPerformed: [{ event: 'a', properties: { plan: [] } }] }],
  ['range', { performed: [{ event: 'a', range: { from: '2026-06-02', to: '2026-06-01' } }] }],
  ['filter.properties.plan: only text', { properties: { plan: {} } }],
  [
    'filter.properties: 11 keys',
    { properties: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, n])) },
  ],
  ['filter.minEventCount: -1', { minEventCount: -1 }],
  ['filter.firstUtmMedium: 1001 values', { firstUtmMedium: Array.from({ length: 1_001 }, String) }],
])('%s is bad input', async (message, filter) => {
  const query = `query ($filter: UserFilter) { location { users(filter: $filter) { totalCount } } }`
  const { errors } = await gateway.ask('oslo', query, { filter })
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(errors?.[0]?.message).toContain(message)
})
