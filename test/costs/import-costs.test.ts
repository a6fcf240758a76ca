import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CostMapping } from '../../src/costs/columns.ts'
import { createCostStore } from '../../src/costs/cost-store.ts'
import { createHttpCosts } from '../../src/costs/http-costs.ts'
import { importCostFiles } from '../../src/costs/import-cost-files.ts'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let directory: string
beforeAll(async () => {
  gateway = await testGateway()
  directory = mkdtempSync(join(tmpdir(), 'attrigraph-costs-'))
})
afterAll(async () => {
  rmSync(directory, { recursive: true })
  await gateway[Symbol.asyncDispose]()
})

function file(name: string, content: string): string {
  const path = join(directory, name)
  writeFileSync(path, name.endsWith('.gz') ? gzipSync(content) : content)
  return path
}

/** Two platforms' exports: their own names of columns, and a time behind the day. */
const files = () => [
  file(
    'meta.csv',
    'Day,Campaign name,Amount spent,Link clicks,Channel\n2026-01-05,"Spring, big",12.50,3,facebook_ads\n2026-01-06,Spring,ten,3,facebook_ads\n2026-01-07,Spring,7,,facebook_ads\n',
  ),
  file(
    'google.ndjson.gz',
    '{"date":"2026-01-05T00:00:00.000Z","utm_source":"google","channel":"google_ads","spend":0.1,"currency":"usd"}\n{"date":\n',
  ),
]
const mapping: CostMapping = { columns: new Map(), currency: 'EUR' }

const stored = (locationId: string) =>
  select(
    gateway.clickhouse,
    `SELECT toString(date) AS date, channel, source, campaign, cost, currency, clicks FROM ad_costs FINAL
     WHERE location_id = {location_id:String} ORDER BY date, channel`,
    { location_id: locationId },
  )

const expected = [
  {
    date: '2026-01-05',
    channel: 'facebook_ads',
    source: '',
    campaign: 'Spring, big',
    cost: '12.5',
    currency: 'EUR',
    clicks: '3',
  },
  {
    date: '2026-01-05',
    channel: 'google_ads',
    source: 'google',
    campaign: '',
    cost: '0.1',
    currency: 'USD',
    clicks: null,
  },
  {
    date: '2026-01-07',
    channel: 'facebook_ads',
    source: '',
    campaign: 'Spring',
    cost: '7',
    currency: 'EUR',
    clicks: null,
  },
]

test.each([
  ['into ClickHouse', 'oslo'],
  ['through a running gateway', 'bergen'],
])('files %s, twice: the same rows, and what is wrong with the others', async (_, locationId) => {
  const { client } = gateway.clickhouse
  const store = createCostStore({ client, insert: createInsertRows(client) })
  const send = async (url: URL, init: RequestInit) => gateway.app.fetch(new Request(url, init))
  const accept =
    locationId === 'oslo'
      ? (costs: Parameters<typeof store.accept>[1]) => store.accept(locationId, costs)
      : createHttpCosts({ url: 'http://gateway', writeKey: 'key-bergen', fetch: send })
  const [meta, google] = files()
  for (const batchSize of [1, 5_000]) {
    const progress: number[] = []
    const report = await importCostFiles({
      files: files(),
      mapping,
      accept,
      batchSize,
      onProgress: ({ done, total }) => progress.push(done / total),
    })
    expect(report).toEqual({
      rows: 5,
      stored: 3,
      quarantined: 2,
      problems: [
        { file: meta, row: 2, detail: expect.stringMatching(/^cost must be a decimal/) },
        { file: google, row: 2, detail: expect.any(String) },
      ],
    })
    expect(progress.at(-1)).toBe(1)
    expect(await stored(locationId)).toEqual(expected)
  }
})

test('mapped columns go before guessed ones', async () => {
  const path = file('own.csv', 'when,date,channel,net,cost\n2026-02-01,2026-01-01,tv,5,99\n')
  const { client } = gateway.clickhouse
  const store = createCostStore({ client, insert: createInsertRows(client) })
  const columns = new Map([['when', 'date'] as const, ['net', 'cost'] as const])
  await importCostFiles({
    files: [path],
    mapping: { columns, currency: 'NOK' },
    accept: (costs) => store.accept('own', costs),
    batchSize: 10,
  })
  expect(await stored('own')).toMatchObject([{ date: '2026-02-01', channel: 'tv', cost: '5', currency: 'NOK' }])
})

test('a wrong key is told', async () => {
  const send = async (url: URL, init: RequestInit) => gateway.app.fetch(new Request(url, init))
  const accept = createHttpCosts({ url: 'http://gateway', writeKey: 'nobody', fetch: send })
  const imported = importCostFiles({ files: files(), mapping, accept, batchSize: 10 })
  await expect(imported).rejects.toThrow(/answered 403: .* Is the write key right\?/)
})
