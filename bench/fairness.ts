/**
 * What others notice of a flood: one location asks heavy questions and another sends events, both as fast as they can,
 * while a third asks and sends a little. Rounds with and without the flood take turns. Run: npm run bench -- fairness
 * [--server] [--rounds 5] [--seconds 4] [--unfair]
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mintToken } from '../src/auth/mint-token.ts'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/log.ts'
import { startServer } from '../src/server.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { ask, type Flood, pause, send } from './lib/flood.ts'
import { median } from './lib/side-by-side.ts'

const secret = 'a secret that only the benchmark knows, 32+'
const range = '{ from: "2026-01-01", to: "2026-03-31" }'
const heavy = `{ location {
  attributionReport(input: { conversionEvent: "purchase", range: ${range}, dimension: CHANNEL, lookbackDays: 30, models: [FIRST_TOUCH, LINEAR, MARKOV] }) { rows { key } }
  users(first: 200, orderBy: { field: LAST_SEEN }) { totalCount nodes { userId sessions(first: 5) { nodes { sessionId } } } } } }`
const light = '{ location { users(first: 10) { nodes { userId } } } }'

/** Repeats the work until the time is over; milliseconds of each. */
async function repeat(work: () => Promise<void>, until: number, everyMs = 0): Promise<number[]> {
  const times: number[] = []
  while (performance.now() < until) {
    const started = performance.now()
    await work()
    times.push(performance.now() - started)
    await pause(everyMs)
  }
  return times
}

interface Round {
  reads: number[]
  writes: number[]
}

const p95 = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN

async function measure(
  url: string,
  flooder: ChildProcess,
  rounds: number,
  seconds: number,
  floods: Record<string, readonly [number, number]>,
) {
  const tokenOf = (location: string) => mintToken(secret, { location_id: location, scope: 'read' }, 36_000)
  const [token, quietToken] = [await tokenOf('flood-read'), await tokenOf('quiet')]
  for (const location of ['flood-read', 'quiet'])
    for (let n = 0; n < 10; n++) await send(url, `key-${location}`, location === 'quiet' ? 200 : 4_000)

  // A flood may be refused; who asks little never.
  async function askLittle(): Promise<void> {
    if (!(await ask(url, quietToken, light))) throw new Error('The quiet one got no answer.')
  }
  async function sendLittle(): Promise<void> {
    const status = await send(url, 'key-quiet', 1)
    if (status !== 200) throw new Error(`The quiet one: HTTP ${status}`)
  }

  async function round([readers, writers]: readonly [number, number]): Promise<Round> {
    const ms = seconds * 1_000
    const until = performance.now() + ms
    const order: Flood = { url, token, writeKey: 'key-flood-ingest', query: heavy, readers, writers, ms }
    const ended = once(flooder, 'message')
    flooder.send(order)
    await pause(200)
    const [reads, writes] = await Promise.all([repeat(askLittle, until, 50), repeat(sendLittle, until, 50)])
    await ended
    return { reads, writes }
  }

  const results = new Map(Object.keys(floods).map((name): [string, Round[]] => [name, []]))
  await round([0, 0])
  for (let n = 0; n < rounds; n++)
    for (const [name, flood] of Object.entries(floods)) results.get(name)?.push(await round(flood))
  return results
}

function print(results: Map<string, Round[]>): void {
  const of = (name: string, kind: keyof Round) => {
    const all = results.get(name) ?? []
    return { median: median(all.flatMap((one) => one[kind])), p95: median(all.map((one) => p95(one[kind]))) }
  }
  const ratio = (a: number, b: number) => (a / b).toFixed(2)
  console.log(
    '| the others | quiet one asks: median, p95 ms | p95 to none | quiet one sends: median, p95 ms | p95 to none |',
  )
  console.log('| --- | --- | --- | --- | --- |')
  for (const name of results.keys()) {
    const [read, write] = [of(name, 'reads'), of(name, 'writes')]
    const [calmRead, calmWrite] = [of('none', 'reads'), of('none', 'writes')]
    console.log(
      `| ${name} | ${Math.round(read.median)}, ${Math.round(read.p95)} | ${ratio(read.p95, calmRead.p95)} | ${Math.round(write.median)}, ${Math.round(write.p95)} | ${ratio(write.p95, calmWrite.p95)} |`,
    )
  }
}

const { values } = parseArgs({
  options: {
    server: { type: 'boolean', default: false },
    /** For comparison: everybody may take everything. */
    unfair: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
  },
})
const directory = mkdtempSync(join(tmpdir(), 'attrigraph-bench-'))
const server = values.server ? await startClickHouseServer() : undefined
try {
  const config = readConfig({
    DATA_DIR: directory,
    PORT: '0',
    JWT_SECRET: secret,
    CLICKHOUSE_URL: server?.url,
    // The gate would stop most of the flood already; what is measured is what stands behind it.
    READ_REQUESTS_PER_SECOND: '1000000',
    READ_REQUESTS_BURST: '1000000',
    READ_REQUESTS_CONCURRENT: '1000000',
    ...(values.unfair ? { QUERY_CONCURRENCY: '100', QUERY_CONCURRENCY_PER_LOCATION: '100' } : {}),
  })
  const locations = ['flood-read', 'flood-ingest', 'quiet']
  const writeKeys = new Map(locations.map((location) => [`key-${location}`, location]))
  const gateway = await startServer(
    config,
    { jwtSecret: secret, writeKeys, demoWriteKey: undefined },
    createLogger('silent'),
  )
  const flooder = fork(new URL('./lib/flood.ts', import.meta.url))
  const floods = { none: [0, 0], 'flood of questions': [8, 0], 'flood of events': [0, 8], both: [8, 8] } as const
  console.log(`${gateway.clickhouse.mode}, ${values.rounds} rounds of ${values.seconds} s:\n`)
  print(await measure(gateway.url, flooder, Number(values.rounds), Number(values.seconds), floods))
  flooder.kill()
  await gateway.stop()
} finally {
  await server?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
}
