/**
 * What others notice of a flood: one location asks heavy questions and another sends events, both as fast as they can, while a
 * third asks and sends a little. Rounds with and without the flood take turns.
 * Run: npm run bench -- fairness [--server] [--rounds 5] [--seconds 4] [--unfair]
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type App, createApp } from '../src/app.ts'
import { mintToken } from '../src/auth/mint-token.ts'
import { createPipeTokens } from '../src/auth/pipe-tokens.ts'
import { createTokenVerifier } from '../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../src/auth/write-keys.ts'
import { createClickHouse } from '../src/clickhouse/client.ts'
import { migrate } from '../src/clickhouse/migrate.ts'
import { readConfig } from '../src/config.ts'
import { createLogger } from '../src/log.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { median } from './lib/side-by-side.ts'

const secret = 'a secret that only the benchmark knows, 32+'
const range = '{ from: "2026-01-01", to: "2026-03-31" }'
const heavy = `{ location {
  attributionReport(input: { conversionEvent: "purchase", range: ${range}, dimension: CHANNEL, lookbackDays: 30, models: [FIRST_TOUCH, LINEAR, MARKOV] }) { rows { key } }
  users(first: 200, orderBy: { field: LAST_SEEN }) { totalCount nodes { userId sessions(first: 5) { nodes { sessionId } } } } } }`
const light = '{ location { users(first: 10) { nodes { userId } } } }'

/** The locations flood-ingest, flood-read and quiet, over the whole gateway without a socket. */
async function actors(app: App) {
  const tokens = new Map<string, string>()
  for (const location of ['flood-read', 'quiet'])
    tokens.set(location, await mintToken(secret, { location_id: location, scope: 'read' }, 36_000))

  async function ask(location: string, query: string): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${tokens.get(location)}` }
    const body = JSON.stringify({ query })
    const response = await app.fetch(new Request('http://gateway/graphql', { method: 'POST', headers, body }))
    const { errors } = await response.json()
    // A flood may be refused; who asks little never.
    if (location === 'quiet' && errors !== undefined) throw new Error(`The quiet one: ${JSON.stringify(errors)}`)
  }

  async function send(location: string, count: number): Promise<void> {
    const body = JSON.stringify({ api_key: `key-${location}`, batch: events(count) })
    const response = await app.fetch(new Request('http://gateway/batch/', { method: 'POST', body }))
    if (location === 'quiet' && response.status !== 200) throw new Error(`The quiet one: HTTP ${response.status}`)
    // As an SDK does, though sooner.
    if (response.status === 503) await pause(200)
  }
  return { ask, send }
}

function events(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    uuid: randomUUID(),
    event: n % 10 === 0 ? 'purchase' : '$pageview',
    distinct_id: `visitor-${Math.floor(Math.random() * 5_000)}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + Math.random() * 90 * 86_400_000).toISOString(),
    properties: {
      $lib: 'web',
      $session_id: `session-${Math.floor(Math.random() * 10_000)}`,
      $current_url: `https://shop.example/p/${n % 50}?utm_source=${['google', 'newsletter', 'partner'][n % 3]}`,
    },
  }))
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

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

async function measure(app: App, rounds: number, seconds: number, floods: Record<string, readonly [number, number]>) {
  const { ask, send } = await actors(app)
  for (const location of ['flood-read', 'quiet'])
    for (let n = 0; n < 10; n++) await send(location, location === 'quiet' ? 200 : 4_000)

  async function round([readers, writers]: readonly [number, number]): Promise<Round> {
    const until = performance.now() + seconds * 1_000
    const flood = [
      ...Array.from({ length: readers }, () => repeat(() => ask('flood-read', heavy), until)),
      ...Array.from({ length: writers }, () => repeat(() => send('flood-ingest', 500), until)),
    ]
    await pause(200)
    const [reads, writes] = await Promise.all([
      repeat(() => ask('quiet', light), until, 50),
      repeat(() => send('quiet', 1), until, 50),
    ])
    await Promise.all(flood)
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
  // The runner puts the name of the benchmark first.
  allowPositionals: true,
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
    JWT_SECRET: secret,
    CLICKHOUSE_URL: server?.url,
    // The gate would stop most of the flood already; what is measured is what stands behind it.
    READ_REQUESTS_PER_SECOND: '1000000',
    READ_REQUESTS_BURST: '1000000',
    READ_REQUESTS_CONCURRENT: '1000000',
    ...(values.unfair ? { QUERY_CONCURRENCY: '100', QUERY_CONCURRENCY_PER_LOCATION: '100' } : {}),
  })
  const clickhouse = await createClickHouse(config)
  await migrate(clickhouse)
  const locations = ['flood-read', 'flood-ingest', 'quiet']
  const app = createApp({
    config,
    clickhouse,
    verifyToken: createTokenVerifier(config),
    pipeTokens: createPipeTokens(config),
    writeKeys: createStaticWriteKeys(new Map(locations.map((location) => [`key-${location}`, location]))),
    log: createLogger('silent'),
  })
  const floods = { none: [0, 0], 'flood of questions': [8, 0], 'flood of events': [0, 8], both: [8, 8] } as const
  console.log(`${clickhouse.mode}, ${values.rounds} rounds of ${values.seconds} s:\n`)
  print(await measure(app, Number(values.rounds), Number(values.seconds), floods))
  await app.close()
  await clickhouse.close()
} finally {
  await server?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
}
