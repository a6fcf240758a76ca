import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CapturedEvent } from '../../src/ingest/captured-event.ts'
import type { JsonValue } from '../../src/json/json-value.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  // A location for each table.
  gateway = await testGateway({ GRAPHQL_MAX_COMPLEXITY: '1000000' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const dayMs = 86_400_000
const end = Date.UTC(2026, 1, 10, 10)

interface Journey {
  /**
   * utm_source per visit, the earliest first; null is a direct visit. A day apart, unless `agesInDays` says otherwise.
   */
  path: (string | null)[]
  agesInDays?: number[]
  /** Left out: no conversion. */
  revenue?: JsonValue
  times?: number
}

let users = 0

/**
 * Visits and purchases of one user per journey; the conversion comes at the time of the last visit, or of `agesInDays`
 * 0.
 */
function eventsOf(journeys: readonly Journey[]): CapturedEvent[] {
  return journeys.flatMap(({ times = 1, ...journey }) =>
    Array.from({ length: times }, () => oneUser(journey, `user-${++users}`)).flat(),
  )
}

function oneUser({ path, agesInDays, revenue }: Journey, distinctId: string): CapturedEvent[] {
  const ages = agesInDays ?? path.map((_, place) => path.length - 1 - place)
  const visits = path.map((source, place) => ({
    event: '$pageview',
    distinctId,
    timestampMs: end - (ages[place] ?? 0) * dayMs,
    properties: {
      $lib: 'web',
      $session_id: `${distinctId}-${place}`,
      $current_url: `https://shop.example/${source === null ? '' : `?utm_source=${source}`}`,
    },
  }))
  if (revenue === undefined) return visits
  return [...visits, { event: 'purchase', distinctId, timestampMs: end, properties: { $lib: 'posthog-node', revenue } }]
}

interface Report {
  conversionCount: number
  conversionValue: string
  conversionsWithoutValue: number
  cappedConversionCount: number
  nonConvertingCount: number | null
  rows: { key: string; credits: { conversions: number; value: string; share: number }[] }[]
}

let locations = 0

async function report(
  journeys: readonly Journey[],
  models: string[],
  more: Record<string, unknown> = {},
): Promise<Report> {
  const locationId = `table-${++locations}`
  await gateway.app.ingest.accept({ locationId, rejected: [], sender: {}, events: eventsOf(journeys) })
  return ask(locationId, models, more)
}

const inputOf = (models: string[], more: Record<string, unknown> = {}) => ({
  range: { from: '2026-01-01', to: '2026-03-31' },
  conversionEvent: 'purchase',
  valueProperty: 'revenue',
  dimension: 'UTM_SOURCE',
  lookbackDays: 60,
  models,
  ...more,
})

const reportFields = `attributionReport(input: $input) { conversionCount conversionValue
  conversionsWithoutValue cappedConversionCount nonConvertingCount rows { key credits { conversions value share } } }`

async function ask(locationId: string, models: string[], more: Record<string, unknown> = {}): Promise<Report> {
  const answer = await gateway.ask<{ location: { attributionReport: Report } }>(
    locationId,
    `query ($input: AttributionReportInput!) { location { ${reportFields} } }`,
    { input: inputOf(models, more) },
  )
  return expectData(answer).location.attributionReport
}

const conversionsBy = ({ rows }: Report, model = 0) =>
  Object.fromEntries(rows.map(({ key, credits }) => [key, credits[model]?.conversions ?? Number.NaN]))

const close = (expected: Record<string, number>, digits = 11) =>
  Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, expect.closeTo(value, digits)]))

describe('models, by tables that can be checked by hand', () => {
  test('MARKOV: removal effects', async () => {
    // The removal effect of Anderl, Becker, von Wangenheim and Schumann, "Mapping the customer journey" (2016). By
    // hand: 4 of 5 journeys convert; without ga 1 of 5, so its effect is .75; without mail 2 of 5, so .5; of 4
    // conversions that is 2.4 and 1.6.
    const found = await report(
      [
        { path: ['ga'], revenue: 10, times: 2 },
        { path: ['ga'] },
        { path: ['mail'], revenue: 10 },
        { path: ['ga', 'mail'], revenue: 10 },
      ],
      ['MARKOV'],
    )
    expect(found).toMatchObject({ conversionCount: 4, conversionValue: '40', nonConvertingCount: 1 })
    expect(conversionsBy(found)).toEqual(close({ ga: 2.4, mail: 1.6 }))
    expect(found.rows.map(({ credits }) => credits[0]?.value)).toEqual(['24', '16'])
  })

  test('SHAPLEY: a set of channels is worth what journeys over it alone bring', async () => {
    // Zhao, Mahboobi and Bagheri, "Shapley Value Methods for Attribution Modeling in Online Advertising" (2018), show
    // that each journey is then shared evenly among its channels: 4 + 6/2 and 6/2.
    const found = await report(
      [
        { path: ['a'], revenue: 1, times: 4 },
        { path: ['a', 'b'], revenue: 1, times: 6 },
      ],
      ['SHAPLEY'],
    )
    expect(conversionsBy(found)).toEqual(close({ a: 7, b: 3 }))
  })

  test('TIME_DECAY: half as much per half-life', async () => {
    // Google Analytics' time decay model with its half-life of 7 days.
    const found = await report([{ path: ['a', 'b', 'c'], agesInDays: [14, 7, 0], revenue: 7 }], ['TIME_DECAY'])
    expect(conversionsBy(found)).toEqual(close({ a: 1 / 7, b: 2 / 7, c: 4 / 7 }))
    const slow = await ask(`table-${locations}`, ['TIME_DECAY'], { halfLifeDays: 14 })
    expect(conversionsBy(slow)).toEqual(
      close({ a: 1 / (3 + Math.SQRT2), b: Math.SQRT2 / (3 + Math.SQRT2), c: 2 / (3 + Math.SQRT2) }),
    )
  })

  test('LAST_NON_DIRECT: A, direct, C, direct gives A, A, C, C', async () => {
    const path = ['a', null, 'c', null]
    const found = await Promise.all(
      [1, 2, 3, 4].map((length) => report([{ path: path.slice(0, length), revenue: 1 }], ['LAST_NON_DIRECT'])),
    )
    expect(found.map((one) => Object.keys(conversionsBy(one)))).toEqual([['a'], ['a'], ['c'], ['c']])
    const direct = await report([{ path: [null, null], revenue: 1 }], ['LAST_NON_DIRECT', 'LAST_TOUCH'])
    expect(conversionsBy(direct)).toEqual({ direct: 1 })
  })

  test('models that look at places', async () => {
    const paths = [['a'], ['a', 'b'], ['a', 'b', 'c'], ['a', 'b', 'c', 'd'], ['a', 'b', 'c', 'd', 'e']]
    const models = ['FIRST_TOUCH', 'LAST_TOUCH', 'LINEAR', 'POSITION_BASED', 'W_SHAPED']
    const found = await Promise.all(paths.map((path) => report([{ path, revenue: 1 }], models)))
    const weights = (model: number) =>
      found.map((one) => paths.at(-1)?.flatMap((key) => conversionsBy(one, model)[key] ?? []))
    expect(weights(0).map((row) => row?.[0])).toEqual([1, 1, 1, 1, 1])
    expect(weights(1).map((row) => row?.at(-1))).toEqual([1, 1, 1, 1, 1])
    const near = (rows: number[][]) => rows.map((row) => row.map((weight) => expect.closeTo(weight, 11)))
    expect(weights(2)).toEqual(near([[1], [0.5, 0.5], Array(3).fill(1 / 3), Array(4).fill(0.25), Array(5).fill(0.2)]))
    // 40/20/40, 1 and ½ ½: the position based model of Google Analytics.
    expect(weights(3)).toEqual(
      near([[1], [0.5, 0.5], [0.4, 0.2, 0.4], [0.4, 0.1, 0.1, 0.4], [0.4, 0.2 / 3, 0.2 / 3, 0.2 / 3, 0.4]]),
    )
    // 30/30/30/10: the W-shaped model of Adobe Marketo Measure, with the touch in the middle as its lead creation.
    expect(weights(4)).toEqual(
      near([[1], [0.5, 0.5], Array(3).fill(1 / 3), [0.3, 0.1, 0.3, 0.3], [0.3, 0.05, 0.3, 0.05, 0.3]]),
    )
  })

  test('DATA_DRIVEN: what a path loses without each touch', async () => {
    // 3 of 4 after a > b, 1 of 2 after a, 1 of 4 after b: without a it loses ½, without b ¼.
    const found = await report(
      [
        { path: ['a', 'b'], revenue: 1, times: 3 },
        { path: ['a', 'b'] },
        { path: ['a'], revenue: 1 },
        { path: ['a'] },
        { path: ['b'], revenue: 1 },
        { path: ['b'], times: 3 },
      ],
      ['DATA_DRIVEN'],
    )
    expect(conversionsBy(found)).toEqual(close({ a: 1 + 2, b: 1 + 1 }))
    expect(found.nonConvertingCount).toBe(5)
  })

  test('DATA_DRIVEN: nothing lost without any touch: the last one', async () => {
    const found = await report(
      [
        { path: ['a', 'b'], revenue: 1 },
        { path: ['a', 'b'], times: 3 },
        { path: ['a'], revenue: 1 },
        { path: ['b'], revenue: 1 },
      ],
      ['DATA_DRIVEN'],
    )
    expect(conversionsBy(found)).toEqual(close({ a: 1, b: 2 }))
  })
})

const allModels = [
  ...['FIRST_TOUCH', 'LAST_TOUCH', 'LAST_NON_DIRECT', 'LINEAR', 'TIME_DECAY', 'POSITION_BASED', 'W_SHAPED'],
  ...['SHAPLEY', 'DATA_DRIVEN', 'MARKOV'],
]

describe('a report is planned for what is asked', () => {
  const journeys: Journey[] = [
    { path: ['ga', 'mail', null], revenue: 10, times: 3 },
    { path: ['mail', 'ga', 'ga', 'ads'], revenue: '7.25' },
    { path: ['ads', 'mail'], times: 2 },
    { path: [null], revenue: 1 },
  ]

  test('each model alone says what it says beside all others', async () => {
    const together = await report(journeys, allModels)
    for (const [place, model] of allModels.entries()) {
      const alone = await ask(`table-${locations}`, [model])
      const ofModel = ({ rows }: Report, at: number) =>
        Object.fromEntries(
          rows.map(({ key, credits }) => [key, credits[at]] as const).filter(([, credit]) => credit?.conversions !== 0),
        )
      expect([model, ofModel(alone, 0)]).toEqual([model, ofModel(together, place)])
    }
  })

  test.each([[['LINEAR']], [['DATA_DRIVEN']], [['MARKOV']], [allModels]])(
    'and about several locations what it says about each: %s',
    async (models) => {
      const alone = [await report(journeys, models), await report(journeys.slice(1), models)]
      const location_ids = [locations - 1, locations].map((number) => `table-${number}`)
      const token = await gateway.token({ location_ids, scope: 'read' })
      const answer = await gateway.askWith<{ locations: { nodes: { attributionReport: Report }[] } }>(
        token,
        `query ($input: AttributionReportInput!) { locations { nodes { ${reportFields} } } }`,
        { input: inputOf(models) },
      )
      const { nodes } = expectData(answer).locations
      const reports = nodes.map(({ attributionReport }) => attributionReport)
      expect(reports.toSorted((a, b) => b.conversionCount - a.conversionCount)).toEqual(alone)
    },
  )
})

describe('what counts', () => {
  test('the last touch within the lookback, the conversion without a touch as direct', async () => {
    const journeys = [
      { path: ['early', 'late'], agesInDays: [31, 30], revenue: '9.99' },
      { path: [], revenue: 0.01 },
    ]
    const found = await report(journeys, ['FIRST_TOUCH', 'LAST_TOUCH'], { lookbackDays: 30 })
    expect(conversionsBy(found)).toEqual({ late: 1, direct: 1 })
    expect(found.conversionValue).toBe('10')
    const groups = await ask(`table-${locations}`, ['FIRST_TOUCH'], { lookbackDays: 29, dimension: 'CHANNEL_GROUP' })
    expect(conversionsBy(groups)).toEqual({ Direct: 2 })
  })

  test('several conversions of one user, each with its own touches', async () => {
    const locationId = `table-${++locations}`
    const [visit, purchase] = oneUser({ path: ['a'], revenue: 1 }, 'u')
    const [later] = oneUser({ path: ['b'], agesInDays: [-3] }, 'u')
    if (visit === undefined || purchase === undefined || later === undefined) throw new Error('Events are missing.')
    const again = { ...purchase, timestampMs: end + 5 * dayMs }
    const session = { ...later, properties: { ...later.properties, $session_id: 'another' } }
    await gateway.app.ingest.accept({ locationId, rejected: [], sender: {}, events: [visit, purchase, session, again] })
    const found = await ask(locationId, ['LAST_TOUCH', 'LINEAR'])
    expect(conversionsBy(found)).toEqual({ a: 1, b: 1 })
    expect(conversionsBy(found, 1)).toEqual({ a: 1.5, b: 0.5 })
  })

  test('values are exact, and credits of thirds add up to the last digit', async () => {
    const journeys = [
      { path: ['a', 'b', 'c'], revenue: 0.1 },
      { path: ['a', 'b', 'c'], revenue: 0.2 },
      { path: ['c'], revenue: '12345678901234567.89' },
      { path: ['c'], revenue: 'many' },
    ]
    const found = await report(journeys, ['LINEAR'])
    expect(found).toMatchObject({ conversionValue: '12345678901234568.19', conversionsWithoutValue: 1 })
    expect(found.rows.map(({ key, credits }) => [key, credits[0]?.value])).toEqual([
      ['c', '12345678901234567.99'],
      ['a', '0.1'],
      ['b', '0.1'],
    ])
    const third = await report([{ path: ['a', 'b', 'c'], revenue: 10 }], ['LINEAR', 'MARKOV'])
    for (const model of [0, 1])
      expect(third.rows.map(({ credits }) => credits[model]?.value).toSorted()).toEqual([
        '3.333333333',
        '3.333333333',
        '3.333333334',
      ])
  })

  test('somebody who never converts changes no model that looks at conversions alone', async () => {
    const models = [
      'FIRST_TOUCH',
      'LAST_TOUCH',
      'LAST_NON_DIRECT',
      'LINEAR',
      'TIME_DECAY',
      'POSITION_BASED',
      'W_SHAPED',
      'SHAPLEY',
    ]
    const journeys = [
      { path: ['a', null, 'b', 'a'], revenue: 3 },
      { path: ['b'], revenue: 1 },
    ]
    const before = await report(journeys, models)
    const after = await report([...journeys, { path: ['a', 'c'] }, { path: ['c'], times: 3 }], models)
    expect(after).toEqual(before)
  })

  test('of more than 100 touches the latest 100 count, and the report says so', async () => {
    const path = Array.from({ length: 103 }, (_, place) => (place < 3 ? 'early' : 'late'))
    const agesInDays = path.map((_, place) => (103 - place) / 10)
    const found = await report(
      [
        { path, agesInDays, revenue: 1 },
        { path: ['late'], revenue: 1 },
      ],
      ['FIRST_TOUCH', 'LINEAR'],
    )
    expect(found.cappedConversionCount).toBe(1)
    expect(conversionsBy(found)).toEqual({ late: 2 })
  })
})

describe('limits', () => {
  test('many dimension values: an answer without MARKOV, a refusal that says what to do with it', async () => {
    const journeys = Array.from({ length: 300 }, (_, n) => ({ path: [`source-${n}`, 'shared'], revenue: 1 }))
    const found = await report(journeys, ['LINEAR', 'SHAPLEY'])
    expect(found.rows).toHaveLength(301)
    const answer = await gateway.ask(
      `table-${locations}`,
      `{ location { attributionReport(input: { range: { from: "2026-01-01", to: "2026-03-31" }, conversionEvent: "purchase", dimension: UTM_SOURCE, models: [MARKOV] }) { rows { key } } } }`,
    )
    expect(answer.errors?.[0]).toMatchObject({
      extensions: { code: 'RESOURCE_LIMIT' },
      message: expect.stringMatching(
        /UTM_SOURCE has 301 values that follow each other; at most 300\. Narrow the range/,
      ),
    })
  })

  test('MARKOV with many values that never follow each other', async () => {
    const journeys = Array.from({ length: 400 }, (_, n) => ({ path: [`source-${n}`, `source-${n}`], revenue: 1 }))
    const found = await report([...journeys, { path: ['a', 'b'], revenue: 1 }, { path: ['source-0'] }], ['MARKOV'])
    expect(found.rows).toHaveLength(402)
    // 401 of 402 journeys convert, all through source-0 with an effect of 1/401, and through both a and b.
    expect(conversionsBy(found)).toMatchObject(close({ 'source-0': 401 / 402, a: 401 / 402, b: 401 / 402 }, 9))
  })

  test.each([
    ['models: []', /models/],
    ['models: [LINEAR, LINEAR]', /models/],
    ['models: [LINEAR], lookbackDays: 0', /lookbackDays/],
    ['models: [LINEAR], lookbackDays: 1001', /lookbackDays/],
    ['models: [LINEAR], halfLifeDays: 0', /halfLifeDays/],
    ['models: [LINEAR], conversionEvent: ""', /conversionEvent/],
    ['models: [LINEAR], range: { from: "2026-02-01", to: "2026-01-01" }', /range/],
  ])('%s is refused', async (input, message) => {
    const given = {
      range: 'range: { from: "2026-01-01", to: "2026-01-31" }',
      conversionEvent: 'conversionEvent: "purchase"',
    }
    const rest = Object.entries(given).flatMap(([name, text]) => (input.includes(`${name}:`) ? [] : [text]))
    const query = `{ location { attributionReport(input: { ${[input, ...rest].join(', ')} }) { rows { key } } } }`
    const { errors } = await gateway.ask('oslo', query)
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringMatching(message),
    })
  })

  test('nothing happened: zeros, no rows', async () => {
    expect(await ask('nowhere', ['LINEAR', 'MARKOV', 'DATA_DRIVEN'])).toEqual({
      conversionCount: 0,
      conversionValue: '0',
      conversionsWithoutValue: 0,
      cappedConversionCount: 0,
      nonConvertingCount: 0,
      rows: [],
    })
  })

  test('a report that needs more memory than a query may take says so', async () => {
    await using small = await testGateway({ QUERY_MAX_MEMORY_BYTES: '8000000' })
    const journeys = Array.from({ length: 2_000 }, (_, n) => ({ path: ['a', `b-${n}`], revenue: 1 }))
    await small.app.ingest.accept({ locationId: 'oslo', rejected: [], sender: {}, events: eventsOf(journeys) })
    const query = `{ location { attributionReport(input: { range: { from: "2026-01-01", to: "2026-03-31" },
      conversionEvent: "purchase", dimension: UTM_SOURCE, models: [LINEAR] }) { rows { key } } } }`
    const { errors } = await small.ask('oslo', query)
    expect(errors?.[0]).toMatchObject({
      extensions: { code: 'RESOURCE_LIMIT' },
      message: expect.stringContaining('Narrow the range'),
    })
  })
})

test('the currencies that conversions name are told, the most frequent first, whichever is asked for', async () => {
  const bought = (revenue: number, currency: JsonValue) => ({
    event: 'purchase',
    distinctId: `buyer-${revenue}`,
    timestampMs: end,
    properties: { $lib: 'posthog-node', revenue, currency },
  })
  const events = [
    bought(1, 'EUR'),
    bought(2, 'JPY'),
    bought(3, ' jpy'),
    bought(4, null),
    bought(5, 'gold'),
    // Spaces around it are left out, and nothing else.
    bought(7, '\tusd\n'),
    { ...bought(6, 'USD'), timestampMs: Date.UTC(2025, 0, 1) },
  ]
  await gateway.app.ingest.accept({ locationId: 'currencies', rejected: [], sender: {}, events })
  const asked = async (currency: string | null) =>
    expectData(
      await gateway.ask(
        'currencies',
        `query ($input: AttributionReportInput!) { location { attributionReport(input: $input) {
          currencies conversionValue conversionsInOtherCurrency } } }`,
        { input: inputOf(['LINEAR'], { currency }) },
      ),
    )
  const answer = (conversionValue: string, conversionsInOtherCurrency: number) => ({
    location: { attributionReport: { currencies: ['JPY', 'EUR'], conversionValue, conversionsInOtherCurrency } },
  })
  expect(await asked(null)).toEqual(answer('22', 0))
  expect(await asked('EUR')).toEqual(answer('5', 4))
})
