import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { creditsOf, type Model, type ModelOptions } from '../oracle/attribution.ts'
import { createOracle, type Oracle, type OracleEvent } from '../oracle/index.ts'
import type { JourneyQuestion } from '../oracle/journeys.ts'
import { propertyRuns } from '../testkit/long.ts'
import { type Case, deliveredCase } from './delivery.ts'
import { type Instances, startInstances } from './instances.ts'
import { sendWaves } from './send.ts'

const runs = propertyRuns(10, 15)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)
const questionCount = 10

let instances: Instances
beforeAll(async () => {
  instances = await startInstances(1)
})
afterAll(() => instances[Symbol.asyncDispose]())

const models = [
  'FIRST_TOUCH',
  'LAST_TOUCH',
  'LAST_NON_DIRECT',
  'LINEAR',
  'TIME_DECAY',
  'POSITION_BASED',
  'W_SHAPED',
  'MARKOV',
  'SHAPLEY',
  'DATA_DRIVEN',
] as const satisfies Model[]

interface Question extends JourneyQuestion, ModelOptions {
  conversionEvent: string
  models: Model[]
}

const question: fc.Arbitrary<Question> = fc.record({
  timeZone: fc.constantFrom('UTC', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata'),
  range: fc.constantFrom({ from: '2026-03-01', to: '2026-04-30' }, { from: '2026-03-20', to: '2026-03-31' }),
  conversionEvent: fc.constantFrom('purchase', 'signup', '$pageview'),
  valueProperty: fc.constantFrom(null, 'worth', 'worth'),
  currency: fc.constantFrom(null, null, 'EUR'),
  dimension: fc.constantFrom(
    'CHANNEL',
    'CHANNEL_GROUP',
    'UTM_SOURCE',
    'UTM_MEDIUM',
    'UTM_CAMPAIGN',
    'AD_PLATFORM',
    'REFERRING_DOMAIN',
    'LANDING_PATHNAME',
  ),
  lookbackDays: fc.constantFrom(1, 7, 30),
  halfLifeDays: fc.constantFrom(0.5, 7),
  pathTransform: fc.constantFrom('UNIQUE', 'EXPOSURE', 'FIRST', 'FREQUENCY'),
  models: fc.shuffledSubarray([...models], { minLength: 1 }),
})

const worths = [10, '5.5', 0.1, 0.2, 'x', null, -3, '1e3', 19.99, true, 123456789.12, '0.000000001']
const currencies = ['EUR', 'eur', 'USD', '', null]

/** Gives some events a value, by their id: however an event is sent, it stays the same. */
function withValue(event: OracleEvent): OracleEvent {
  const pick = <T>(from: readonly T[], digits: string) => from[Number.parseInt(digits, 16) % from.length]
  if (event.uuid.charCodeAt(3) % 4 === 0) return event
  const worth = pick(worths, event.uuid.slice(0, 4)) ?? null
  return {
    ...event,
    properties: { ...event.properties, worth, currency: pick(currencies, event.uuid.slice(4, 8)) ?? null },
  }
}

interface Report {
  conversionCount: number
  conversionValue: string
  conversionsWithoutValue: number
  conversionsInOtherCurrency: number
  cappedConversionCount: number
  nonConvertingCount: number | null
  rows: { key: string; credits: { model: Model; conversions: number; value: string; share: number }[] }[]
}

interface Answer {
  locations: { nodes: { locationId: string; attributionReport: Report }[] }
}

const document = `query ($input: AttributionReportInput!) { locations(first: 1000) { nodes { locationId attributionReport(input: $input) {
  conversionCount conversionValue conversionsWithoutValue conversionsInOtherCurrency cappedConversionCount nonConvertingCount
  rows { key credits { model conversions value share } } } } } }`

async function deliver({ events, waves }: Case): Promise<{ locationId: string; oracle: Oracle }> {
  const location = instances.nextLocation()
  const valued = waves.map(({ batches, decisions }) => ({
    decisions,
    batches: batches.map((batch) => batch.map(withValue)),
  }))
  const { decisions, problems } = await sendWaves(instances, location, valued)
  expect(problems).toEqual([])
  return { locationId: location.locationId, oracle: createOracle({ events: events.map(withValue), decisions }) }
}

// Reading many locations together costs little more than reading one, so each question is put to all.
const oracles = new Map<string, Oracle>()
beforeAll(async () => {
  for (const each of fc.sample(deliveredCase, { seed, numRuns: runs })) {
    const { locationId, oracle } = await deliver(each)
    oracles.set(locationId, oracle)
  }
}, 600_000)

test('credits are those of the oracle, and add up exactly', { timeout: 1_800_000 }, async () => {
  for (const asked of fc.sample(question, { seed, numRuns: questionCount })) {
    const { data, errors } = await instances.ask<Answer>([...oracles.keys()], document, { input: asked })
    expect(errors).toBeUndefined()
    const { nodes } = data.locations
    expect(nodes).toHaveLength(oracles.size)
    for (const { locationId, attributionReport } of nodes) {
      const oracle = oracles.get(locationId)
      if (oracle === undefined) throw new Error(`${locationId} was not asked for.`)
      const problems = problemsOf(attributionReport, oracle, asked)
      if (problems.length > 0)
        expect.fail(
          `PROPERTY_SEED=${seed}, ${locationId}, ${JSON.stringify(asked)}\n${problems.slice(0, 20).join('\n')}`,
        )
    }
  }
})

test('new users are acquired by the touches of the oracle', { timeout: 600_000 }, async () => {
  const acquisitions = `query ($input: AcquisitionCostInput!) { locations(first: 1000) { nodes { locationId acquisitionCosts(input: $input) {
    key acquired } } } }`
  type Acquired = {
    locations: { nodes: { locationId: string; acquisitionCosts: { key: string; acquired: number }[] }[] }
  }
  const dimensions = new Set(['CHANNEL', 'AD_PLATFORM', 'UTM_SOURCE', 'UTM_CAMPAIGN'])
  const questions = fc.sample(
    question.filter(({ dimension }) => dimensions.has(dimension)),
    { seed, numRuns: 4 },
  )
  for (const {
    range,
    timeZone,
    dimension,
    lookbackDays,
    halfLifeDays,
    models: [model = 'LINEAR'],
  } of questions) {
    const input = { range, timeZone, dimension, lookbackDays, halfLifeDays, model }
    const { data, errors } = await instances.ask<Acquired>([...oracles.keys()], acquisitions, { input })
    expect(errors).toBeUndefined()
    for (const { locationId, acquisitionCosts } of data.locations.nodes) {
      const none = { conversionEvent: null, valueProperty: null, currency: null, pathTransform: 'EXPOSURE' as const }
      const journeys = oracles.get(locationId)?.journeys({ ...input, ...none }) ?? []
      const expected = [...creditsOf(journeys, model, { ...input, ...none }).conversions].filter(
        ([, given]) => given > 0,
      )
      const found = Object.fromEntries(acquisitionCosts.map(({ key, acquired }) => [key, acquired]))
      const where = `PROPERTY_SEED=${seed}, ${locationId}, ${JSON.stringify(input)}`
      expect(found, where).toEqual(Object.fromEntries(expected.map(([key, given]) => [key, expect.closeTo(given, 8)])))
    }
  }
})

function problemsOf(report: Report, oracle: Oracle, asked: Question): string[] {
  const journeys = oracle.journeys(asked)
  const wins = journeys.filter(({ converts }) => converts)
  const others = asked.models.includes('MARKOV') || asked.models.includes('DATA_DRIVEN')
  const problems: string[] = []
  const check = (what: string, actual: number | null, expected: number | null, tolerance = 1e-8) => {
    const equal = actual === expected || Math.abs((actual ?? 0) - (expected ?? 0)) <= tolerance
    if (!equal || (actual === null) !== (expected === null))
      problems.push(`${what}: expected ${expected}, got ${actual}`)
  }
  check('conversions', report.conversionCount, wins.length)
  check(
    'without value',
    report.conversionsWithoutValue,
    wins.filter((win) => win.value === null && !win.inOtherCurrency).length,
  )
  check('in other currency', report.conversionsInOtherCurrency, wins.filter((win) => win.inOtherCurrency).length)
  check('capped', report.cappedConversionCount, wins.filter(({ isCut }) => isCut).length)
  check('others', report.nonConvertingCount, others ? journeys.length - wins.length : null)
  check('value', Number(report.conversionValue), sum(wins.map(({ value }) => value ?? 0)), 1e-6)
  asked.models.forEach((model, place) => {
    const expected = creditsOf(journeys, model, asked)
    const actual = new Map(report.rows.map(({ key, credits }) => [key, credits[place]]))
    for (const key of new Set([...expected.conversions.keys(), ...actual.keys()])) {
      const credit = actual.get(key)
      check(`${model} ${key}`, credit?.conversions ?? 0, expected.conversions.get(key) ?? 0)
      // Weights have 12 decimals, and values here go up to 10^8.
      check(`${model} ${key} value`, Number(credit?.value ?? 0), expected.value.get(key) ?? 0, 1e-2)
      if (credit !== undefined && credit.model !== model) problems.push(`${model}: got ${credit.model}`)
    }
    const given = report.rows.flatMap(({ credits }) => credits[place] ?? [])
    check(`${model} in all`, sum(given.map(({ conversions }) => conversions)), wins.length, 1e-9)
    check(`${model} shares in all`, sum(given.map(({ share }) => share)), Math.sign(wins.length), 1e-9)
    const value = given.reduce((all, credit) => all + units(credit.value), 0n)
    if (value !== units(report.conversionValue)) problems.push(`${model}: values add up to ${value}`)
  })
  return problems
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

/** A decimal as a whole number of 10^-9. */
function units(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  const size = BigInt(whole + fraction.padEnd(9, '0'))
  return decimal.startsWith('-') ? -size : size
}
