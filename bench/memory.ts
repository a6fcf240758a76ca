/**
 * Resident memory of the gateway's process where the engine is a server: idle, under questions, under events, under both, and after it.
 * Node lets garbage lie as long as there is room; `--heap` bounds what it may keep.
 * Reads /proc, so it is for Linux.
 * Run: npm run bench -- memory [--seconds 15] [--heap 96]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { mintToken } from '../src/auth/mint-token.ts'
import { configured, secret, startGateway, writeKey } from '../test/e2e/gateway-process.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { type Flood, pause, send } from './lib/flood.ts'
import { unlimited } from './lib/open-gateway.ts'
import { median } from './lib/side-by-side.ts'

const query = `{ location { users(first: 100) { nodes { userId attribution { firstTouch { channel } lastTouch { channel landingUrl } }
  sessions(first: 5) { nodes { sessionId touch { channel utmSource } } } } } } }`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    /** MB of old objects, as `node --max-old-space-size`. */
    heap: { type: 'string' },
  },
})
const ms = Number(values.seconds) * 1_000
await using server = await startClickHouseServer()
await using gateway = await startGateway(
  { ...configured, ...unlimited, CLICKHOUSE_URL: server.url },
  values.heap === undefined ? [] : [`--max-old-space-size=${values.heap}`],
)
const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 36_000)
const flooder = fork(new URL('./lib/flood.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })

/** Of the process as a whole, in MB. */
function residentMb(): number {
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

async function watch(name: string, readers: number, writers: number): Promise<void> {
  const order: Flood = { url: gateway.url, token, writeKey, query, readers, writers, ms }
  const samples: number[] = []
  const timer = setInterval(() => samples.push(residentMb()), 100)
  const ended = once(flooder, 'message')
  flooder.send(order)
  await ended
  await pause(500)
  clearInterval(timer)
  console.log(`| ${name} | ${Math.round(median(samples))} | ${Math.round(Math.max(...samples))} |`)
}

for (let n = 0; n < 5; n++) await send(gateway.url, writeKey, 4_000)
console.log(`${values.seconds} s each, MB:\n\n| the gateway's load | median | most |\n| --- | --- | --- |`)
await watch('none, after 20,000 events', 0, 0)
await watch('8 ask for 100 users with sessions', 8, 0)
await watch('8 send batches of 500 events', 0, 8)
await watch('both', 8, 8)
await pause(ms)
await watch('none, a while later', 0, 0)
flooder.kill()
