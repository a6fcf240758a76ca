import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createOracle, type Oracle } from '../oracle/index.ts'
import type { PathsQuestion } from '../oracle/paths.ts'
import type { RetentionQuestion } from '../oracle/retention.ts'
import { propertyRuns } from '../testkit/long.ts'
import { deliveredCase } from './delivery.ts'
import { differences } from './differences.ts'
import { type Instances, startInstances } from './instances.ts'
import { sendWaves } from './send.ts'

const runs = propertyRuns(15, 25)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)

const range = fc.constantFrom(
  { from: '2026-03-01', to: '2026-04-20' },
  { from: '2026-03-07', to: '2026-03-10' },
  { from: '2026-03-28', to: '2026-03-30' },
  { from: '2026-04-01', to: '2026-04-01' },
)
const timeZone = fc.constantFrom('UTC', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe')

const retention: fc.Arbitrary<RetentionQuestion> = fc
  .record({
    range,
    timeZone,
    granularity: fc.constantFrom('DAY', 'WEEK', 'MONTH'),
    periods: fc.constantFrom(1, 3, 12),
    cohortBy: fc.constantFrom('FIRST_EVENT', 'FIRST_EVENT', 'FIRST_TOUCH'),
    startEvent: fc.constantFrom(null, null, '$pageview', 'purchase'),
    returnEvent: fc.constantFrom(null, null, '$pageview', 'signup'),
  })
  .map((asked) => (asked.cohortBy === 'FIRST_TOUCH' ? { ...asked, startEvent: null } : asked))

const page = fc.constantFrom(null, null, '/', '/price', '/buy')
const paths: fc.Arbitrary<PathsQuestion> = fc.record({
  range,
  timeZone,
  startPathname: page,
  endPathname: page,
  maxSteps: fc.constantFrom(2, 3, 5, 20),
  maxEdges: fc.constantFrom(1, 5, 1_000),
})

let instances: Instances
let subjects: { locationId: string; oracle: Oracle }[]
beforeAll(async () => {
  instances = await startInstances(1)
  subjects = await Promise.all(
    fc.sample(deliveredCase, { seed, numRuns: runs }).map(async ({ events, waves }) => {
      const location = instances.nextLocation()
      const { decisions, problems } = await sendWaves(instances, location, waves)
      expect(problems).toEqual([])
      return { locationId: location.locationId, oracle: createOracle({ events, decisions }) }
    }),
  )
}, 300_000)
afterAll(() => instances[Symbol.asyncDispose]())

/** Puts a question to all locations at once, and compares each answer with the oracle's. */
async function compare(
  field: string,
  type: string,
  selection: string,
  input: object,
  expected: (oracle: Oracle) => unknown,
) {
  const { data, errors } = await instances.ask<{ locations: { nodes: { locationId: string; answer: unknown }[] } }>(
    subjects.map(({ locationId }) => locationId),
    `query ($input: ${type}!) { locations(first: 1000) { nodes { locationId answer: ${field}(input: $input) ${selection} } } }`,
    { input },
  )
  if (errors !== undefined) throw new Error(JSON.stringify(errors[0]))
  const answers = new Map(data.locations.nodes.map(({ locationId, answer }) => [locationId, answer]))
  expect(answers.size).toBe(subjects.length)
  for (const { locationId, oracle } of subjects) {
    const found = differences(expected(oracle), answers.get(locationId))
    if (found.length > 0)
      expect.fail(`PROPERTY_SEED=${seed}, ${locationId}, ${JSON.stringify(input)}\n${found.slice(0, 20).join('\n')}`)
  }
}

test('retention is that of the oracle', { timeout: 300_000 }, async () => {
  for (const asked of fc.sample(retention, { seed, numRuns: 12 }))
    await compare('retention', 'RetentionInput', '{ cohorts { start size retained } }', asked, (oracle) => ({
      cohorts: oracle.retention(asked),
    }))
})

test('paths are those of the oracle', { timeout: 300_000 }, async () => {
  const selection = '{ sessionCount cappedSessionCount edgeCount edges { step from to count } }'
  for (const asked of fc.sample(paths, { seed, numRuns: 12 }))
    await compare('paths', 'PathsInput', selection, asked, (oracle) => oracle.paths(asked))
})
