import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let manager: string
beforeAll(async () => {
  gateway = await testGateway()
  manager = await gateway.token({ location_id: 'oslo', scope: 'read manage', sub: 'ada' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const event = (distinct_id: string, event: string, minute: number, properties: object = {}) => ({
  event,
  distinct_id,
  timestamp: new Date(Date.UTC(2026, 5, 1, 12, minute)).toISOString(),
  properties: { $lib: 'web', $session_id: `s-${distinct_id}`, ...properties },
})
const identify = (user: string, anonymous: string, minute: number) =>
  event(user, '$identify', minute, { $anon_distinct_id: anonymous })
const map = (anonymousId: string, userId: string, token = manager) =>
  gateway.askWith<{ mapIdentity: { userId: string; distinctIds: string[] } }>(
    token,
    `mutation ($a: String!, $u: String!) {
      mapIdentity(input: { locationId: "oslo", anonymousId: $a, userId: $u }) { userId distinctIds eventCount }
    }`,
    { a: anonymousId, u: userId },
  )
const unmap = (anonymousId: string, token = manager) =>
  gateway.askWith<{ unmapIdentity: boolean }>(
    token,
    `mutation ($a: String!) { unmapIdentity(input: { locationId: "oslo", anonymousId: $a }) }`,
    { a: anonymousId },
  )
async function userOf(distinctId: string) {
  const answer = await gateway.ask<{ location: { user: { userId: string; distinctIds: string[] } | null } }>(
    'oslo',
    'query ($id: String!) { location { user(by: { distinctId: $id }) { userId distinctIds } } }',
    { id: distinctId },
  )
  return expectData(answer).location.user
}

describe('SDK statements', () => {
  test('the first $identify wins whatever its arrival; the refused one is counted and shown', async () => {
    await gateway.capture('oslo', [event('a1', '$pageview', 0), identify('late-user', 'a1', 9)])
    await gateway.capture('oslo', [identify('early-user', 'a1', 3), identify('late-user', 'a1', 11)])
    expect(await userOf('a1')).toEqual({ userId: 'early-user', distinctIds: ['a1', 'early-user'] })
    const { location } = expectData(
      await gateway.ask<{ location: { refusedIdentityMappings: object } }>(
        'oslo',
        `{ location { refusedIdentityMappings(first: 10) { totalCount nodes { anonymousId userId source reason count lastAt } } } }`,
      ),
    )
    expect(location.refusedIdentityMappings).toEqual({
      totalCount: 1,
      nodes: [
        {
          anonymousId: 'a1',
          userId: 'late-user',
          source: '$identify',
          reason: 'ALREADY_MAPPED',
          count: 2,
          lastAt: '2026-06-01T12:11:00.000Z',
        },
      ],
    })
  })

  test('a chain is followed to its end; of a circle the latest statement does not count', async () => {
    await gateway.capture('oslo', [
      event('c1', '$pageview', 0),
      ...[1, 2, 3, 4, 5, 6, 7].map((n) =>
        event(`c${n + 1}`, '$create_alias', n, { alias: `c${n}`, $lib: 'posthog-node' }),
      ),
    ])
    expect(await userOf('c1')).toMatchObject({ userId: 'c8' })
    await gateway.capture('oslo', [event('c1', '$create_alias', 20, { alias: 'c8', $lib: 'posthog-node' })])
    expect((await userOf('c3'))?.userId).toBe('c8')
    expect((await userOf('c8'))?.distinctIds).toEqual(['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'])
  })

  test('a late mapping moves history in lists, filters, counts and KPIs', async () => {
    await gateway.capture('oslo', [
      event('h1', '$pageview', 1, { utm_source: 'letter' }),
      event('h1-user', '$pageview', 30, { utm_source: 'other' }),
    ])
    const asked = `{ location {
      users(filter: { firstUtmSource: ["letter"] }) { totalCount nodes { userId sessionCount eventCount attribution { firstTouch { utmSource } lastTouch { utmSource } } } }
      metrics(range: { from: "2026-06-01", to: "2026-06-01" }) { uniqueUsers }
    } }`
    type Answer = { location: { users: { nodes: object[] }; metrics: { uniqueUsers: number }[] } }
    const before = expectData(await gateway.ask<Answer>('oslo', asked)).location
    expect(before.users.nodes).toMatchObject([{ userId: 'h1', sessionCount: 1 }])
    await gateway.capture('oslo', [identify('h1-user', 'h1', 40)])
    const after = expectData(await gateway.ask<Answer>('oslo', asked)).location
    expect(after.users.nodes).toEqual([
      {
        userId: 'h1-user',
        sessionCount: 2,
        eventCount: 3,
        attribution: { firstTouch: { utmSource: 'letter' }, lastTouch: { utmSource: 'other' } },
      },
    ])
    expect(after.metrics[0]?.uniqueUsers).toBe((before.metrics[0]?.uniqueUsers ?? 0) - 1)
  })
})

describe('mapIdentity and unmapIdentity', () => {
  test('decide over what SDKs say, can be taken back, and are audited', async () => {
    await gateway.capture('oslo', [
      event('d1', '$pageview', 0),
      identify('sdk-user', 'd1', 1),
      event('real-user', 'paid', 2),
    ])
    expect(expectData(await map('d1', 'real-user')).mapIdentity).toEqual({
      userId: 'real-user',
      distinctIds: ['d1', 'real-user'],
      eventCount: 2,
    })
    expect((await userOf('sdk-user'))?.distinctIds).toEqual(['sdk-user'])
    expect(expectData(await unmap('d1')).unmapIdentity).toBe(true)
    expect(await userOf('d1')).toEqual({ userId: 'd1', distinctIds: ['d1'] })
    expect(expectData(await unmap('d1')).unmapIdentity).toBe(false)
    // What an SDK says now, has no effect: an operator decided.
    await gateway.capture('oslo', [identify('sdk-user', 'd1', 50)])
    expect((await userOf('d1'))?.userId).toBe('d1')
    expectData(await map('d1', 'sdk-user'))
    expect((await userOf('d1'))?.userId).toBe('sdk-user')

    const audit = '{ location { identityDecisions { totalCount nodes { anonymousId userId decidedBy } } } }'
    expect(expectData(await gateway.askWith(manager, audit))).toEqual({
      location: {
        identityDecisions: {
          totalCount: 3,
          nodes: [
            { anonymousId: 'd1', userId: 'sdk-user', decidedBy: 'ada' },
            { anonymousId: 'd1', userId: null, decidedBy: 'ada' },
            { anonymousId: 'd1', userId: 'real-user', decidedBy: 'ada' },
          ],
        },
      },
    })
    const unseen = await gateway.ask('oslo', audit)
    expect(unseen.errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  })

  test('two in one request each see what the one before did', async () => {
    await gateway.capture('oslo', [event('e1', '$pageview', 0), event('e2', '$pageview', 0)])
    const answer = await gateway.askWith(
      manager,
      `mutation {
        a: mapIdentity(input: { locationId: "oslo", anonymousId: "e1", userId: "e-user" }) { userId distinctIds }
        b: mapIdentity(input: { locationId: "oslo", anonymousId: "e2", userId: "e-user" }) { userId distinctIds }
      }`,
    )
    expect(expectData(answer)).toEqual({
      a: { userId: 'e-user', distinctIds: ['e-user', 'e1'] },
      b: { userId: 'e-user', distinctIds: ['e-user', 'e1', 'e2'] },
    })
  })

  test.each([
    ['anonymous', 'someone', 'BAD_USER_INPUT'],
    ['a1', 'null', 'BAD_USER_INPUT'],
    ['a1', 'a1', 'BAD_USER_INPUT'],
    [`${'🏔'.repeat(200)}1`, `${'🏔'.repeat(200)}2`, 'BAD_USER_INPUT'],
    ['never-seen', 'nor-this', 'NOT_FOUND'],
  ])('%s as %s is refused', async (anonymousId, userId, code) => {
    const before = await userOf('a1')
    expect((await map(anonymousId, userId)).errors?.[0]?.extensions.code).toBe(code)
    expect(await userOf('a1')).toEqual(before)
  })

  test('a token without manage, or for another location, decides nothing and asks nothing', async () => {
    const reader = await gateway.token({ location_id: 'oslo', scope: 'read' })
    const stranger = await gateway.token({ location_id: 'bergen', scope: 'read manage' })
    for (const token of [reader, stranger]) {
      const queries = await gateway.countQueries(async () => {
        expect((await map('a1', 'someone', token)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
        expect((await unmap('a1', token)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
      })
      expect(queries).toBe(0)
    }
  })
})
