import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expectData, lookups, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
const start = Date.UTC(2026, 2, 1, 10)
const iso = (seconds: number) => new Date(start + seconds * 1_000).toISOString()
let serial = 0
const uuid = () => `018a981f-4b35-7c66-825e-${String(++serial).padStart(12, '0')}`

/** What posthog-js says about a page of a visit that came in with a paid click. */
const page = (distinctId: string, session: string, at: number, path: string, more: object = {}) => ({
  uuid: uuid(),
  event: '$pageview',
  timestamp: iso(at),
  distinct_id: distinctId,
  properties: {
    $lib: 'web',
    $session_id: session,
    $current_url: `https://shop.example${path}`,
    $host: 'shop.example',
    $pathname: path,
    $session_entry_url: 'https://shop.example/?gclid=G1&utm_source=google',
    $session_entry_pathname: '/',
    $session_entry_utm_source: 'google',
    $session_entry_utm_medium: 'cpc',
    $session_entry_gclid: 'G1',
    $session_entry_referrer: '$direct',
    gclid: 'G1',
    utm_source: 'google',
    $browser: 'Chrome',
    $device_type: 'Desktop',
    ...more,
  },
})

beforeAll(async () => {
  gateway = await testGateway({ LOCATION_TIME_ZONES: 'oslo=Europe/Oslo' })
  const visitors = Array.from({ length: 100 }, (_, n) => [
    page(`visitor-${n}`, `s-${n}`, 60 + n, '/'),
    page(`visitor-${n}`, `s-${n}`, 90 + n, '/price'),
  ])
  const identified = [
    page('anon', 's-1a', 0, '/'),
    page('anon', 's-1a', 20, '/buy'),
    {
      ...page('user-1', 's-1a', 30, '/buy', { $anon_distinct_id: 'anon' }),
      event: '$identify',
      $set: { email: 'a@b.example' },
      $set_once: { plan: 'free' },
    },
    {
      ...page('user-1', 's-1a', 40, '/buy'),
      event: '$exception',
      properties: {
        ...page('user-1', 's-1a', 40, '/buy').properties,
        $exception_list: [
          {
            type: 'TypeError',
            value: 'x is undefined',
            stacktrace: {
              frames: [{ filename: 'https://shop.example/app.js', function: 'pay', lineno: 7, in_app: true }],
            },
          },
        ],
      },
    },
    {
      uuid: uuid(),
      event: 'purchase',
      timestamp: iso(50),
      distinct_id: 'user-1',
      properties: { $lib: 'posthog-node', $is_server: true, revenue: 49.5 },
    },
  ]
  expect((await gateway.capture('oslo', [...visitors.flat(), ...identified])).status).toBe(200)
  expect((await gateway.capture('bergen', [page('foreign', 's-b', 0, '/secret')])).status).toBe(200)
})
afterAll(() => gateway[Symbol.asyncDispose]())

describe('one identified visitor', () => {
  test('is one user with first touch, click id, session, purchase and error', async () => {
    const { location } = expectData(
      await gateway.ask<{ location: { user: object; errors: { nodes: object[] } } }>(
        'oslo',
        `{ location {
            user(by: { distinctId: "anon" }) {
              userId distinctIds isIdentified sessionCount eventCount firstSeenAt lastSeenAt browser properties
              identityMappings { anonymousId userId source mappedAt }
              attribution {
                firstTouch { occurredAt channel channelGroup utmSource utmMedium referrer landingUrl clickIds { parameter value } }
                lastNonDirectTouch { channel }
                clickIds { platform parameter value firstDetectedAt lastDetectedAt }
                facebook { fbc }
                daysBetweenFirstAndLast
              }
              sessions { totalCount nodes { sessionId pageviewCount eventCount becameIdentified durationSeconds isBounce entryPathname exitPathname touch { channel utmSource } user { userId } } }
              events(filter: { name: ["purchase"] }) { nodes { name properties user { userId } session { sessionId } } }
            }
            errors(range: { from: "2026-03-01", to: "2026-03-01" }) { totalCount nodes { type message component count affectedUserCount series(granularity: DAY) { start count } samples { stack user { userId } session { sessionId } } } }
          } }`,
      ),
    )
    expect(location.user).toEqual({
      userId: 'user-1',
      distinctIds: ['anon', 'user-1'],
      isIdentified: true,
      sessionCount: 1,
      eventCount: 5,
      firstSeenAt: iso(0),
      lastSeenAt: iso(50),
      browser: 'Chrome',
      properties: { email: 'a@b.example', plan: 'free' },
      identityMappings: [{ anonymousId: 'anon', userId: 'user-1', source: '$identify', mappedAt: iso(30) }],
      attribution: {
        firstTouch: {
          occurredAt: iso(0),
          channel: 'utm',
          channelGroup: 'Paid Search',
          utmSource: 'google',
          utmMedium: 'cpc',
          referrer: null,
          landingUrl: 'https://shop.example/?gclid=G1&utm_source=google',
          clickIds: [{ parameter: 'gclid', value: 'G1' }],
        },
        lastNonDirectTouch: { channel: 'utm' },
        clickIds: [
          { platform: 'GOOGLE', parameter: 'gclid', value: 'G1', firstDetectedAt: iso(0), lastDetectedAt: iso(40) },
        ],
        facebook: null,
        daysBetweenFirstAndLast: 0,
      },
      sessions: {
        totalCount: 1,
        nodes: [
          {
            sessionId: 's-1a',
            pageviewCount: 2,
            eventCount: 4,
            becameIdentified: true,
            durationSeconds: 40,
            isBounce: false,
            entryPathname: '/',
            exitPathname: '/buy',
            touch: { channel: 'utm', utmSource: 'google' },
            user: { userId: 'user-1' },
          },
        ],
      },
      events: {
        nodes: [
          {
            name: 'purchase',
            properties: { $lib: 'posthog-node', $is_server: true, revenue: 49.5 },
            user: { userId: 'user-1' },
            session: null,
          },
        ],
      },
    })
    expect(location.errors).toEqual({
      totalCount: 1,
      nodes: [
        {
          type: 'TypeError',
          message: 'x is undefined',
          component: 'app.js',
          count: 1,
          affectedUserCount: 1,
          series: [{ start: '2026-02-28T23:00:00.000Z', count: 1 }],
          samples: [
            {
              stack: 'TypeError: x is undefined\n    at pay (https://shop.example/app.js:7)',
              user: { userId: 'user-1' },
              session: { sessionId: 's-1a' },
            },
          ],
        },
      ],
    })
  })
})

describe('batching', () => {
  test('three levels over 100 users cost at most 4 ClickHouse queries', async () => {
    type Answer = { location: { users: { nodes: { sessions: { nodes: { events: { nodes: object[] } }[] } }[] } } }
    const query = `{ location { users(first: 100) { nodes {
      userId attribution { firstTouch { channel } lastTouch { utmSource } }
      sessions(first: 10) { nodes { startedAt touch { channel } events(first: 5) { nodes { name } } } }
    } } } }`
    const queries = await gateway.countQueries(async () => {
      const { location } = expectData(await gateway.ask<Answer>('oslo', query))
      expect(location.users.nodes).toHaveLength(100)
      expect(
        location.users.nodes.flatMap(({ sessions }) => sessions.nodes.flatMap(({ events }) => events.nodes)),
      ).toHaveLength(200)
    })
    expect(queries).toBeLessThanOrEqual(4 + lookups(2))
  })

  test('two aliases with different arguments get their own answers', async () => {
    const query = `{ location { user(by: { userId: "user-1" }) { a: events(first: 1) { nodes { name } } b: events(first: 3) { nodes { name } } } } }`
    const { location } = expectData(
      await gateway.ask<{ location: { user: { a: { nodes: object[] }; b: { nodes: object[] } } } }>('oslo', query),
    )
    expect([location.user.a.nodes.length, location.user.b.nodes.length]).toEqual([1, 3])
  })

  test('what the parent row already knows is not asked for again', async () => {
    const queries = await gateway.countQueries(async () => {
      expectData(await gateway.ask('oslo', '{ location { sessions(first: 50) { nodes { user { userId } } } } }'))
    })
    expect(queries).toBe(1 + lookups(2))
  })
})

describe('paging', () => {
  test.each(['forward', 'backward'])('%s through all users meets each exactly once, in one order', async (way) => {
    type Answer = {
      location: {
        users: {
          totalCount: number
          pageInfo: { endCursor: string; startCursor: string; hasNextPage: boolean; hasPreviousPage: boolean }
          nodes: { userId: string }[]
        }
      }
    }
    const size = 17
    const seen: string[] = []
    let cursor: string | null = null
    let total = 0
    for (let more = true; more; ) {
      const args = way === 'forward' ? `first: ${size}, after: $c` : `last: ${size}, before: $c`
      const query = `query ($c: String) { location { users(${args}, orderBy: { field: SESSION_COUNT, direction: ASC }) { totalCount pageInfo { startCursor endCursor hasNextPage hasPreviousPage } nodes { userId } } } }`
      const { users }: Answer['location'] = expectData(await gateway.ask<Answer>('oslo', query, { c: cursor })).location
      total = users.totalCount
      const ids = users.nodes.map(({ userId }) => userId)
      if (way === 'forward') seen.push(...ids)
      else seen.unshift(...ids)
      more = way === 'forward' ? users.pageInfo.hasNextPage : users.pageInfo.hasPreviousPage
      cursor = way === 'forward' ? users.pageInfo.endCursor : users.pageInfo.startCursor
    }
    expect(total).toBe(101)
    expect(new Set(seen).size).toBe(101)
    expect(seen).toEqual([...seen].sort())
  })

  test.each([
    ['a cursor of another order', 'orderBy: { field: FIRST_SEEN }, after: $c', /another list, order or filter/],
    ['both directions', 'first: 1, last: 1', /either forward/],
    ['a negative size', 'first: -1', /negative/],
    ['too many', 'first: 2000', /too many/],
    ['nonsense', 'after: "nonsense"', /not one of this gateway/],
  ])('refuses %s', async (_, args, message) => {
    const first = expectData(
      await gateway.ask<{ location: { users: { pageInfo: { endCursor: string } } } }>(
        'oslo',
        '{ location { users(first: 2) { pageInfo { endCursor } } } }',
      ),
    )
    const variables = args.includes('$c') ? { c: first.location.users.pageInfo.endCursor } : {}
    const declared = args.includes('$c') ? 'query ($c: String)' : 'query'
    const answer = await gateway.ask(
      'oslo',
      `${declared} { location { users(${args}) { nodes { userId } } } }`,
      variables,
    )
    expect(answer.errors?.[0]?.message).toMatch(message)
    expect(answer.errors?.[0]?.extensions.code).toMatch(/BAD_USER_INPUT|QUERY_TOO_COMPLEX/)
  })
})

describe('metrics', () => {
  test('buckets are local, inclusive and filled', async () => {
    type Answer = { location: { metrics: object[]; sessionStats: object[] } }
    const query = `{ location {
      metrics(range: { from: "2026-02-28", to: "2026-03-01" }) { start eventCount pageviewCount uniqueUsers sessionCount identifyCount errorCount }
      sessionStats(range: { from: "2026-03-01", to: "2026-03-02" }) { date sessionCount identifiedSessionCount bounceRate topUtmSource }
    } }`
    const { location } = expectData(await gateway.ask<Answer>('oslo', query))
    expect(location.metrics).toEqual([
      {
        start: '2026-02-27T23:00:00.000Z',
        eventCount: 0,
        pageviewCount: 0,
        uniqueUsers: 0,
        sessionCount: 0,
        identifyCount: 0,
        errorCount: 0,
      },
      {
        start: '2026-02-28T23:00:00.000Z',
        eventCount: 205,
        pageviewCount: 202,
        uniqueUsers: 101,
        sessionCount: 101,
        identifyCount: 1,
        errorCount: 1,
      },
    ])
    expect(location.sessionStats).toEqual([
      { date: '2026-03-01', sessionCount: 101, identifiedSessionCount: 1, bounceRate: 0, topUtmSource: 'google' },
      { date: '2026-03-02', sessionCount: 0, identifiedSessionCount: 0, bounceRate: null, topUtmSource: null },
    ])
  })
})

describe('node', () => {
  test('each kind of node is found again by its id', async () => {
    const { location } = expectData(
      await gateway.ask<{
        location: {
          id: string
          user: { id: string; sessions: { nodes: { id: string }[] }; events: { nodes: { id: string }[] } }
          errors: { nodes: { id: string }[] }
        }
      }>(
        'oslo',
        '{ location { id user(by: { userId: "user-1" }) { id sessions { nodes { id } } events(first: 1) { nodes { id } } } errors(range: { from: "2026-03-01", to: "2026-03-01" }) { nodes { id } } } }',
      ),
    )
    const ids = [
      location.id,
      location.user.id,
      location.user.sessions.nodes[0]?.id,
      location.user.events.nodes[0]?.id,
      location.errors.nodes[0]?.id,
    ]
    const query = `query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on User { eventCount } ... on Session { pageviewCount } ... on Event { name } ... on ErrorSummary { count } } }`
    const { nodes } = expectData(
      await gateway.ask<{ nodes: { id: string; __typename: string }[] }>('oslo', query, { ids }),
    )
    expect(nodes).toMatchObject([
      { __typename: 'Location' },
      { __typename: 'User', eventCount: 5 },
      { __typename: 'Session', pageviewCount: 2 },
      { __typename: 'Event', name: 'purchase' },
      { __typename: 'ErrorSummary', count: 1 },
    ])
    expect(nodes.map(({ id }) => id)).toEqual(ids)
  })

  test('one kind of error is asked for by its fingerprint, and is null on days without it', async () => {
    const asked = (day: string) => `range: { from: "${day}", to: "${day}" }`
    const { location } = expectData(
      await gateway.ask<{ location: { errors: { nodes: { id: string; fingerprint: string }[] } } }>(
        'oslo',
        `{ location { errors(${asked('2026-03-01')}) { nodes { id fingerprint count } } } }`,
      ),
    )
    const [kind] = location.errors.nodes
    const answer = await gateway.ask(
      'oslo',
      `query ($fingerprint: String!) { location {
        there: error(fingerprint: $fingerprint, ${asked('2026-03-01')}) { id fingerprint count }
        before: error(fingerprint: $fingerprint, ${asked('2026-02-01')}) { id } } }`,
      { fingerprint: kind?.fingerprint },
    )
    expect(kind).toBeDefined()
    expect(expectData(answer)).toEqual({ location: { there: kind, before: null } })
  })

  test('an error of other days is another node, for all that it says is about its days', async () => {
    const asked = (from: string) => `errors(range: { from: "${from}", to: "2026-03-01" }) { nodes { id count } }`
    const { location } = expectData(
      await gateway.ask<{ location: Record<'one' | 'month', { nodes: { id: string; count: number }[] }> }>(
        'oslo',
        `{ location { one: ${asked('2026-03-01')} month: ${asked('2026-02-01')} } }`,
      ),
    )
    const [one, month] = [location.one.nodes[0], location.month.nodes[0]]
    expect(one?.id).not.toBe(month?.id)
    const { node } = expectData(
      await gateway.ask<{ node: object }>(
        'oslo',
        'query ($id: ID!) { node(id: $id) { id ... on ErrorSummary { count } } }',
        {
          id: month?.id,
        },
      ),
    )
    expect(node).toEqual(month)
  })
})
