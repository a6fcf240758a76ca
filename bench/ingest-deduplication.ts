/**
 * What it costs that an event is stored once: the writer as it is, against plain inserts of the same rows without
 * asking what is known, without claims and without ids, and against sending everything again. Run: npm run bench --
 * ingest-deduplication [--server] [--rounds 15]
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { v7 as uuidv7 } from 'uuid'
import type { ClickHouse } from '../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../src/clickhouse/client.ts'
import { migrate } from '../src/clickhouse/migrate.ts'
import { readConfig } from '../src/config.ts'
import type { CapturedEvent, Delivery } from '../src/ingest/captured-event.ts'
import { createInsertRows } from '../src/ingest/insert-rows.ts'
import { landingRow } from '../src/ingest/landing-row.ts'
import { derivedRows } from '../src/ingest/shaped-event.ts'
import { createWriter } from '../src/ingest/writer.ts'
import { createLogger } from '../src/log.ts'
import { toClickHouseTime } from '../src/time/clickhouse-time.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { sideBySide } from './lib/side-by-side.ts'

const sizes = [1, 50, 1_000]
const locationId = 'bench'

function eventsOf(count: number): CapturedEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    uuid: uuidv7(),
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

async function compare({ client, mode, exclusiveSince }: ClickHouse, rounds: number): Promise<void> {
  const { write } = createWriter({ client, log: createLogger('silent'), claimsSince: exclusiveSince })
  const insert = createInsertRows(client)

  async function insertPlainly(events: CapturedEvent[]): Promise<void> {
    const shaped = events.map((event) => ({
      event,
      row: landingRow(locationId, event, {}, toClickHouseTime(new Date())),
    }))
    await insert(
      'events',
      shaped.map(({ row }) => row),
    )
    const derived = derivedRows(shaped)
    await insert('identity_mappings', derived.identity_mappings)
    await insert('errors', derived.errors)
  }

  /** A benchmark of refused events would measure nothing. */
  async function writeExpecting(events: CapturedEvent[], outcome: 'accepted' | 'duplicates'): Promise<void> {
    const [receipt] = await write([deliveryOf(events)])
    if (receipt === undefined || receipt instanceof Error || receipt[outcome] !== events.length)
      throw new Error(`Expected ${events.length} ${outcome}: ${JSON.stringify(receipt)}`)
  }

  console.log(`${mode}, medians of ${rounds} rounds:\n`)
  console.log(
    '| events per batch | plain, events/s | once, events/s | again, events/s | time once / plain | time again / plain |',
  )
  console.log('| --- | --- | --- | --- | --- | --- |')
  for (const size of sizes) {
    let known = eventsOf(size)
    await writeExpecting(known, 'accepted')
    const { plain, once, again } = await sideBySide(
      {
        async plain() {
          const events = eventsOf(size)
          return () => insertPlainly(events)
        },
        async once() {
          const events = eventsOf(size)
          known = events
          return () => writeExpecting(events, 'accepted')
        },
        async again() {
          const events = known
          return () => writeExpecting(events, 'duplicates')
        },
      },
      rounds,
    )
    const perSecond = (ms: number) => Math.round((size * 1_000) / ms).toLocaleString('en-US')
    const ratio = (ms: number) => (ms / plain).toFixed(2)
    console.log(
      `| ${size} | ${perSecond(plain)} | ${perSecond(once)} | ${perSecond(again)} | ${ratio(once)} | ${ratio(again)} |`,
    )
  }
}

const { values } = parseArgs({
  options: { server: { type: 'boolean', default: false }, rounds: { type: 'string', default: '15' } },
})
const directory = mkdtempSync(join(tmpdir(), 'attrigraph-bench-'))
const server = values.server ? await startClickHouseServer() : undefined
try {
  const clickhouse = await createClickHouse({ ...readConfig({ DATA_DIR: directory }), CLICKHOUSE_URL: server?.url })
  await migrate(clickhouse)
  await compare(clickhouse, Number(values.rounds)).finally(() => clickhouse.close())
} finally {
  await server?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
}
