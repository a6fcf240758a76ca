/**
 * Events per second from the request to the acknowledgement, after which they are in every answer, per batch size; and
 * what each materialized view adds to an insert. Run: npm run bench -- ingest [--seconds 5] [--server]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readFeeds } from '../src/rebuild/derived-tables.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { generate } from './lib/generate.ts'
import { type BenchGateway, openGateway } from './lib/open-gateway.ts'
import type { Sending, Sent } from './lib/senders.ts'
import { sideBySide } from './lib/side-by-side.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, server: { type: 'boolean', default: false } },
})

const senders = fork(new URL('./lib/senders.ts', import.meta.url))

async function sendFor({ url }: BenchGateway, size: number, ms: number): Promise<Sent> {
  const answer = once(senders, 'message')
  const order: Sending = { url, size, ms }
  senders.send(order)
  const [sent]: Sent[] = await answer
  if (sent === undefined) throw new Error('The senders gave no result.')
  return sent
}

/** Inserts the same generated rows into a table that keeps nothing, with no view and with each of them attached. */
async function costOfViews({ clickhouse: { client } }: BenchGateway, rows: number): Promise<void> {
  const feeds = (await readFeeds(client)).filter(({ source }) => source === 'events')
  await client.command({ query: 'CREATE TABLE bench_rows AS events ENGINE = Memory' })
  await client.command({
    query: "INSERT INTO bench_rows SELECT * FROM events WHERE location_id != 'bench' LIMIT {rows:UInt32}",
    query_params: { rows },
  })
  await client.command({ query: 'CREATE TABLE bench_none AS events ENGINE = Null' })
  const insertInto = (table: string) => async () => () =>
    client.command({ query: `INSERT INTO ${table} SELECT * FROM bench_rows` })
  const variants: Record<string, () => Promise<() => Promise<unknown>>> = { none: insertInto('bench_none') }
  for (const { view, target, select } of feeds) {
    const source = `bench_source_${view}`
    await client.command({ query: `CREATE TABLE ${source} AS events ENGINE = Null` })
    await client.command({ query: `CREATE TABLE bench_target_${view} AS ${target}` })
    const from = select.replace(/\bFROM (?:\w+\.)?events\b/, `FROM ${source} AS events`)
    await client.command({ query: `CREATE MATERIALIZED VIEW bench_${view} TO bench_target_${view} AS ${from}` })
    variants[view] = insertInto(source)
  }
  await client.command({ query: 'CREATE TABLE bench_landing AS events' })
  variants['the landing table itself'] = insertInto('bench_landing')
  const times = await sideBySide(variants, 7)
  console.log(`\nAn insert of ${rows.toLocaleString('en')} rows, medians of 7 rounds:\n`)
  console.log('| what takes the rows | ms | ms more than nothing | microseconds per event |')
  console.log('| --- | --- | --- | --- |')
  const none = times.none ?? 0
  for (const [name, ms] of Object.entries(times).sort(([, a], [, b]) => b - a))
    console.log(
      `| ${name} | ${Math.round(ms)} | ${Math.round(ms - none)} | ${(((ms - none) * 1_000) / rows).toFixed(1)} |`,
    )
}

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-bench-'))
const server = values.server ? await startClickHouseServer() : undefined
try {
  await using gateway = await openGateway({
    DATA_DIR: directory,
    CLICKHOUSE_URL: server?.url,
    // One location may send as much as all: the senders are of one.
    INGEST_QUEUE_MAX_EVENTS: '1000000',
  })
  console.log(`${gateway.clickhouse.mode}, 8 senders, ${values.seconds} s each:\n`)
  console.log('| events per request | acknowledged and visible, events/s | p50 of a request, ms |')
  console.log('| --- | --- | --- |')
  for (const size of [1, 100, 1_000, 5_000]) {
    await sendFor(gateway, size, 1_000)
    const { perSecond, p50 } = await sendFor(gateway, size, Number(values.seconds) * 1_000)
    console.log(`| ${size.toLocaleString('en')} | ${Math.round(perSecond).toLocaleString('en')} | ${Math.round(p50)} |`)
  }
  await generate(gateway.clickhouse, 200_000)
  await costOfViews(gateway, 100_000)
} finally {
  senders.disconnect()
  await server?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
}
