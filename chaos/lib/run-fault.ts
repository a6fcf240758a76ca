import { setTimeout as pause } from 'node:timers/promises'
import { configured, type GatewayProcess, startGateway, writeKey } from '../../test/e2e/gateway-process.ts'
import { startClickHouseServer } from '../../test/testkit/clickhouse-server.ts'
import type { Fault, Stage } from './fault.ts'
import { find } from './found.ts'
import { startReaders } from './readers.ts'
import { judge, type Report } from './report.ts'
import { startSenders } from './senders.ts'
import { startTcpProxy } from './tcp-proxy.ts'

export interface RunOptions {
  /** A third of it before the fault, a third under it, a third after it. */
  seconds: number
  /** For how long a sender sends a batch again. */
  patienceSeconds: number
  /** How many there are; each sends batches of 100 events. */
  senders: number
}

/** A fault on a server, gateways and load of its own: before it, under it and after it; then everything is counted. */
export async function runFault(fault: Fault, options: RunOptions): Promise<Report | { skipped: string }> {
  const directory = fault.dataDirectory?.()
  if (typeof directory === 'string') return { skipped: directory }
  using _ = directory
  await using server = await startClickHouseServer(undefined, { directory: directory?.path })
  await using proxy = await startTcpProxy(server.url)
  await using running = await startGateways(fault, proxy.url)
  const [gateway] = running.gateways
  if (gateway === undefined) throw new Error('A fault needs a gateway.')
  return await loaded(fault, { server, proxy, gateway, gateways: running.gateways }, options)
}

/** One after the other: the first one makes the tables. */
async function startGateways(fault: Fault, databaseUrl: string): Promise<AsyncDisposable & Pick<Stage, 'gateways'>> {
  const gateways: GatewayProcess[] = []
  async function end() {
    for (const gateway of gateways) await gateway[Symbol.asyncDispose]()
  }
  try {
    for (let n = 0; n < (fault.gateways ?? 1); n++)
      gateways.push(
        await startGateway({ ...configured, CLICKHOUSE_URL: databaseUrl, ...fault.env }, fault.nodeArguments),
      )
  } catch (error) {
    await end()
    throw error
  }
  return { gateways, [Symbol.asyncDispose]: end }
}

async function loaded(
  fault: Fault,
  stage: Stage,
  { seconds, patienceSeconds, senders: count }: RunOptions,
): Promise<Report> {
  const third = (seconds * 1_000) / 3
  const urls = stage.gateways.map(({ url }) => url)
  const load = { senders: count, batchSize: 100, intervalMs: 400, patienceMs: patienceSeconds * 1_000 }
  const senders = startSenders({ urls, writeKey, ...load })
  const readers = await startReaders(stage.gateway.url, 3, 250)
  // A first insert, and a first question, take longer than those that follow.
  await until(
    () => senders.answers.of('200') >= 2 * count && readers.lastAnswered !== undefined,
    'acknowledged and answered at first',
  )
  const startedAt = performance.now()
  await pause(third)
  const injectedAt = performance.now()
  const heal = await fault.inject(stage, { holdMs: third })
  await pause(third)
  await heal()
  const healedAt = performance.now()
  await pause(third)
  await until(() => senders.lastAcknowledged > healedAt, 'acknowledged after the healing')
  await senders.finish()
  await readers.finish()
  return judge({
    batches: senders.batches,
    senderAnswers: senders.answers.toString(),
    readerAnswers: readers.answers.toString(),
    readersGoOn: fault.readersGoOn ?? false,
    lastAnswered: readers.lastAnswered,
    startedAt,
    injectedAt,
    healedAt,
    found: await find(stage.server.url, stage.gateway.url),
  })
}

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 60_000
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error(`Nothing was ${what} within a minute.`)
    await pause(50)
  }
}
