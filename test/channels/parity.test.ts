import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClassifier } from '../../src/channels/classify.ts'
import { listedSources } from '../../src/channels/listed-sources.ts'
import { validateRules } from '../../src/channels/validate-rules.ts'
import { rules, touch } from './arbitrary.ts'
import { touchOf } from './touch-of.ts'
import { visitsEngine, visitsOf } from './visits-engine.ts'

let engine: Awaited<ReturnType<typeof visitsEngine>>
beforeAll(async () => {
  engine = await visitsEngine('channels_parity')
})
afterAll(() => engine.close())

let locations = 0
const newLocation = () => `location ${++locations}`

describe('the database and the classifier say the same', () => {
  test("of any touch, with any location's own rules", async () => {
    const location = fc.record({ rules, touches: fc.array(touch, { minLength: 1, maxLength: 40 }) })
    await fc.assert(
      fc.asyncProperty(fc.array(location, { minLength: 1, maxLength: 6 }), async (given) => {
        const asked = given.map(({ rules, touches }) => ({
          locationId: newLocation(),
          rules: validateRules(rules),
          touches: touches.map(touchOf),
        }))
        for (const { locationId, rules } of asked) await engine.setRules(locationId, rules)
        const visits = asked.flatMap(({ locationId, touches }) => touches.map((touch) => ({ locationId, touch })))
        await engine.insertVisits(visits)
        const expected = asked.flatMap(({ locationId, rules, touches }) => {
          const classify = createClassifier(listedSources, rules)
          return touches.map((touch) => ({ locationId, ...classify(touch) }))
        })
        expect(await engine.classified(asked.map(({ locationId }) => locationId))).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })
})

test('the latest rules of a location are in force, and a visit is what they are about', async () => {
  const locationId = newLocation()
  const visits = [{ touch: touchOf({}) }, { touch: touchOf({}), hasVisit: false }]
  await engine.insertVisits(visits.map((visit) => ({ locationId, ...visit })))
  const untagged = { field: 'UTM_SOURCE', operator: 'IS_NOT_SET' }
  await engine.setRules(locationId, validateRules([{ channel: 'first', all: [untagged] }]))
  await new Promise((resolve) => setTimeout(resolve, 2))
  await engine.setRules(locationId, validateRules([{ channel: 'second', channelGroup: 'Offline', all: [untagged] }]))
  expect(await engine.classified([locationId])).toEqual([
    { locationId, channel: 'second', channelGroup: 'Offline' },
    { locationId, channel: 'direct', channelGroup: 'Direct' },
  ])
})

test('what is not selected is not computed', async () => {
  const planOf = async (columns: string) => {
    const lines = await engine.query<{ explain: string }>(`EXPLAIN actions = 1 SELECT ${columns} FROM ${visitsOf}`, [
      'none',
    ])
    return lines.map(({ explain }) => explain).join('\n')
  }
  expect(await planOf('session_id')).not.toMatch(/touch|match|lowerUTF8|transform/)
  // A location without rules does not pay for them.
  expect(await planOf('channel, channel_group')).not.toMatch(/arrayFirstIndex|landing_pathname|touch/)
})
