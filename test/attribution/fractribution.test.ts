import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { hasTimeFor } from '../testkit/long.ts'
import { type PathCount, storeJourneys } from './journeys-table.ts'

/**
 * The published fits of Google's fractribution (google/fractribution, Apache-2.0, example_path_summary.csv and
 * expected_*_fit.csv): what each of 1,983 customers' channels is credited, with four ways to compare paths.
 */
const directory = join(import.meta.dirname, '../../../shared/data/attribution')

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '120000' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Report {
  conversionCount: number
  nonConvertingCount: number
  rows: { key: string; credits: { conversions: number }[] }[]
}

const question = {
  range: { from: '2026-02-10', to: '2026-02-10' },
  conversionEvent: 'purchase',
  dimension: 'UTM_SOURCE',
}

async function ask(locationId: string, pathTransform: string): Promise<Report> {
  const answer = await gateway.ask<{ location: { attributionReport: Report } }>(
    locationId,
    `query ($input: AttributionReportInput!) { location { attributionReport(input: $input) {
      conversionCount nonConvertingCount rows { key credits { conversions } } } } }`,
    { input: { ...question, models: ['DATA_DRIVEN'], pathTransform } },
  )
  return expectData(answer).location.attributionReport
}

test('a part of it: three of the most frequent paths', { timeout: 60_000 }, async () => {
  // B 596 of 37,058, C 250 of 40,977 and B > C 12 of 403; the published credits of B > C.
  const credited = { B: 0.63355706923482, C: 0.36644293076518 }
  await storeJourneys(gateway.clickhouse, 'part', [
    { path: ['B'], conversions: 596, nonConversions: 36_462 },
    { path: ['C'], conversions: 250, nonConversions: 40_727 },
    { path: ['B', 'C'], conversions: 12, nonConversions: 391 },
  ])
  const { rows, ...counts } = await ask('part', 'UNIQUE')
  expect(counts).toEqual({ conversionCount: 858, nonConvertingCount: 77_580 })
  expect(rows).toEqual([
    { key: 'B', credits: [{ conversions: expect.closeTo(596 + 12 * credited.B, 7) }] },
    { key: 'C', credits: [{ conversions: expect.closeTo(250 + 12 * credited.C, 7) }] },
  ])
})

/** What DATA_DRIVEN gives to each key of a path, as the report uses it. */
async function creditsByPath(pathTransform: string): Promise<Map<string, Record<string, number>>> {
  const rows = await select<{ keys: string[]; weights: string[] }>(
    gateway.clickhouse,
    `SELECT keys, weights[8] AS weights FROM path_weights(location_ids = ['whole'], dimension = 'UTM_SOURCE', conversion_event = 'purchase',
      value_property = '', currency = '', from = '2026-02-10', to = '2026-02-10', time_zone = 'UTC', lookback_days = 30, with_others = true,
      half_life_days = 7.0, path_transform = {path_transform:String}, data_driven = true)
    WHERE conversions > 0`,
    { path_transform: pathTransform },
  )
  return new Map(
    rows.map(({ keys, weights }) => {
      const credits: Record<string, number> = {}
      keys.forEach((key, place) => {
        credits[key] = (credits[key] ?? 0) + Number(weights[place]) / 1e12
      })
      return [keys.join(' > '), credits]
    }),
  )
}

type Fit = Record<string, string>
const readCsv = (file: string): Fit[] => parse(readFileSync(join(directory, file)), { columns: true })

describe.skipIf(!hasTimeFor(directory))('all of it', () => {
  const channels = 'ABCDEFGHIJK'.split('')
  const customers = hasTimeFor(directory) ? readCsv('customers.csv') : []

  beforeAll(async () => {
    const paths = readCsv('example_path_summary.csv').map(
      ({ path = '', total_conversions, total_non_conversions }): PathCount => ({
        path: path.split(' > '),
        conversions: Number(total_conversions),
        nonConversions: Number(total_non_conversions),
      }),
    )
    await storeJourneys(gateway.clickhouse, 'whole', paths)
  }, 300_000)

  test.each([
    ['UNIQUE', 'expected_unique_fit.csv'],
    ['EXPOSURE', 'expected_exposure_fit.csv'],
    ['FIRST', 'expected_first_fit.csv'],
    ['FREQUENCY', 'expected_frequency_fit.csv'],
  ])('%s: every customer within 1e-9', { timeout: 120_000 }, async (pathTransform, file) => {
    const expected = readCsv(file)
    expect(expected).toHaveLength(1_983)
    const { conversionCount, nonConvertingCount, rows } = await ask('whole', pathTransform)
    expect({ conversionCount, nonConvertingCount }).toEqual({ conversionCount: 1_983, nonConvertingCount: 266_697 })
    const sums = channels.map((channel) => expected.reduce((sum, fit) => sum + Number(fit[channel.toLowerCase()]), 0))
    const found = new Map(rows.map(({ key, credits }) => [key, credits[0]?.conversions ?? 0]))
    for (const [place, channel] of channels.entries()) expect(found.get(channel) ?? 0).toBeCloseTo(sums[place] ?? 0, 7)

    const credits = await creditsByPath(pathTransform)
    const pathOf = new Map(customers.map(({ customer_id, path }) => [customer_id, path]))
    const worst = expected.map((fit) => {
      const own = credits.get(pathOf.get(fit.customer_id ?? '') ?? '') ?? {}
      return Math.max(...channels.map((channel) => Math.abs((own[channel] ?? 0) - Number(fit[channel.toLowerCase()]))))
    })
    expect(Math.max(...worst)).toBeLessThan(1e-9)
  })
})
