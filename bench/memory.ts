/**
 * Resident memory of the gateway's process where the engine is a server: idle, under questions, under events, under
 * both, and after it. Node lets garbage lie as long as there is room; `--flags` of node bound what it may keep, at a
 * price that the last column tells. Reads /proc, so it is for Linux. Run: npm run bench -- memory [--seconds 15]
 * [--flags=--max-old-space-size=160]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { mintToken } from '../src/auth/mint-token.ts'
import { configured, secret, startGateway, writeKey } from '../test/e2e/gateway-process.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { type Flood, type Flooded, pause, send } from './lib/flood.ts'
import { unlimited } from './lib/open-gateway.ts'
import { median } from './lib/side-by-side.ts'

const query = `{ location { users(first: 100) { nodes { userId attribution { firstTouch { channel } lastTouch { channel landingUrl } }
  sessions(first: 5) { nodes { sessionId touch { channel utmSource } } } } } } }`

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '15' },
    /** With spaces between them. */
    flags: { type: 'string', default: '' },
  },
})
const ms = Number(values.seconds) * 1_000
await using server = await startClickHouseServer()
await using gateway = await startGateway(
  { ...configured, ...unlimited, CLICKHOUSE_URL: server.url },
  values.flags.split(' ').filter((flag) => flag !== ''),
)
const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 36_000)
const flooder = fork(new URL('./lib/flood.ts', import.meta.url))

/** Of the process as a whole, in MB. */
function residentMb(): number {
  const status = readFileSync(`/proc/${gateway.pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
}

/** That the process has taken since it began, in ms, with its garbage collection. */
function cpuMs(): number {
  const stat = readFileSync(`/proc/${gateway.pid}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return 10 * (Number(user) + Number(system))
}

async function watch(name: string, readers: number, writers: number): Promise<void> {
  const order: Flood = { url: gateway.url, token, writeKey, query, readers, writers, ms }
  const samples: number[] = []
  const timer = setInterval(() => samples.push(residentMb()), 100)
  const cpuBefore = cpuMs()
  const ended = once(flooder, 'message')
  flooder.send(order)
  const [flooded]: Flooded[] = await ended
  const { answers, batches } = flooded ?? { answers: 0, batches: 0 }
  const cpu = cpuMs() - cpuBefore
  const perRequest = answers + batches === 0 ? '' : (cpu / (answers + batches)).toFixed(1)
  await pause(500)
  clearInterval(timer)
  console.log(
    `| ${name} | ${Math.round(median(samples))} | ${Math.round(Math.max(...samples))} | ${answers} | ${batches} | ${perRequest} |`,
  )
}

for (let n = 0; n < 5; n++) await send(gateway.url, writeKey, 4_000)
console.log(
  `${values.seconds} s each, MB:\n\n| the gateway's load | median | most | answers | batches | CPU ms per request |\n| --- | --- | --- | --- | --- | --- |`,
)
await watch('none, after 20,000 events', 0, 0)
await watch('8 ask for 100 users with sessions', 8, 0)
await watch('8 send batches of 500 events', 0, 8)
await watch('both', 8, 8)
await pause(ms)
await watch('none, a while later', 0, 0)
flooder.kill()
