import fc from 'fast-check'
import type { JsonObject, JsonValue } from '../../src/json/json-value.ts'

const value = fc.constantFrom<JsonValue>('a', 'b', '', 'ø "quoted" \\ text', null, 0, 42, -1.5, true, [1, 'two'], {
  deep: { er: null },
})
const names = ['plan', 'email', 'visits'] as const
const name = fc.constantFrom(...names)
const operations = fc.dictionary(name, value, { maxKeys: 2 })

const sometimes = <T>(arbitrary: fc.Arbitrary<T>, nothing: T, one = 4) =>
  fc.oneof({ weight: one - 1, arbitrary: fc.constant(nothing) }, { weight: 1, arbitrary })

export const personChanges: fc.Arbitrary<JsonObject> = sometimes(
  fc
    .record(
      { $set: operations, $set_once: operations, $unset: fc.uniqueArray(name, { maxLength: 2 }) },
      { requiredKeys: [] },
    )
    .map((changes): JsonObject => ({ ...changes })),
  {},
  3,
)

const text = (...texts: string[]) => fc.constantFrom<string | null>(...texts, '', null)

/** Properties that sessions take from their earliest event that has them. */
export const siteProperties: fc.Arbitrary<JsonObject> = sometimes(
  fc
    .record(
      {
        funnel_id: text('f1', 'f2'),
        funnel_name: text('Signup', 'Checkout'),
        page_id: text('p1', 'p2'),
        affiliate_id: text('a1', 'a2'),
      },
      { requiredKeys: [] },
    )
    .map((properties): JsonObject => ({ ...properties })),
  {},
  3,
)

export const deviceProperties: fc.Arbitrary<JsonObject> = fc
  .record(
    {
      $browser: text('Chrome', 'Firefox', 'Chrome', 'Firefox'),
      $device_type: text('Desktop', 'Mobile'),
      $timezone: text('Europe/Oslo', 'America/New_York'),
    },
    { requiredKeys: [] },
  )
  .map((properties): JsonObject => ({ ...properties }))

export const identifiedFlag: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {},
  {},
  { $is_identified: true },
  { $is_identified: false },
  { $is_identified: null },
)

export const exceptionProperties: fc.Arbitrary<JsonObject> = fc
  .record({
    fingerprint: fc.constantFrom('print-1', 'print-2', 'print-3'),
    type: fc.constantFrom('TypeError', 'RangeError'),
    message: fc.constantFrom('x is undefined', 'out of range', ''),
    component: text('Cart', 'Menu'),
    level: fc.constantFrom<string | null>('error', 'warning', 'fatal', '', null),
  })
  .map(({ fingerprint, type, message, component, level }) => ({
    $exception_fingerprint: fingerprint,
    $exception_list: [{ type, value: message }],
    $exception_level: level,
    component,
  }))
