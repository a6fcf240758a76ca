import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { JsonValue } from '../../src/json/json-value.ts'
import { eventConditionParams } from '../../src/resolvers/event-conditions.ts'
import { readStatements } from '../../src/sql/statement.ts'
import { select } from '../testkit/engine.ts'
import { expectData, lookups, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { testEngineMode } from '../testkit/test-database.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ LOCATION_TIME_ZONES: 'oslo=Europe/Oslo,bergen=Europe/Oslo' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Step {
  index: number
  name: string
  count: number
  conversionFromPrevious: number
  conversionFromFirst: number
  medianSecondsFromPrevious: number | null
}
interface Report {
  steps: Step[]
  breakdown: { key: string; steps: Step[] }[]
  cappedUserCount: number
}

/** Second 0 is noon on 1 June in UTC. */
const noon = Date.UTC(2026, 5, 1, 12)
const event = (distinct_id: string, name: string, second: number, properties: object = {}) => ({
  event: name,
  distinct_id,
  timestamp: new Date(noon + second * 1_000).toISOString(),
  properties: { $lib: 'posthog-node', ...properties },
})
const june = { from: '2026-06-01', to: '2026-06-30' }
const step = 'index name count conversionFromPrevious conversionFromFirst medianSecondsFromPrevious'
const ask = (input: object, location = 'oslo') =>
  gateway.ask<{ location: { funnel: Report } }>(
    location,
    `query ($input: FunnelInput!) { location { funnel(input: $input) {
      cappedUserCount steps { ${step} } breakdown { key steps { ${step} } } } } }`,
    { input: { range: june, ...input } },
  )
const funnel = async (input: object, location?: string) => expectData(await ask(input, location)).location.funnel
const counts = async (input: object, location?: string) =>
  (await funnel(input, location)).steps.map(({ count }) => count)
const named = (...events: string[]) => events.map((name) => ({ event: name }))

test('later steps may lie after the range, unless they must not', async () => {
  const dayAfter = 86_400
  await gateway.capture('turku', [
    event('at-once', 'look', 0),
    event('at-once', 'take', 60),
    event('next-day', 'look', 0),
    event('next-day', 'take', dayAfter),
  ])
  const asked = {
    range: { from: '2026-06-01', to: '2026-06-01' },
    steps: named('look', 'take'),
    windowSeconds: dayAfter,
  }
  expect(await counts(asked, 'turku')).toEqual([2, 2])
  expect(await counts({ ...asked, withinRange: true }, 'turku')).toEqual([2, 1])
})

test('a page view by any of its names takes a step, and is no event by a name of its own', async () => {
  await gateway.capture('turku', [
    event('web', '$pageview', 100),
    event('web', 'order', 110),
    event('old', 'pageview', 100),
    event('app', '$screen', 100, { $pathname: '/start' }),
    event('app', 'order', 120),
    event('none', 'order', 100),
  ])
  expect(await counts({ steps: [{ pageview: true }, { event: 'order' }] }, 'turku')).toEqual([3, 2])
  expect(await counts({ steps: [{ pageview: true, pathname: '/start' }] }, 'turku')).toEqual([1])
  expect(await counts({ steps: [{ event: '$pageview' }, { pageview: true }] }, 'turku')).toEqual([1, 0])
  expect((await funnel({ steps: [{ pageview: true }] }, 'turku')).steps).toMatchObject([{ name: 'page view' }])
  expect((await ask({ steps: [{ pageview: true, event: 'order' }] })).errors?.[0]).toMatchObject({
    message: 'input.steps[0]: give event or pageview, not both.',
    extensions: { code: 'BAD_USER_INPUT' },
  })
})

describe('a small table', () => {
  beforeAll(() =>
    gateway.capture('oslo', [
      event('ann', 'see', 0),
      event('ann', 'cart', 10),
      event('ann', 'buy', 40),
      event('bob', 'see', 5),
      event('bob', 'cart', 35),
      event('cat', 'see', 0),
      event('cat', 'buy', 9),
      // Two attempts: the later one gets further.
      event('dan', 'see', 0),
      event('dan', 'see', 100),
      event('dan', 'cart', 150),
      // Never enters.
      event('eve', 'cart', 0),
    ]),
  )

  test('counts, shares and interpolated medians', async () => {
    expect(await funnel({ steps: named('see', 'cart', 'buy'), windowSeconds: 60 })).toEqual({
      cappedUserCount: 0,
      breakdown: [],
      steps: [
        {
          index: 1,
          name: 'see',
          count: 4,
          conversionFromPrevious: 1,
          conversionFromFirst: 1,
          medianSecondsFromPrevious: null,
        },
        // 10, 30 and 50 seconds.
        {
          index: 2,
          name: 'cart',
          count: 3,
          conversionFromPrevious: 0.75,
          conversionFromFirst: 0.75,
          medianSecondsFromPrevious: 30,
        },
        {
          index: 3,
          name: 'buy',
          count: 1,
          conversionFromPrevious: 1 / 3,
          conversionFromFirst: 0.25,
          medianSecondsFromPrevious: 30,
        },
      ],
    })
    // ann 40, cat 9.
    const [, buy] = (await funnel({ steps: named('see', 'buy'), windowSeconds: 60 })).steps
    expect(buy).toMatchObject({ count: 2, medianSecondsFromPrevious: 24.5 })
  })

  test('of attempts that get equally far the earliest counts', async () => {
    const [, cart] = (await funnel({ steps: named('see', 'cart'), windowSeconds: 3_600 })).steps
    // 10, 30, and 150 by the first attempt of dan.
    expect(cart).toMatchObject({ count: 3, medianSecondsFromPrevious: 30 })
    const [, dans] = (
      await funnel({ steps: [{ event: 'see' }, { event: 'cart', properties: {} }], windowSeconds: 150 })
    ).steps
    expect(dans?.count).toBe(3)
  })

  test('the window ends with its last millisecond', async () => {
    expect(await counts({ steps: named('see', 'buy'), windowSeconds: 40 })).toEqual([4, 2])
    expect(await counts({ steps: named('see', 'buy'), windowSeconds: 39 })).toEqual([4, 1])
  })

  test('an event takes one step only', async () => {
    expect(await counts({ steps: named('see', 'see', 'see') })).toEqual([4, 1, 0])
  })

  test('nobody: zeros and nulls', async () => {
    const [first, second] = (await funnel({ steps: named('nothing', 'see') })).steps
    const zero = { count: 0, conversionFromPrevious: 0, conversionFromFirst: 0, medianSecondsFromPrevious: null }
    expect([first, second]).toEqual([
      { index: 1, name: 'nothing', ...zero },
      { index: 2, name: 'see', ...zero },
    ])
  })

  test('another location sees nothing of it', async () => {
    expect(await counts({ steps: named('see', 'cart') }, 'bergen')).toEqual([0, 0])
  })
})

test('users enter on the local days; later steps may follow after them', async () => {
  // 1 June in Oslo ends at 22:00 UTC, ten hours after noon.
  const end = 10 * 3_600
  await gateway.capture('oslo', [
    event('n1', 'night', end - 1),
    event('n1', 'late', end + 30),
    event('n2', 'night', end),
    event('n2', 'late', end + 30),
    event('n3', 'night', -14 * 3_600),
    event('n4', 'night', -14 * 3_600 - 1),
  ])
  const day = { from: '2026-06-01', to: '2026-06-01' }
  const steps = named('night', 'late')
  expect(await counts({ range: day, steps })).toEqual([2, 1])
  expect(await counts({ range: day, steps, timeZone: 'UTC' })).toEqual([2, 2])
})

test('a mapping joins what was done under two ids, and taking it back parts them', async () => {
  const manager = await gateway.token({ location_id: 'oslo', scope: 'read manage' })
  const change = (mutation: string) => gateway.askWith(manager, `mutation { ${mutation} }`)
  await gateway.capture('oslo', [event('phone', 'open', 0), event('laptop', 'close', 60)])
  const steps = named('open', 'close')
  expect(await counts({ steps })).toEqual([1, 0])
  const input = 'locationId: "oslo", anonymousId: "phone"'
  expectData(await change(`mapIdentity(input: { ${input}, userId: "laptop" }) { userId }`))
  expect(await counts({ steps })).toEqual([1, 1])
  expectData(await change(`unmapIdentity(input: { ${input} })`))
  expect(await counts({ steps })).toEqual([1, 0])
})

test('properties are equal as JSON values', async () => {
  const cases: [stored: JsonValue | undefined, asked: JsonValue, equal: boolean][] = [
    ['pro', 'pro', true],
    ['pro', 'Pro', false],
    ['1', 1, false],
    [1, '1', false],
    [1, 1, true],
    [1.5, 1.5, true],
    [1e21, 1e21, true],
    [0.1, 0.1, true],
    [-0, 0, true],
    [true, true, true],
    [true, 'true', false],
    [false, false, true],
    [false, null, false],
    [0, null, false],
    [null, null, true],
    [undefined, null, true],
    ['', null, true],
    ['', '', true],
    [null, '', true],
    [undefined, '', true],
    ['null', null, false],
    [['pro'], 'pro', false],
    [{ a: 1 }, null, false],
    ['x/y "ø" \\ \n \u{1F600}', 'x/y "ø" \\ \n \u{1F600}', true],
    ['\ud800', '\ufffd', true],
    ['a.b', 'a.b', true],
  ]
  const key = 'some "key"'
  await gateway.capture(
    'oslo',
    cases.map(([stored], at) => event(`p-${at}`, `p-${at}`, 0, stored === undefined ? {} : { [key]: stored })),
  )
  // One query for all: the view takes each as a condition of its own.
  const rows = await select<{ event: string }>(
    gateway.clickhouse,
    `SELECT distinct_id AS event FROM matched_events(
      location_ids = ['oslo'], events = {events:Array(String)}, pathnames = {pathnames:Array(String)},
      funnel_ids = {funnel_ids:Array(String)}, step_ids = {step_ids:Array(String)},
      property_conditions = {property_conditions:Array(UInt8)}, property_keys = {property_keys:Array(String)},
      property_values = {property_values:Array(String)}, since = '1970-01-01 00:00:00', before = '2100-01-01 00:00:00')`,
    {
      ...eventConditionParams(
        cases.map(([, asked], at) => ({ path: '', condition: { event: `p-${at}`, properties: { [key]: asked } } })),
      ),
    },
  )
  const found = new Set(rows.map(({ event: id }) => id))
  expect(cases.map(([stored, asked], at) => [stored, asked, found.has(`p-${at}`)])).toEqual(cases)
})

test('each condition alone and all together; steps are called by them', async () => {
  await gateway.capture('oslo', [
    event('f-1', 'go', 0, { $pathname: '/a', funnel_id: 'f1', step_id: 's1', plan: 'pro', seats: 3 }),
    event('f-2', 'go', 0, { $pathname: '/a', funnel_id: 'f1', step_id: 's2', plan: 'free' }),
    event('f-3', 'gone', 0, { $pathname: '/b', funnel_id: 'f1', plan: 'pro' }),
  ])
  const report = (input: object) => funnel({ steps: [input] })
  const cases = [
    [{ pathname: '/a' }, 2, '/a'],
    [{ funnelId: 'f1' }, 3, 'funnel f1'],
    [{ stepId: 's1' }, 1, 'step s1'],
    [{ properties: { plan: 'pro' } }, 2, 'plan="pro"'],
    [{ event: 'go', pathname: '/a', funnelId: 'f1', stepId: 's2' }, 1, 'go /a funnel f1 step s2'],
    [{ event: 'go', properties: { plan: 'pro', seats: 3 } }, 1, 'go plan="pro" seats=3'],
    [{ event: 'go', properties: { plan: 'free', seats: null }, name: 'Cheap' }, 1, 'Cheap'],
  ] as const
  for (const [input, count, name] of cases)
    expect((await report(input)).steps, name).toEqual([expect.objectContaining({ count, name })])
})

test('the breakdown adds up beyond its 100 keys, and is by the first touch', async () => {
  const visit = (n: number, second: number, campaign: string) =>
    event(`t-${n}`, 'visit', second, {
      $lib: 'web',
      $session_id: `t-${n}-${second}`,
      utm_source: 'mail',
      utm_campaign: campaign,
    })
  await gateway.capture('bergen', [
    ...Array.from({ length: 130 }, (_, n) => visit(n, 0, `c${String(n).padStart(3, '0')}`)),
    // A later touch says nothing, and two more came by c129.
    ...Array.from({ length: 130 }, (_, n) => visit(n, 7_200, 'later')),
    visit(200, 0, 'c129'),
    visit(201, 0, 'c129'),
    event('untouched', 'visit', 0),
    ...Array.from({ length: 10 }, (_, n) => event(`t-${n * 13}`, 'order', 8_000 + n)),
  ])
  const { steps, breakdown } = await funnel({ steps: named('visit', 'order'), breakdown: 'UTM_CAMPAIGN' }, 'bergen')
  expect(steps.map(({ count }) => count)).toEqual([133, 10])
  expect(breakdown).toHaveLength(101)
  expect(breakdown.slice(0, 3).map(({ key, steps: [first] }) => [key, first?.count])).toEqual([
    ['c129', 3],
    ['c000', 1],
    ['c001', 1],
  ])
  expect(breakdown.at(-1)).toMatchObject({ key: '(other)', steps: [{ count: 31 }, { count: 2 }] })
  for (const [at, total] of steps.entries())
    expect(breakdown.reduce((sum, group) => sum + (group.steps[at]?.count ?? 0), 0)).toBe(total.count)
  const groups = await funnel({ steps: named('visit'), breakdown: 'CHANNEL_GROUP' }, 'bergen')
  expect(groups.breakdown.map(({ key, steps: [first] }) => [key, first?.count])).toEqual([
    ['Unassigned', 132],
    ['Direct', 1],
  ])
})

test('beyond 10,000 events of a user from the entry on, the rest is left out and said', async () => {
  const insert = (id: string, first: number, count: number, name: string) =>
    gateway.clickhouse.client.command({
      query: `INSERT INTO events (location_id, distinct_id, timestamp, uuid, event)
        SELECT 'bergen', {id:String}, toDateTime64('2026-06-02', 3, 'UTC') + toIntervalSecond({first:UInt32} + number), generateUUIDv4(number), {name:String}
        FROM numbers({count:UInt32})`,
      query_params: { id, first, count, name },
    })
  for (const [id, tries] of [
    ['below', 9_999],
    ['beyond', 10_000],
  ] as const) {
    // What lies before the entry does not count.
    await insert(id, 0, 500, 'end')
    await insert(id, 500, tries, 'try')
    await insert(id, 500 + tries, 1, 'end')
  }
  const { steps, cappedUserCount } = await funnel({ steps: named('try', 'end') }, 'bergen')
  expect(steps.map(({ count }) => count)).toEqual([2, 1])
  expect(cappedUserCount).toBe(1)
})

test('an event that was stored twice takes one step', async () => {
  for (let time = 0; time < 2; time++)
    await gateway.clickhouse.client.command({
      query: `INSERT INTO events (location_id, distinct_id, timestamp, uuid, event)
        VALUES ('bergen', 'twice', '2026-06-02 00:00:00', '00000000-0000-4000-8000-000000000001', 'double')`,
    })
  expect(await counts({ steps: named('double', 'double') }, 'bergen')).toEqual([1, 0])
})

test.each<[string, object]>([
  ['1 to 20 steps, not 0', { steps: [] }],
  ['1 to 20 steps, not 21', { steps: named(...Array.from({ length: 21 }, String)) }],
  ['windowSeconds', { steps: named('a'), windowSeconds: 0 }],
  ['windowSeconds', { steps: named('a'), windowSeconds: 31_622_401 }],
  ['range', { steps: named('a'), range: { from: '2026-06-02', to: '2026-06-01' } }],
  ['input.steps[1]: give at least one condition', { steps: [{ event: 'a' }, { name: 'b', properties: {} }] }],
  ["input.steps[0].pathname: ''", { steps: [{ event: 'a', pathname: '' }] }],
  ['input.steps[0].event: at most 500', { steps: named('a'.repeat(501)) }],
  ['input.steps[0].properties.plan: only text', { steps: [{ properties: { plan: ['pro'] } }] }],
  ['input.steps[0].properties.plan: only text', { steps: [{ properties: { plan: { is: 'pro' } } }] }],
  [
    '11 keys are too many',
    { steps: [{ properties: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`k${n}`, n])) }] },
  ],
])('%s is bad input', async (message, input) => {
  const { errors } = await ask(input)
  expect(errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  expect(errors?.[0]?.message).toContain(message)
})

test('one query, and two aliases of one funnel are asked once', async () => {
  const query = `query ($input: FunnelInput!) { location {
    a: funnel(input: $input) { steps { count } } b: funnel(input: $input) { steps { medianSecondsFromPrevious } breakdown { key } } } }`
  const input = { range: june, steps: named('see', 'cart') }
  // Who is who in the location is known after the first time.
  await gateway.ask('oslo', query, { input })
  expect(await gateway.countQueries(() => gateway.ask('oslo', query, { input }))).toBe(1 + lookups(1))
})

describe('what is read', () => {
  /** The plan of a statement, every column that is read from a table included. */
  async function plan(name: 'funnel' | 'funnel-by-touch', params: object = {}): Promise<string> {
    const rows = await select<{ explain: string }>(
      gateway.clickhouse,
      `EXPLAIN header = 1, actions = 1 SELECT step, user_count FROM (${readStatements().get(name)?.text})`,
      {
        location_ids: ['oslo'],
        events: ['see', 'cart'],
        ...Object.fromEntries(['pathnames', 'funnel_ids', 'step_ids'].map((column) => [column, ['', '']])),
        ...Object.fromEntries(['conditions', 'keys', 'values'].map((column) => [`property_${column}`, []])),
        ...june,
        time_zone: 'UTC',
        window_ms: 1_000,
        within_range: false,
        dimension: 'CHANNEL',
        ...params,
      },
    )
    return rows.map(({ explain }) => explain).join('\n')
  }
  /** Those that are handed on, and those that events are picked by. */
  function columnsOfEvents(text: string): Set<string | undefined> {
    const read = text.split(/ReadFromMergeTree \(\S+\.events\)/)[1]?.split('ReadFromMergeTree')[0] ?? ''
    const handedOn = [...read.matchAll(/^\W*(?:Header: )?(\w+) (?:String|LowCardinality|UUID|DateTime64)/gm)]
    const picking = /Prewhere filter column: .*/.exec(read)?.[0] ?? ''
    return new Set(
      [...handedOn, ...picking.matchAll(/\b(event|pathname|funnel_id|step_id|properties)\b/g)].map(
        ([, column]) => column,
      ),
    )
  }

  // A cluster's plan ends where the shards begin.
  test.skipIf(testEngineMode === 'cluster')(
    'only the columns that a step asks for, and no session without a breakdown',
    async () => {
      // A plan over an empty table reads nothing.
      await gateway.capture('oslo', [event('any', 'see', 0)])
      const bare = await plan('funnel')
      expect(bare).not.toContain('sessions_mv')
      expect(columnsOfEvents(bare)).toEqual(new Set(['location_id', 'distinct_id', 'timestamp', 'uuid', 'event']))
      expect(await plan('funnel-by-touch')).toContain('sessions_mv')
      expect(columnsOfEvents(await plan('funnel', { pathnames: ['', '/a'] }))).toContain('pathname')
      expect(columnsOfEvents(await plan('funnel', { step_ids: ['', 's1'] }))).toContain('step_id')
      const properties = { property_conditions: [1], property_keys: ['plan'], property_values: ['"pro"'] }
      expect(columnsOfEvents(await plan('funnel', properties))).toContain('properties')
    },
  )
})
