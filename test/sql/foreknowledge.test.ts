import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, lookups, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const users =
  '{ location { users(first: 10, orderBy: { field: SESSION_COUNT, direction: DESC }) { nodes { userId sessionCount } } } }'

async function sessionCounts(): Promise<[string, number][]> {
  type Answer = { location: { users: { nodes: { userId: string; sessionCount: number }[] } } }
  const { location } = expectData(await gateway.ask<Answer>('oslo', users))
  return location.users.nodes.map(({ userId, sessionCount }) => [userId, sessionCount])
}

test('what is known of a location is asked for again once something was written, and only then', async () => {
  const event = (distinctId: string, rest: object = {}) => ({ event: '$pageview', distinct_id: distinctId, ...rest })
  await gateway.capture('oslo', [event('ann', { properties: { $lib: 'web', $session_id: 's1' } })])
  expect(await sessionCounts()).toEqual([['ann', 1]])
  expect(await gateway.countQueries(sessionCounts)).toBe(1 + lookups(2))
  // The first visit without a session id, and the first chain of identities.
  await gateway.capture('oslo', [event('bob', { properties: { $lib: 'web' } })])
  expect((await sessionCounts()).sort()).toEqual([
    ['ann', 1],
    ['bob', 1],
  ])
  const manager = await gateway.token({ location_id: 'oslo', scope: 'read manage' })
  const map = (from: string, to: string) =>
    gateway.askWith(
      manager,
      `mutation { mapIdentity(input: { locationId: "oslo", anonymousId: "${from}", userId: "${to}" }) { userId } }`,
    )
  expectData(await map('bob', 'carl'))
  expectData(await map('carl', 'ann'))
  expect(await sessionCounts()).toEqual([['ann', 2]])
  expect(await gateway.countQueries(sessionCounts)).toBe(1 + lookups(2))
})

test.each([999, 1_000, 1_001, 1_200])('of a person with %i sessions all are found, bound or not', async (count) => {
  const visitor = `visitor-${count}`
  const visit = (number: number) => ({
    event: '$pageview',
    distinct_id: visitor,
    timestamp: new Date(Date.UTC(2026, 0, 1) + number * 60_000).toISOString(),
    properties: {
      $lib: 'web',
      $session_id: `${visitor}-${number}`,
      $current_url: `https://shop.example/?utm_source=${number === 0 ? 'first' : number === count - 1 ? 'last' : 'other'}`,
    },
  })
  await gateway.capture(
    'oslo',
    Array.from({ length: count }, (_, number) => visit(number)),
  )
  type Answer = {
    location: {
      user: {
        sessionCount: number
        sessions: { totalCount: number }
        attribution: { firstTouch: { utmSource: string }; lastTouch: { utmSource: string } }
      }
    }
  }
  const answer = expectData(
    await gateway.ask<Answer>(
      'oslo',
      `{ location { user(by: { distinctId: "${visitor}" }) { sessionCount sessions(first: 1) { totalCount }
        attribution { firstTouch { utmSource } lastTouch { utmSource } } } } }`,
    ),
  )
  expect(answer.location.user).toEqual({
    sessionCount: count,
    sessions: { totalCount: count },
    attribution: { firstTouch: { utmSource: 'first' }, lastTouch: { utmSource: 'last' } },
  })
})
