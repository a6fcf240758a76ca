import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonObject, JsonValue } from '../../src/json/json-value.ts'
import { isJsonObject } from '../../src/json/json-value.ts'
import { createOracle, type Decision, type OracleEvent } from '../oracle/index.ts'
import { bucketings } from '../properties/bucketings.ts'
import { compareWithOracle, type Subject } from '../properties/compare.ts'
import { type Case, deliveredCase } from '../properties/delivery.ts'
import { type RunningInstances, startInstances } from '../properties/instances.ts'
import { sendWaves } from '../properties/send.ts'
import { placesOf } from './scan.ts'

/** Each erases one person of a random history. */
const runs = Number(process.env.ERASURE_RUNS ?? 1)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)

let instances: RunningInstances
beforeAll(async () => {
  instances = await startInstances(2)
}, 240_000)
afterAll(() => instances[Symbol.asyncDispose]())

/**
 * Names of properties that hold the id of a person, as docs/privacy.md speaks of them; in these histories there are
 * two.
 */
const namesOfIds = ['$anon_distinct_id', 'alias']

/** Other ids of these histories, such as `guest` and `0`, are words where they are not named as ids. */
const isUnmistakable = (id: string) => /^(user|anon)-/.test(id)

/** What is left of a value of somebody else. */
function without(value: JsonValue, ids: ReadonlySet<string>): JsonValue {
  if (typeof value === 'string')
    return [...ids]
      .filter(isUnmistakable)
      .reduce((text, id) => text.replaceAll(new RegExp(`(?<!\\w)${id}(?![\\w-])`, 'g'), '[erased]'), value)
  if (Array.isArray(value)) return value.map((one) => without(one, ids))
  return isJsonObject(value) ? propertiesWithout(value, ids) : value
}

function propertiesWithout(properties: JsonObject, ids: ReadonlySet<string>): JsonObject {
  const kept = Object.entries(properties).filter(
    ([name, value]) => !(namesOfIds.includes(name) && typeof value === 'string' && ids.has(value)),
  )
  return Object.fromEntries(kept.map(([name, value]) => [name, without(value, ids)]))
}

/** The history that is left when nobody with these ids was ever there. */
function leftOf(events: readonly OracleEvent[], decisions: readonly Decision[], ids: ReadonlySet<string>) {
  return {
    events: events
      .filter(({ distinctId }) => !ids.has(distinctId))
      .map((event) => ({ ...event, properties: propertiesWithout(event.properties, ids) })),
    decisions: decisions.filter(({ anonymousId, userId }) => !ids.has(anonymousId) && !ids.has(userId ?? '')),
  }
}

interface Erased extends Subject {
  problems: string[]
}

/** Delivers a history and erases one person of it. */
async function erasedFrom({ events, waves }: Case, pick: number): Promise<Erased> {
  const location = instances.nextLocation()
  const { locationId } = location
  const { decisions, problems } = await sendWaves(instances, location, waves)
  const { users } = createOracle({ events, decisions })
  const user = users[pick % users.length]
  const app = instances.apps[pick % instances.apps.length]
  if (user === undefined || app === undefined) throw new Error('A history without anybody.')
  const report = await app.erasures.erase({ locationId, by: { userId: user.userId }, requestedBy: 'officer' })
  expect(report.distinctIds.toSorted()).toEqual([...user.distinctIds].toSorted())
  const ids = new Set<string>(user.distinctIds)
  const places = [...(await placesOf(instances.clickhouse, [...ids].filter(isUnmistakable), { locationId }))]
  return {
    location,
    oracle: createOracle(leftOf(events, decisions, ids)),
    problems: [...problems, ...places.map(([table, columns]) => `left in ${table}: ${columns.join(', ')}`)],
  }
}

test('after erasing somebody of a random history, answers are those of the history without them', async () => {
  const cases = fc.sample(fc.tuple(deliveredCase, fc.nat()), { seed, numRuns: runs })
  const subjects: Erased[] = []
  for (const [each, pick] of cases) subjects.push(await erasedFrom(each, pick))
  const asked = fc.sample(bucketings, { seed, numRuns: 1 }).flat()
  const found = await compareWithOracle(instances, subjects, asked)
  const failures = subjects.flatMap(({ location: { locationId }, problems }, index) =>
    [...problems, ...(found.get(locationId) ?? [])].map((one) => `history ${index}: ${one}`),
  )
  if (failures.length > 0) expect.fail(`PROPERTY_SEED=${seed}\n${failures.slice(0, 30).join('\n')}`)
}, 1_800_000)
