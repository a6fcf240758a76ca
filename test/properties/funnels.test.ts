import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dimensions } from '../oracle/dimensions.ts'
import { createOracle, type FunnelQuestion } from '../oracle/index.ts'
import { propertyRuns } from '../testkit/long.ts'
import { type Case, delivered } from './delivery.ts'
import { condition, denseHistory, pageviewCondition } from './dense-events.ts'
import { differences } from './differences.ts'
import { type Instances, startInstances } from './instances.ts'
import { sendWaves } from './send.ts'

const runs = propertyRuns(15, 25)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)

const stepCondition = fc.oneof({ weight: 6, arbitrary: condition }, { weight: 1, arbitrary: pageviewCondition })

const question: fc.Arbitrary<FunnelQuestion> = fc.record({
  range: fc.constantFrom(
    { from: '2026-03-01', to: '2026-04-30' },
    { from: '2026-03-28', to: '2026-03-29' },
    { from: '2026-03-29', to: '2026-03-29' },
    { from: '2026-03-30', to: '2026-03-30' },
  ),
  steps: fc.oneof(
    { weight: 6, arbitrary: fc.array(stepCondition, { minLength: 1, maxLength: 5, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(stepCondition, { minLength: 20, maxLength: 20 }) },
  ),
  windowSeconds: fc.constantFrom(1, 30, 60, 90, 120, 3_600, 86_400, 10 * 86_400),
  withinRange: fc.boolean(),
  timeZone: fc.constantFrom('UTC', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata'),
  breakdown: fc.constantFrom(null, ...dimensions),
})

/** Random conditions are seldom met one after the other; these are. */
const deepQuestion: FunnelQuestion = {
  range: { from: '2026-03-01', to: '2026-04-30' },
  steps: ['a', 'a', 'a', 'b', 'a'].map((event) => ({ event })),
  windowSeconds: 10 * 86_400,
  withinRange: false,
  timeZone: 'UTC',
  breakdown: 'UTM_SOURCE',
}

let instances: Instances
beforeAll(async () => {
  instances = await startInstances(1)
})
afterAll(() => instances[Symbol.asyncDispose]())

const step = 'steps { index count conversionFromPrevious conversionFromFirst medianSecondsFromPrevious }'
const query = `query ($input: FunnelInput!) { locations(first: 1000) { nodes { locationId
  funnel(input: $input) { cappedUserCount ${step} breakdown { key ${step} } } } } }`

/** How many steps somebody went. */
const depthOf = ({ steps }: { steps: readonly { index: number; count: number }[] }) =>
  Math.max(0, ...steps.filter(({ count }) => count > 0).map(({ index }) => index))

/** Deep whatever comes in between: nobody decides who somebody is. */
const isDeep = ({ events, waves }: Case) =>
  waves.every(({ decisions }) => decisions.length === 0) &&
  depthOf(createOracle({ events, decisions: [] }).funnel(deepQuestion)) >= 4

/** One in six goes deep, so a few random ones may all be shallow. */
const someDeepCase = () =>
  fc
    .sample(delivered(denseHistory), { seed: seed + 1, numRuns: 200 })
    .filter(isDeep)
    .slice(0, 1)

/** The answers by location. */
async function ask(locationIds: readonly string[], input: FunnelQuestion): Promise<Map<string, unknown>> {
  const { data, errors } = await instances.ask<{ locations: { nodes: { locationId: string; funnel: unknown }[] } }>(
    locationIds,
    query,
    { input },
  )
  if (errors !== undefined) throw new Error(JSON.stringify(errors[0]))
  return new Map(data.locations.nodes.map(({ locationId, funnel }) => [locationId, funnel]))
}

test('funnels are those of every entry tried, however the events were delivered', { timeout: 600_000 }, async () => {
  const questions = [deepQuestion, ...fc.sample(question, { seed, numRuns: 15 })]
  const cases = [...someDeepCase(), ...fc.sample(delivered(denseHistory), { seed, numRuns: runs })]
  const subjects = await Promise.all(
    cases.map(async ({ events, waves }) => {
      const { locationId } = instances.nextLocation()
      const { decisions, problems } = await sendWaves(instances, { locationId, timeZone: 'UTC' }, waves)
      expect(problems).toEqual([])
      return { locationId, events, oracle: createOracle({ events, decisions }) }
    }),
  )
  const answers = await Promise.all(
    questions.map((asked) =>
      ask(
        subjects.map(({ locationId }) => locationId),
        asked,
      ),
    ),
  )
  let deepest = 0
  const failures = subjects.flatMap(({ locationId, events, oracle }) =>
    questions.flatMap((asked, at) => {
      const expected = { ...oracle.funnel(asked), cappedUserCount: 0 }
      deepest = Math.max(deepest, depthOf(expected))
      const found = differences(expected, answers[at]?.get(locationId))
      return found.length === 0 ? [] : [{ found, asked, events }]
    }),
  )
  // The shortest history that fails is the best to read.
  const [worst] = failures.toSorted((a, b) => a.events.length - b.events.length)
  if (worst !== undefined)
    expect.fail(`${failures.length} differ. PROPERTY_SEED=${seed}\n${JSON.stringify(worst, null, 1)}`)
  expect(deepest).toBeGreaterThanOrEqual(4)
})
