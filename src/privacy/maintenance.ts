import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { storesOf } from '../clickhouse/stores.ts'
import type { Logger } from '../log.ts'
import { purgeDeleted } from '../rebuild/delete-rows.ts'
import { mayDelete } from './deletion-rights.ts'
import type { Erasures } from './erasures.ts'
import { applyRetention } from './retention.ts'
import { tryEach } from './try-each.ts'
import { within } from './within.ts'

/** How often interrupted erasures are looked for, and masked rows. */
const defaultEveryMs = 60_000
/** How long an erasure that runs elsewhere may say nothing before it counts as interrupted. */
const silentMs = 120_000
const retentionEveryMs = 3_600_000
/** How long a stop waits for what is at work: less than those who stop a gateway give it. */
export const stopMaxMs = 10_000

export interface MaintenanceDeps {
  clickhouse: ClickHouse
  erasures: Erasures
  log: Logger
  everyMs?: number
}

/**
 * Goes on with what was interrupted, takes erased rows off the disk, and removes what is kept no longer. Every instance
 * does so.
 */
export function startMaintenance({ clickhouse, erasures, log, everyMs = defaultEveryMs }: MaintenanceDeps): {
  stop(): Promise<void>
} {
  let retainAt = Number.NEGATIVE_INFINITY
  let retentionFailures = 0
  let timer: NodeJS.Timeout | undefined
  const stopping = new AbortController()
  const { signal } = stopping
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
    if (!isToldOfRights && !signal.aborted)
      log.info('erasure and retention are left to others: the database user may not delete (docs/clickhouse-user.md)')
    isToldOfRights = true
  }

  async function maintain(): Promise<void> {
    await attempt('an interrupted erasure', () => erasures.resume(silent, signal))
    silent = silentMs
    if (performance.now() > retainAt) await retain()
    await attempt('the purge of erased rows', () => erasures.purge())
  }

  async function retain(): Promise<void> {
    const retained = await attempt('retention', () => applyRetention({ clickhouse, log, signal }))
    // Also what an attempt removed that failed later, or before its rows were off the disk.
    const purged = await attempt('the purge of rows that are kept no longer', () =>
      tryEach(storesOf(clickhouse, 'Retention'), async ({ client }) => void (await purgeDeleted(client)), { signal }),
    )
    retentionFailures = retained && purged ? 0 : retentionFailures + 1
    // What fails for long is tried less and less often: each attempt looks at all locations, and it may be one of many.
    const retryMs = retentionFailures === 0 ? retentionEveryMs : everyMs * 2 ** (retentionFailures - 1)
    retainAt = performance.now() + Math.min(retryMs, retentionEveryMs)
  }

  /** False: it failed. */
  async function attempt(what: string, work: () => Promise<unknown>): Promise<boolean> {
    if (signal.aborted) return false
    try {
      await work()
      return true
    } catch (error) {
      if (!signal.aborted) log.warn({ err: error }, `${what} failed, and is tried again`)
      return false
    }
  }

  // Not all instances at the same moment.
  const pause = () => everyMs * (0.75 + Math.random() / 2)
  let running: Promise<void> = Promise.resolve()
  const turn = () => {
    running = once().finally(() => {
      if (!signal.aborted) timer = setTimeout(turn, pause()).unref()
    })
  }
  timer = setTimeout(turn, Math.min(1_000, everyMs)).unref()

  return {
    async stop() {
      stopping.abort()
      clearTimeout(timer)
      // What is interrupted goes on at the next start, or on another instance.
      await within(stopMaxMs, running)
    },
  }
}
