import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
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

test('costs of files keep every digit, or are quarantined', async () => {
  const path = file(
    'long.ndjson',
    ['12345678901234567.891', '1.00000000000000001', '1e-7', '120250001112223334', '1e3']
      .map((cost, n) => `{"date":"2026-03-0${n + 1}","channel":7,"campaign":120250001112223334,"cost":${cost}}`)
      .join('\n'),
  )
  const { client } = gateway.clickhouse
  const store = createCostStore({ client, insert: createInsertRows(client) })
  const { problems } = await importCostFiles({
    files: [path],
    mapping,
    accept: (costs) => store.accept('long', costs),
    batchSize: 3,
  })
  expect(problems).toEqual([{ file: path, row: 2, detail: expect.stringMatching(/^cost must be a decimal number of/) }])
  const rows = (await stored('long')) as { cost: string; channel: string; campaign: string }[]
  expect(rows.map(({ cost }) => cost)).toEqual(['12345678901234567.891', '0.0000001', '120250001112223334', '1000'])
  expect(rows[0]).toMatchObject({ channel: '7', campaign: '120250001112223334' })
})

test.each(['Decimal(9, 2)', 'Decimal(18, 9)', 'Decimal(38, 9)', 'Decimal(76, 18)', 'Nullable(Decimal(38, 12))'])(
  'a Parquet %s is stored as it is, and a float only while it is exact',
  async (type) => {
    const { client } = gateway.clickhouse
    const scale = Number(/(\d+)\)/.exec(type)?.[1])
    const digits =
      scale === 2 ? '1234567.89' : `${'12345678901234567890'.slice(0, type.includes('18, 9') ? 9 : 20)}.123456789`
    const costs = [digits, `-${digits}`, '0', '-0.07', '0.1']
    const { stream } = await client.exec({
      query: `SELECT toString(toDate('2026-04-01') + number) AS date, 'tv' AS channel, 'EUR' AS currency,
        CAST([${costs.map((cost) => `'${cost}'`).join(', ')}][number + 1] AS ${type}) AS cost
        FROM numbers(5) FORMAT Parquet`,
    })
    const path = join(directory, 'decimal.parquet')
    writeFileSync(path, await buffer(stream))
    const store = createCostStore({ client, insert: createInsertRows(client) })
    const report = await importCostFiles({
      files: [path],
      mapping: { columns: new Map() },
      accept: (rows) => store.accept(type, rows),
      batchSize: 10,
    })
    expect(report.problems).toEqual([])
    expect(await stored(type)).toMatchObject(costs.map((cost) => ({ cost })))
  },
)

test('a Parquet float that may have been rounded is quarantined with the reason', async () => {
  const { client } = gateway.clickhouse
  const { stream } = await client.exec({
    query: `SELECT '2026-04-01' AS date, toString(number) AS channel, 'EUR' AS currency,
      [12.5, 0.1, 123456789.123456789][number + 1] AS cost FROM numbers(3) FORMAT Parquet`,
  })
  const path = join(directory, 'float.parquet')
  writeFileSync(path, await buffer(stream))
  const store = createCostStore({ client, insert: createInsertRows(client) })
  const accept = (rows: Parameters<typeof store.accept>[1]) => store.accept('float', rows)
  const report = await importCostFiles({ files: [path], mapping: { columns: new Map() }, accept, batchSize: 10 })
  expect(report.problems).toEqual([
    { file: path, row: 3, detail: expect.stringMatching(/^cost must be text, or a number of/) },
  ])
  expect(await stored('float')).toMatchObject([{ cost: '12.5' }, { cost: '0.1' }])
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
