/**
 * What it costs that an event is stored once: the writer as it is, against plain inserts of the same rows without asking
 * what is known, without claims and without ids, and against sending everything again. Side by side in one run, in turns.
 * Run: npm run bench -- ingest-deduplication [--server]
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClickHouse } from '../src/clickhouse/client.ts'
import { migrate } from '../src/clickhouse/migrate.ts'
import { readConfig } from '../src/config.ts'
import type { CapturedEvent, Delivery } from '../src/ingest/captured-event.ts'
import { createInsertRows } from '../src/ingest/insert-rows.ts'
import { landingRow } from '../src/ingest/landing-row.ts'
import { derivedRows } from '../src/ingest/shaped-event.ts'
import { createWriter } from '../src/ingest/writer.ts'
import { createLogger } from '../src/log.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'

const rounds = 15
const sizes = [1, 50, 1_000]
const locationId = 'bench'

function eventsOf(count: number): CapturedEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    uuid: randomUUID(),
    event: '$pageview',
    distinctId: `visitor-${index % 100}`,
    timestampMs: Date.now() - index * 1_000,
    properties: {
      $lib: 'web',
      $session_id: `session-${index % 100}`,
      $current_url: 'https://shop.example/products/4711?utm_source=google&gclid=abc',
      $referrer: 'https://www.google.com/',
      $browser: 'Chrome',
      $device_type: 'Desktop',
    },
  }))
}

const deliveryOf = (events: CapturedEvent[]): Delivery => ({ locationId, events, rejected: [], sender: {} })
const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-bench-'))
const server = process.argv.includes('--server') ? await startClickHouseServer() : undefined
const clickhouse = await createClickHouse({
  ...readConfig({ DATA_DIR: directory }),
  CLICKHOUSE_URL: server?.url,
})
await migrate(clickhouse)
const writer = createWriter({ client: clickhouse.client, log: createLogger('silent') })
const insert = createInsertRows(clickhouse.client)

async function insertPlainly(events: CapturedEvent[]): Promise<void> {
  const shaped = events.map((event) => ({ event, row: landingRow(locationId, event, {}, new Date()) }))
  await insert(
    'events',
    shaped.map(({ row }) => row),
  )
  const derived = derivedRows(shaped)
  await insert('identity_mappings', derived.identity_mappings)
  await insert('errors', derived.errors)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

console.log(`| ${clickhouse.mode}: events per batch | plain insert, ms | stored once, ms | ratio | sent again, ms |`)
console.log('| --- | --- | --- | --- | --- |')
for (const size of sizes) {
  const times = { plain: [] as number[], once: [] as number[], again: [] as number[] }
  for (let round = 0; round <= rounds; round++) {
    const events = eventsOf(size)
    const measured = {
      plain: await timed(() => insertPlainly(eventsOf(size))),
      once: await timed(() => writer.write([deliveryOf(events)])),
      again: await timed(() => writer.write([deliveryOf(events)])),
    }
    // The first round warms up.
    if (round === 0) continue
    times.plain.push(measured.plain)
    times.once.push(measured.once)
    times.again.push(measured.again)
  }
  const [plain, once, again] = [median(times.plain), median(times.once), median(times.again)]
  console.log(
    `| ${size} | ${plain.toFixed(1)} | ${once.toFixed(1)} | ${(once / plain).toFixed(2)} | ${again.toFixed(1)} |`,
  )
}

await clickhouse.close()
await server?.[Symbol.asyncDispose]()
rmSync(directory, { recursive: true, force: true })
