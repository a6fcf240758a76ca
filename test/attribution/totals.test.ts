import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sendDemo } from '../../src/demo/send-demo.ts'
import { generateTraffic } from '../../src/demo/traffic.ts'
import { importFiles } from '../../src/import/import-files.ts'
import type { CapturedEvent, Delivery } from '../../src/ingest/captured-event.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { hasTimeFor } from '../testkit/long.ts'

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
]
const dimensions = ['CHANNEL', 'CHANNEL_GROUP', 'UTM_SOURCE', 'UTM_CAMPAIGN', 'AD_PLATFORM', 'REFERRING_DOMAIN']

interface Report {
  conversionCount: number
  conversionValue: string
  conversionsWithoutValue: number
  rows: { key: string; credits: { conversions: number; value: string }[] }[]
}

/** Asks for every model by every dimension, and compares the sums of their credits with the raw events' totals. */
async function expectTotals(
  gateway: TestGateway,
  range: { from: string; to: string },
  conversionEvent: string,
  revenues: readonly unknown[],
): Promise<void> {
  const numbers = revenues.filter((revenue) => typeof revenue === 'number')
  const value = numbers.reduce((sum, revenue) => sum + units(String(revenue)), 0n)
  expect(numbers.length).toBeGreaterThan(10)
  for (const dimension of dimensions) {
    const input = { range, conversionEvent, valueProperty: 'revenue', dimension, models }
    const answer = await gateway.ask<{ location: { attributionReport: Report } }>(
      'oslo',
      `query ($input: AttributionReportInput!) { location { attributionReport(input: $input) {
        conversionCount conversionValue conversionsWithoutValue rows { key credits { conversions value } } } } }`,
      { input },
    )
    const { conversionCount, conversionValue, conversionsWithoutValue, rows } =
      expectData(answer).location.attributionReport
    expect(conversionCount).toBe(revenues.length)
    expect(conversionsWithoutValue).toBe(revenues.length - numbers.length)
    expect(units(conversionValue)).toBe(value)
    expect(rows.length).toBeGreaterThan(1)
    for (const [place, model] of models.entries()) {
      const credits = rows.flatMap((row) => row.credits[place] ?? [])
      const where = `${model} by ${dimension}`
      expect(
        credits.reduce((sum, credit) => sum + credit.conversions, 0),
        where,
      ).toBeCloseTo(revenues.length, 8)
      expect(
        credits.reduce((sum, credit) => sum + units(credit.value), 0n),
        where,
      ).toBe(value)
    }
  }
}

/** A decimal as a whole number of 10^-9. */
function units(decimal: string): bigint {
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.')
  if (fraction.length > 9) throw new Error(`${decimal} has more decimals than values keep.`)
  const size = BigInt(whole + fraction.padEnd(9, '0'))
  return decimal.startsWith('-') ? -size : size
}

const directory = join(import.meta.dirname, '../../../shared/data/clickstream')

describe('credits of every model add up to the raw events', () => {
  test('the demo month', { timeout: 120_000 }, async () => {
    await using gateway = await testGateway()
    const demo = { seed: 'totals', now: Date.UTC(2026, 4, 1) }
    const send = async (request: Request) => gateway.app.fetch(request)
    await sendDemo({ ...demo, send, writeKey: 'key-oslo' })
    const { server, browser } = generateTraffic({ ...demo, writeKey: 'key-oslo' })
    const purchases = [...server, ...browser].filter(({ event }) => event === 'purchase')
    await expectTotals(
      gateway,
      { from: '2026-03-01', to: '2026-05-02' },
      'purchase',
      purchases.map(({ properties }) => properties.revenue),
    )
  })

  test.skipIf(!hasTimeFor(directory))('seven days of a real shop', { timeout: 300_000 }, async () => {
    await using gateway = await testGateway({ QUERY_TIMEOUT_MS: '60000' })
    const events: CapturedEvent[] = []
    await importFiles({
      files: readdirSync(directory)
        .toSorted()
        .map((name) => join(directory, name)),
      maxDepth: 64,
      mapping: {
        columns: new Map([['client_id', 'distinct_id'] as const, ['clientId', 'distinct_id'] as const]),
        rename: new Map([['page_viewed', '$pageview']]),
      },
      locationId: 'oslo',
      ingest: {
        accept(delivery: Delivery) {
          events.push(...delivery.events)
          return gateway.app.ingest.accept(delivery)
        },
      },
    })
    const checkouts = events.filter(({ event }) => event === 'checkout_completed')
    const days = { from: '2025-02-22', to: '2025-03-02' }
    await expectTotals(
      gateway,
      days,
      'checkout_completed',
      checkouts.map(({ properties }) => properties.revenue),
    )
  })
})
