import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOracle } from '../oracle/index.ts'
import { propertyRuns } from '../testkit/long.ts'
import { bucketings } from './bucketings.ts'
import { compareWithOracle, type Subject } from './compare.ts'
import { type Case, deliveredCase } from './delivery.ts'
import { type Instances, startInstances } from './instances.ts'
import type { Bucketing } from './questions.ts'
import { sendWaves } from './send.ts'

/** About a minute and a half on two cores, a third as many through two instances included. */
const runs = propertyRuns(40, 60)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)
/** How long the smallest counterexample is looked for. */
const shrinkMs = Number(process.env.PROPERTY_SHRINK_SECONDS ?? 120) * 1_000
/** Reading so many locations together costs little more than reading one. */
const groupSize = 25

interface Delivered extends Subject {
  problems: string[]
}

let instances: Instances
beforeAll(async () => {
  instances = await startInstances(2)
})
afterAll(() => instances[Symbol.asyncDispose]())

async function deliver(through: Instances, { events, waves }: Case): Promise<Delivered> {
  const location = through.nextLocation()
  const { decisions, problems } = await sendWaves(through, location, waves)
  return { location, problems, oracle: createOracle({ events, decisions }) }
}

/**
 * What is wrong per location. When no answer comes at all, each half is asked alone, down to the locations at fault.
 */
async function differencesOf(subjects: readonly Delivered[], asked: readonly Bucketing[]): Promise<string[][]> {
  try {
    const found = await compareWithOracle(instances, subjects, asked)
    return subjects.map(({ location, problems }) => [...problems, ...(found.get(location.locationId) ?? [])])
  } catch (error) {
    const [only, second] = subjects
    if (only !== undefined && second === undefined) return [[...only.problems, String(error)]]
    const middle = Math.ceil(subjects.length / 2)
    const left = await differencesOf(subjects.slice(0, middle), asked)
    return [...left, ...(await differencesOf(subjects.slice(middle), asked))]
  }
}

/** One text per case; '' where every answer is the oracle's. */
async function failuresOf(through: Instances, cases: readonly Case[], asked: readonly Bucketing[]): Promise<string[]> {
  const subjects = await Promise.all(cases.map((each) => deliver(through, each)))
  const differences = await differencesOf(subjects, asked)
  return subjects.map(({ location: { timeZone } }, index) => {
    const lines = differences[index] ?? []
    return lines.length === 0
      ? ''
      : `${lines.length} differences, time zone ${timeZone}:\n${lines.slice(0, 30).join('\n')}`
  })
}

describe.each([
  ['one instance', 1, runs],
  ['two instances at once', 2, Math.ceil(runs / 3)],
])('%s', (_, instanceCount, count) => {
  test('answers are those of the oracle, however the events were delivered', { timeout: 1_800_000 }, async () => {
    const through = { ...instances, apps: instances.apps.slice(0, instanceCount) }
    const asked = fc.sample(bucketings, { seed, numRuns: 1 }).flat()
    const property = fc.asyncProperty(deliveredCase, async (each) => {
      const [failure] = await failuresOf(through, [each], asked)
      if (failure) expect.fail(failure)
    })
    const cases = fc.sample(property, { seed, numRuns: count }).map(([each]) => each)
    const failures: string[] = []
    for (let start = 0; start < count && !failures.some(Boolean); start += groupSize)
      failures.push(...(await failuresOf(through, cases.slice(start, start + groupSize), asked)))
    const failed = failures.findIndex(Boolean)
    if (failed === -1) return
    // Only a case that failed is run alone, to shrink it.
    const details = await fc.check(property, { seed, path: String(failed), interruptAfterTimeLimit: shrinkMs })
    const smallest = details.failed ? fc.defaultReportMessage(details) : 'It did not fail when it was repeated alone.'
    const summary = `${failures.filter(Boolean).length} of ${failures.length} cases fail. PROPERTY_SEED=${seed}`
    expect.fail(`${summary}, asked ${JSON.stringify(asked)}\n${failures[failed]}\n${smallest}`)
  })
})
