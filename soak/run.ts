/**
 * `npm run soak [-- --minutes 60]`: half the load that a gateway and a server bear, for long; what grows, and whether
 * everything is there.
 */
import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { askServer } from '../chaos/lib/ask-server.ts'
import { type Senders, startSenders } from '../chaos/lib/senders.ts'
import { configured, startGateway, writeKey } from '../test/e2e/gateway-process.ts'
import { startClickHouseServer } from '../test/testkit/clickhouse-server.ts'
import { startAskers } from './lib/questions.ts'
import { type Sample, takeSample } from './lib/sample.ts'
import { trendsOf } from './lib/verdict.ts'
import { createVisits } from './lib/visits.ts'

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } })
const minutes = Number(values.minutes)
if (!(minutes >= 3)) {
  console.error('Usage: npm run soak [-- --minutes N], at least 3: a trend needs a beginning, a middle and an end.')
  process.exit(1)
}

const [senderCount, batchSize, askerCount, capacitySeconds] = [8, 100, 2, 30]

// The process that is started is the built one.
execFileSync('npm', ['run', '--silent', 'build'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
})
await using server = await startClickHouseServer()
await using gateway = await startGateway({
  ...configured,
  CLICKHOUSE_URL: server.url,
})
const send = (intervalMs: number): Senders =>
  startSenders({
    urls: [gateway.url],
    writeKey,
    senders: senderCount,
    batchSize,
    intervalMs,
    patienceMs: 120_000,
    event: createVisits(),
  })
const acknowledgedIn = ({ batches }: Senders) =>
  batches.filter(({ answeredAt }) => answeredAt !== undefined).length * batchSize

console.error(`Measuring what it bears, for ${capacitySeconds} seconds …`)
const [flood, floodAskers] = [send(0), await startAskers(gateway.url, askerCount, 0)]
await pause(capacitySeconds * 1_000)
await Promise.all([flood.finish(), floodAskers.finish()])
const capacity = acknowledgedIn(flood) / capacitySeconds
const intervalMs = (1_000 * senderCount * batchSize) / (capacity / 2)
console.error(`${Math.round(capacity)} events/s; from now on half of it, for ${minutes} minutes.`)

const [senders, askers] = [send(intervalMs), await startAskers(gateway.url, askerCount, 500)]
const samples: Sample[] = []
let counted = 0
console.log('| minute | gateway, MB | handles | parts | event loop p99, ms | question p95, ms | acknowledged p95, ms |')
console.log('| --- | --- | --- | --- | --- | --- | --- |')
for (let minute = 1; minute <= minutes; minute++) {
  await pause(60_000)
  const answered = senders.batches.slice(counted).filter(({ answeredAt }) => answeredAt !== undefined)
  counted = senders.batches.length
  const sample = await takeSample({
    minute,
    pid: gateway.pid ?? 0,
    gatewayUrl: gateway.url,
    serverUrl: server.url,
    questions: askers.take(),
    acknowledgements: answered.map(({ sentAt, answeredAt = sentAt }) => answeredAt - sentAt),
  })
  samples.push(sample)
  console.log(
    `| ${Object.values(sample)
      .map((value) => Math.round(value))
      .join(' | ')} |`,
  )
}
await Promise.all([senders.finish(), askers.finish()])

const acknowledged = acknowledgedIn(flood) + acknowledgedIn(senders)
const [rows = 0, events = 0] = (
  await askServer(server.url, 'SELECT count(), uniqExact(uuid) FROM attrigraph.events FORMAT TSV')
)
  .split('\t')
  .map(Number)
const derived = Number(
  await askServer(server.url, 'SELECT uniqExactArray(event_hashes) FROM attrigraph.location_metrics_mv FORMAT TSV'),
)
const trends = trendsOf(samples)
console.log(
  `\n${acknowledged.toLocaleString('en')} events acknowledged, ${events.toLocaleString('en')} found, ${rows - events} of them stored twice, ${derived.toLocaleString('en')} in the KPIs.`,
)
for (const { name, before, after, ratio, isFlat } of trends)
  console.log(
    `${name}: ${Math.round(before)} in the second third, ${Math.round(after)} in the last (${ratio.toFixed(2)}), ${isFlat ? 'flat' : 'GROWS'}.`,
  )
const failures = [...floodAskers.failures, ...askers.failures]
if (failures.length > 0) console.log(`${failures.length} questions failed, as with ${failures[0]}`)
const isWhole = events === acknowledged && rows === events && derived === events
if (!isWhole || failures.length > 0 || !trends.every(({ isFlat }) => isFlat)) process.exitCode = 1
