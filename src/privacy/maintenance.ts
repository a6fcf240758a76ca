import type { ClickHouse } from '../clickhouse/client.ts'
import { storesOf } from '../clickhouse/stores.ts'
import type { Logger } from '../log.ts'
import { purgeDeleted } from '../rebuild/delete-rows.ts'
import { mayDelete } from './deletion-rights.ts'
import type { Erasures } from './erasures.ts'
import { applyRetention } from './retention.ts'

/** How often interrupted erasures are looked for, and masked rows. */
const defaultEveryMs = 60_000
/** How long an erasure that runs elsewhere may say nothing before it counts as interrupted. */
const silentMs = 120_000
const retentionEveryMs = 3_600_000
/** How long a stop waits for what is at work. */
const stopMaxMs = 10_000

export interface MaintenanceDeps {
  clickhouse: ClickHouse
  erasures: Erasures
  log: Logger
  everyMs?: number
}

/** Goes on with what was interrupted, takes erased rows off the disk, and removes what is kept no longer. Every instance does so. */
export function startMaintenance({ clickhouse, erasures, log, everyMs = defaultEveryMs }: MaintenanceDeps): {
  stop(): Promise<void>
} {
  let retainedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  let isToldOfRights = false
  // In the embedded engine nobody else can be at work on what another process has left.
  let silent = clickhouse.exclusiveSince === undefined ? silentMs : 0

  const isOutOfReach = clickhouse.cluster !== undefined && clickhouse.shards === undefined
  if (isOutOfReach)
    log.warn(
      { cluster: clickhouse.cluster },
      'erasure and retention are left to others: CLICKHOUSE_SHARD_URLS does not name the shards (docs/cluster.md)',
    )

  async function once(): Promise<void> {
    // Every instance says so once at its start; each attempt would only fail.
    if (isOutOfReach) return
    let allowed = false
    await attempt('the question for the rights of the database user', async () => {
      const answers = await Promise.all(storesOf(clickhouse, 'Maintenance').map(({ client }) => mayDelete(client)))
      allowed = answers.every((answer) => answer)
    })
    if (allowed) await maintain()
    else tellOfRights()
  }

  function tellOfRights(): void {
    if (!isToldOfRights && !stopped)
      log.info('erasure and retention are left to others: the database user may not delete (docs/clickhouse-user.md)')
    isToldOfRights = true
  }

  async function maintain(): Promise<void> {
    await attempt('an interrupted erasure', () => erasures.resume(silent))
    silent = silentMs
    if (performance.now() - retainedAt > retentionEveryMs) {
      retainedAt = performance.now()
      await attempt('retention', async () => {
        if ((await applyRetention({ clickhouse, log })).length === 0) return
        for (const { client } of storesOf(clickhouse, 'Retention')) await purgeDeleted(client)
      })
    }
    await attempt('the purge of erased rows', () => erasures.purge())
  }

  async function attempt(what: string, work: () => Promise<unknown>): Promise<void> {
    if (stopped) return
    try {
      await work()
    } catch (error) {
      if (!stopped) log.warn({ err: error }, `${what} failed, and is tried again`)
    }
  }

  // Not all instances at the same moment.
  const pause = () => everyMs * (0.75 + Math.random() / 2)
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = once().finally(() => {
      if (!stopped) timer = setTimeout(turn, pause()).unref()
    })
  }
  timer = setTimeout(turn, Math.min(1_000, everyMs)).unref()

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      // What is interrupted goes on at the next start, or on another instance.
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, stopMaxMs).unref())])
    },
  }
}
