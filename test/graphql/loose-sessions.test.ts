import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

const minute = 60_000
const start = Date.UTC(2026, 5, 1, 23, 50)
/** A visit event without a session id, as files and old SDKs have them. */
const view = (distinct_id: string, minutes: number, path: string, properties: object = {}) => ({
  event: '$pageview',
  distinct_id,
  timestamp: new Date(start + minutes * minute).toISOString(),
  properties: { $current_url: `https://shop.example${path}`, ...properties },
})
const idOf = (distinctId: string, minutes: number) => `~${start + minutes * minute}~${distinctId}`
const ask = async <T>(query: string, variables?: object) => expectData(await gateway.ask<T>('oslo', query, variables))

type Sessions = { location: { user: { sessionCount: number; sessions: { nodes: object[] } } } }
const sessionsOf = async (distinctId: string) =>
  (
    await ask<Sessions>(
      `query ($id: String!) { location { user(by: { distinctId: $id }) { sessionCount sessions(orderBy: { field: STARTED_AT, direction: ASC }) { nodes {
        sessionId eventCount entryPathname exitPathname touch { channel utmSource } events { totalCount } } } } } }`,
      { id: distinctId },
    )
  ).location.user

test('30 minutes of inactivity end a session, midnight does not', async () => {
  await gateway.capture('oslo', [
    view('gaps', 0, '/?utm_source=letter'),
    view('gaps', 30, '/b'),
    view('gaps', 60.0005, '/c'),
    view('gaps', 61, '/d'),
  ])
  expect(await sessionsOf('gaps')).toEqual({
    sessionCount: 2,
    sessions: {
      nodes: [
        {
          sessionId: idOf('gaps', 0),
          eventCount: 2,
          entryPathname: '/',
          exitPathname: '/b',
          touch: { channel: 'utm', utmSource: 'letter' },
          events: { totalCount: 2 },
        },
        {
          sessionId: idOf('gaps', 60.0005),
          eventCount: 2,
          entryPathname: '/c',
          exitPathname: '/d',
          touch: { channel: 'direct', utmSource: null },
          events: { totalCount: 2 },
        },
      ],
    },
  })
})

test('nobody is in one session for more than 24 hours', async () => {
  await gateway.capture(
    'oslo',
    Array.from({ length: 51 }, (_, half) => view('bot', half * 29.9, '/')),
  )
  const { sessions } = await sessionsOf('bot')
  expect(sessions.nodes).toMatchObject([
    { sessionId: idOf('bot', 0), eventCount: 49 },
    { sessionId: idOf('bot', 49 * 29.9), eventCount: 2 },
  ])
})

test('an event that comes in late joins sessions, and their old ids stay good', async () => {
  await gateway.capture('oslo', [view('late', 0, '/a'), view('late', 40, '/c')])
  expect((await sessionsOf('late')).sessionCount).toBe(2)
  await gateway.capture('oslo', [view('late', 20, '/b')])
  expect((await sessionsOf('late')).sessionCount).toBe(1)
  for (const minutes of [0, 40])
    expect(
      await ask(
        'query ($id: String!) { location { session(sessionId: $id) { sessionId eventCount user { userId } } } }',
        {
          id: idOf('late', minutes),
        },
      ),
    ).toEqual({ location: { session: { sessionId: idOf('late', 0), eventCount: 3, user: { userId: 'late' } } } })
  expect(
    await ask(
      `{ location { user(by: { distinctId: "late" }) { events { nodes { pathname session { sessionId } } } } } }`,
    ),
  ).toEqual({
    location: {
      user: {
        events: {
          nodes: ['/c', '/b', '/a'].map((pathname) => ({ pathname, session: { sessionId: idOf('late', 0) } })),
        },
      },
    },
  })
})

test('what a server says about a person is in no session, and an id that looks like ours is none', async () => {
  await gateway.capture('oslo', [
    { ...view('mixed', 0, '/'), properties: { $lib: 'posthog-node', utm_source: 'server' } },
    view('mixed', 1, '/', { $session_id: `~${start}~gaps` }),
  ])
  expect(await sessionsOf('mixed')).toMatchObject({
    sessionCount: 1,
    sessions: { nodes: [{ sessionId: idOf('mixed', 1), eventCount: 1, touch: { utmSource: null } }] },
  })
  expect((await sessionsOf('gaps')).sessionCount).toBe(2)
})

test('events are picked by whether they belong to a session', async () => {
  await gateway.capture('bergen', [
    view('both', 0, '/a'),
    view('both', 1, '/b', { $session_id: 'named' }),
    { ...view('both', 2, '/c'), properties: { $lib: 'posthog-node' } },
  ])
  const one = (filter: string) =>
    `events(filter: { ${filter} }) { totalCount nodes { timestamp session { sessionId } } }`
  const answer = await gateway.ask<{ location: Record<'yes' | 'no', object> & { user: object; session: object } }>(
    'bergen',
    `{ location {
      yes: ${one('inSession: true')} no: ${one('inSession: false')}
      user(by: { distinctId: "both" }) { yes: ${one('inSession: true')} no: ${one('inSession: false')} }
      session(sessionId: "named") { yes: ${one('inSession: true')} no: ${one('inSession: false')} }
    } }`,
  )
  const { yes, no, user, session } = expectData(answer).location
  const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString()
  const named = { timestamp: at(1), session: { sessionId: 'named' } }
  const lists = {
    yes: { totalCount: 2, nodes: [named, { timestamp: at(0), session: { sessionId: idOf('both', 0) } }] },
    no: { totalCount: 1, nodes: [{ timestamp: at(2), session: null }] },
  }
  expect({ yes, no }).toEqual(lists)
  expect(user).toEqual(lists)
  expect(session).toEqual({ yes: { totalCount: 1, nodes: [named] }, no: { totalCount: 0, nodes: [] } })
})
