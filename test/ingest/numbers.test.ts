import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { engineJson } from '../../src/json/engine-json.ts'
import type { JsonValue } from '../../src/json/json-value.ts'
import { askOslo, event } from '../mistakes/visits.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

test('what is written for the engine is the same JSON', () => {
  const huge = fc.double({ min: 1e17, max: 1e22, noNaN: true }).map((number) => Math.round(number))
  const json = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(
      fc.string(),
      fc.oneof(
        huge,
        huge.map(String),
        huge.map((number) => -number),
      ),
    ),
  )
  fc.assert(
    fc.property(json, (value) => {
      expect(JSON.parse(engineJson(value as JsonValue))).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

test.each([2 ** 63, 2 ** 64, 20_000_000_000_000_000_000, -20_000_000_000_000_000_000, 1e20, 1e21, 1e300])(
  'the number %d hides nothing of its event',
  async (wei) => {
    const name = `buy ${wei}`
    const [at, user] = ['2026-03-01T10:00:00Z', `u${wei}`]
    const $set = { email: 'a@b.c', wei }
    await gateway.capture('oslo', [event(name, user, `s${wei}`, at, { wei, amount: 12.5, plan: 'pro', $set })])
    const range = 'range: { from: "2026-03-01", to: "2026-03-01" }'
    const steps = [`{ plan: "pro" }`, `{ wei: ${wei} }`].map(
      (properties) => `{ event: "${name}", properties: ${properties} }`,
    )
    expect(
      await askOslo(
        gateway,
        `user(by: { userId: "${user}" }) { properties events { nodes { properties } } }
        plan: funnel(input: { ${range}, steps: [${steps[0]}, ${steps[0]}] }) { steps { count } }
        wei: funnel(input: { ${range}, steps: [${steps[1]}, ${steps[1]}] }) { steps { count } }
        attributionReport(input: { ${range}, conversionEvent: "${name}", valueProperty: "amount", models: [LINEAR] }) { conversionValue conversionsWithoutValue }`,
      ),
    ).toMatchObject({
      user: { properties: $set, events: { nodes: [{ properties: { wei, amount: 12.5 } }] } },
      plan: { steps: [{ count: 1 }, { count: 0 }] },
      wei: { steps: [{ count: 1 }, { count: 0 }] },
      attributionReport: { conversionValue: '12.5', conversionsWithoutValue: 0 },
    })
  },
)

test('values add up beyond what one of them can be, and what only begins like a number is none', async () => {
  const worths = [
    '99999999999999999999999999999',
    '99999999999999999999999999999',
    1,
    '1.2.3',
    '.5',
    '+2',
    ' 3',
    '4 EUR',
  ]
  await gateway.capture(
    'oslo',
    worths.map((worth, n) => event('worth', 'bob', 'b', `2026-03-02T10:00:0${n}Z`, { worth })),
  )
  const input =
    'range: { from: "2026-03-02", to: "2026-03-02" }, conversionEvent: "worth", valueProperty: "worth", models: [LINEAR]'
  expect(
    await askOslo(
      gateway,
      `attributionReport(input: { ${input} }) { conversionValue conversionsWithoutValue rows { credits { value } } }`,
    ),
  ).toEqual({
    attributionReport: {
      conversionValue: '200000000000000000000000000001.5',
      conversionsWithoutValue: 3,
      rows: [{ credits: [{ value: '200000000000000000000000000001.5' }] }],
    },
  })
})
