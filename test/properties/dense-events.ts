import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/json/json-value.ts'
import type { Condition, OracleEvent } from '../oracle/index.ts'
import { uuidAt } from './history.ts'
import { personChanges } from './payload.ts'
import { anyId } from './people.ts'
import { statement } from './server-events.ts'
import { campaignProperties, sources } from './sources.ts'
import type { Draft } from './visits.ts'

/** Midnights in Oslo before and on the day on which summer time begins, and one in UTC. */
const bases = [Date.UTC(2026, 2, 27, 23), Date.UTC(2026, 2, 28, 23), Date.UTC(2026, 2, 29, 22), Date.UTC(2026, 2, 30)]

/** A coarse grid, so that many events share a millisecond and many gaps are exactly a window. */
const timestampMs = fc
  .tuple(
    fc.constantFrom(...bases),
    fc.oneof(fc.integer({ min: -8, max: 8 }), fc.constantFrom(-2_880, -120, 120, 2_880)),
    fc.constantFrom(0, 0, 0, 1, -1),
  )
  .map(([base, halfMinutes, ms]) => base + halfMinutes * 30_000 + ms)

export const names = ['a', 'a', 'b', 'c', '$pageview', '$screen']
export const scalar = fc.constantFrom<JsonValue>(
  'pro',
  'free',
  'x/y "ø" \\ \u2028',
  '',
  null,
  1,
  0,
  1.5,
  1e21,
  '1',
  true,
  false,
)
const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constantFrom<JsonValue>(['pro'], { plan: 'pro' }) },
)
const key = fc.constantFrom('plan', 'n', 'key "with" \\ signs')

const draft: fc.Arbitrary<Draft> = fc
  .record({
    event: fc.constantFrom(...names),
    distinctId: anyId,
    timestampMs,
    properties: fc
      .tuple(
        fc.dictionary(key, value, { maxKeys: 2 }),
        fc.constantFrom<JsonObject>({}, { $pathname: '/1' }, { $pathname: '/2' }),
        fc.constantFrom<JsonObject>({}, { funnel_id: 'f1' }, { funnel_id: 'f2', step_id: 's1' }, { step_id: 's2' }),
        fc.constantFrom(...sources).map((source): JsonObject => campaignProperties(source, 'properties')),
        fc.constantFrom<JsonObject>({ $lib: 'web' }, { $lib: 'web', $session_id: 's1' }, { $lib: 'posthog-node' }),
        personChanges,
      )
      .map(([...parts]): JsonObject => Object.assign({}, ...parts)),
  })
  .map((each) => each)

/** Few people do few things within minutes, so that steps and attempts get in each other's way. */
export const denseHistory: fc.Arbitrary<OracleEvent[]> = fc
  .record({
    drafts: fc.array(draft, { minLength: 1, maxLength: 60, size: 'max' }),
    statements: fc.array(statement, { maxLength: 5 }),
    salt: fc.nat(),
  })
  .map(({ drafts, statements, salt }) =>
    [...drafts, ...statements].map((each, index) => ({ ...each, uuid: uuidAt(salt, index) })),
  )

const conditionOn: Record<Exclude<keyof Condition, 'pageview'>, fc.Arbitrary<Condition>> = {
  event: fc.constantFrom(...names).map((event) => ({ event })),
  pathname: fc.constantFrom('/1', '/2').map((pathname) => ({ pathname })),
  funnelId: fc.constantFrom('f1', 'f2').map((funnelId) => ({ funnelId })),
  stepId: fc.constantFrom('s1', 's2').map((stepId) => ({ stepId })),
  properties: fc.dictionary(key, scalar, { minKeys: 1, maxKeys: 2 }).map((properties) => ({ properties })),
}
export const propertiesCondition = conditionOn.properties
const { event, ...others } = conditionOn

/** What only a step of a funnel may ask for. */
export const pageviewCondition: fc.Arbitrary<Condition> = fc
  .oneof(fc.constant({}), ...Object.values(others))
  .map((other) => ({ ...other, pageview: true }))

/** Mostly by name alone; often several conditions of one question ask for overlapping events. */
export const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 5, arbitrary: event },
  { weight: 2, arbitrary: fc.oneof(...Object.values(others)) },
  { weight: 2, arbitrary: fc.tuple(event, fc.oneof(...Object.values(others))).map(([a, b]) => ({ ...a, ...b })) },
)
