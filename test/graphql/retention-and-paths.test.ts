import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CapturedEvent } from '../../src/ingest/captured-event.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ LOCATION_TIME_ZONES: 'zoned=Pacific/Kiritimati' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const store = (locationId: string, events: CapturedEvent[]) =>
  gateway.app.ingest.accept({ locationId, events, rejected: [], sender: {} })

const at = (text: string) => Date.parse(`${text}Z`)

function event(name: string, distinctId: string, time: string, properties: CapturedEvent['properties'] = {}) {
  return { event: name, distinctId, timestampMs: at(time), properties: { $lib: 'posthog-node', ...properties } }
}

async function retention(locationId: string, input: Record<string, unknown>) {
  const answer = await gateway.ask<{ location: { retention: { cohorts: Record<string, unknown>[] } } }>(
    locationId,
    `query ($input: RetentionInput!) { location { retention(input: $input) {
      cohorts { start size retained completePeriods } } } }`,
    { input: { range: { from: '2026-01-05', to: '2026-01-18' }, granularity: 'WEEK', periods: 2, ...input } },
  )
  return expectData(answer).location.retention.cohorts
}

describe('retention', () => {
  beforeAll(() =>
    store('weeks', [
      // Two users of the week from January 5th; b comes back in the second week after, and became b2 meanwhile.
      event('signup', 'a', '2026-01-05T00:00:00'),
      event('order', 'a', '2026-01-11T23:59:59'),
      event('signup', 'b', '2026-01-07T12:00:00'),
      event('$identify', 'b2', '2026-01-19T12:00:00', { $anon_distinct_id: 'b' }),
      event('order', 'b2', '2026-01-19T12:00:01'),
      // One of the next week, whose first event was before the range's; and one from before.
      event('signup', 'c', '2026-01-12T00:00:00'),
      event('order', 'c', '2026-01-13T00:00:00'),
      event('order', 'c', '2026-01-26T00:00:00'),
      event('signup', 'd', '2026-01-04T23:59:59'),
      event('order', 'd', '2026-01-06T00:00:00'),
    ]),
  )

  test('weeks by hand', async () => {
    expect(await retention('weeks', {})).toEqual([
      { start: '2026-01-05', size: 2, retained: [2, 0, 1], completePeriods: 2 },
      { start: '2026-01-12', size: 1, retained: [1, 0, 1], completePeriods: 2 },
    ])
  })

  test('by named events: the first of its name, and returns of a name', async () => {
    expect(await retention('weeks', { startEvent: 'order', returnEvent: 'order' })).toMatchObject([
      { size: 2, retained: [2, 0, 0] },
      { size: 1, retained: [1, 0, 1] },
    ])
    expect(await retention('weeks', { returnEvent: 'order' })).toMatchObject([
      { size: 2, retained: [1, 0, 1] },
      { size: 1, retained: [1, 0, 1] },
    ])
  })

  test('by first touch: who never visited is in no cohort', async () => {
    const page = { $lib: 'web', $current_url: 'https://shop.example/', $session_id: 's' }
    await store('touches', [
      event('order', 'a', '2026-01-05T00:00:00'),
      event('$pageview', 'a', '2026-01-12T00:00:00', page),
      event('order', 'a', '2026-01-20T00:00:00'),
      event('order', 'b', '2026-01-05T00:00:00'),
    ])
    expect(await retention('touches', { cohortBy: 'FIRST_TOUCH' })).toMatchObject([
      { start: '2026-01-05', size: 0, retained: [0, 0, 0] },
      { start: '2026-01-12', size: 1, retained: [1, 1, 0] },
    ])
  })

  test("days are those of the location's zone; periods that have not passed are told", async () => {
    const today = new Date(Date.now() + 14 * 3_600_000).toISOString().slice(0, 10)
    await store('zoned', [event('order', 'a', '2026-01-05T09:59:59'), event('order', 'a', '2026-01-05T10:00:00')])
    const days = { from: '2026-01-05', to: '2026-01-06' }
    expect(await retention('zoned', { range: days, granularity: 'DAY', periods: 1 })).toMatchObject([
      { start: '2026-01-05', size: 1, retained: [1, 1], completePeriods: 1 },
      { start: '2026-01-06', size: 0, retained: [0, 0] },
    ])
    const now = await retention('zoned', { range: { from: today, to: today }, granularity: 'DAY', periods: 3 })
    expect(now).toMatchObject([{ start: today, completePeriods: 0 }])
  })

  test.each([
    ['granularity', { granularity: 'HOUR' }],
    ['periods', { periods: 0 }],
    ['periods', { periods: 61 }],
    ['startEvent', { startEvent: 'a', cohortBy: 'FIRST_TOUCH' }],
    ['range', { granularity: 'DAY', range: { from: '2020-01-01', to: '2026-01-01' } }],
  ])('%s out of its limits is refused', async (name, input) => {
    const { errors } = await gateway.ask(
      'oslo',
      'query ($input: RetentionInput!) { location { retention(input: $input) { cohorts { size } } } }',
      { input: { range: { from: '2026-01-05', to: '2026-01-18' }, ...input } },
    )
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringContaining(name),
    })
  })
})

const pages = (session: string, paths: string[]): CapturedEvent[] =>
  paths.map((path, place) =>
    event('$pageview', session, `2026-01-05T10:${String(place).padStart(2, '0')}:00`, {
      $lib: 'web',
      $session_id: session,
      $current_url: `https://shop.example${path}`,
    }),
  )

async function paths(locationId: string, input: Record<string, unknown> = {}) {
  const answer = await gateway.ask<{ location: { paths: { edges: object[] } & Record<string, unknown> } }>(
    locationId,
    `query ($input: PathsInput!) { location { paths(input: $input) {
      sessionCount cappedSessionCount edgeCount edges { step from to count } } } }`,
    { input: { range: { from: '2026-01-05', to: '2026-01-05' }, ...input } },
  )
  return expectData(answer).location.paths
}

describe('paths', () => {
  beforeAll(() =>
    store('pages', [
      ...pages('one', ['/', '/a', '/a', '/b']),
      ...pages('two', ['/', '/a', '/c', '/b', '/a']),
      ...pages('three', ['/c']),
    ]),
  )

  test('edges by hand: loops are one visit, the most frequent first', async () => {
    expect(await paths('pages')).toEqual({
      sessionCount: 3,
      cappedSessionCount: 0,
      edgeCount: 5,
      edges: [
        { step: 1, from: '/', to: '/a', count: 2 },
        { step: 2, from: '/a', to: '/b', count: 1 },
        { step: 2, from: '/a', to: '/c', count: 1 },
        { step: 3, from: '/c', to: '/b', count: 1 },
        { step: 4, from: '/b', to: '/a', count: 1 },
      ],
    })
    expect(await paths('pages', { maxEdges: 1, maxSteps: 2 })).toMatchObject({ edgeCount: 1, edges: [{ count: 2 }] })
  })

  test('from a page, to a page, and between', async () => {
    expect(await paths('pages', { startPathname: '/a', maxSteps: 2 })).toMatchObject({
      sessionCount: 2,
      edges: [
        { step: 1, from: '/a', to: '/b' },
        { step: 1, from: '/a', to: '/c' },
      ],
    })
    // Laid so that both end at the third place.
    expect((await paths('pages', { endPathname: '/b', maxSteps: 3 })).edges).toEqual([
      { step: 1, from: '/', to: '/a', count: 1 },
      { step: 1, from: '/a', to: '/c', count: 1 },
      { step: 2, from: '/a', to: '/b', count: 1 },
      { step: 2, from: '/c', to: '/b', count: 1 },
    ])
    expect((await paths('pages', { startPathname: '/', endPathname: '/c' })).edges).toEqual([
      { step: 1, from: '/', to: '/a', count: 1 },
      { step: 2, from: '/a', to: '/c', count: 1 },
    ])
    expect(await paths('pages', { startPathname: '/nowhere' })).toMatchObject({ sessionCount: 0, edges: [] })
  })

  test('screens by their names; sessions without an id; other locations see nothing', async () => {
    const screen = (name: string, time: string) =>
      event('$screen', 'app', `2026-01-05T${time}`, { $lib: 'posthog-ios', $screen_name: name })
    await store('app', [screen('Home', '10:00:00'), screen('Cart', '10:29:00'), screen('Late', '11:00:00')])
    expect(await paths('app')).toMatchObject({
      sessionCount: 2,
      edges: [{ step: 1, from: 'Home', to: 'Cart', count: 1 }],
    })
    expect(await paths('oslo')).toMatchObject({ sessionCount: 0, edges: [] })
  })

  test('of more than 1,000 page views of a session the first 1,000 count, and the report says so', async () => {
    const many = Array.from({ length: 1_002 }, (_, n) => `/${n}`)
    await store(
      'many',
      pages('s', many).map((each, n) => ({ ...each, timestampMs: at('2026-01-05T10:00:00') + n })),
    )
    expect(await paths('many', { endPathname: '/1001' })).toMatchObject({ sessionCount: 0 })
    expect(await paths('many', { endPathname: '/999', maxSteps: 2 })).toMatchObject({
      sessionCount: 1,
      cappedSessionCount: 1,
      edges: [{ step: 1, from: '/998', to: '/999' }],
    })
  })

  test.each([
    ['maxSteps', { maxSteps: 1 }],
    ['maxSteps', { maxSteps: 21 }],
    ['maxEdges', { maxEdges: 0 }],
    ['page', { startPathname: '' }],
    ['range', { range: { from: '2024-01-01', to: '2026-01-01' } }],
  ])('%s out of its limits is refused', async (name, input) => {
    const { errors } = await gateway.ask(
      'oslo',
      'query ($input: PathsInput!) { location { paths(input: $input) { sessionCount } } }',
      { input: { range: { from: '2026-01-05', to: '2026-01-05' }, ...input } },
    )
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringContaining(name),
    })
  })
})
