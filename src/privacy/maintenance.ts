import type { ClickHouse } from '../clickhouse/client.ts'
import type { Logger } from '../log.ts'
import { purgeDeleted } from '../rebuild/delete-rows.ts'
import type { Erasures } from './erasures.ts'
import { applyRetention } from './retention.ts'

/** How often interrupted erasures are looked for, and masked rows. */
const everyMs = 60_000
/** How long an erasure that runs elsewhere may say nothing before it counts as interrupted. */
const silentMs = 120_000
const retentionEveryMs = 3_600_000
/** How long a stop waits for what is at work. */
const stopMaxMs = 10_000

export interface MaintenanceDeps {
  clickhouse: ClickHouse
  erasures: Erasures
  log: Logger
}

/** Goes on with what was interrupted, takes erased rows off the disk, and removes what is kept no longer. Every instance does so. */
export function startMaintenance({ clickhouse, erasures, log }: MaintenanceDeps): { stop(): Promise<void> } {
  let retainedAt = Number.NEGATIVE_INFINITY
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  // In the embedded engine nobody else can be at work on what another process has left.
  let silent = clickhouse.exclusiveSince === undefined ? silentMs : 0

  async function once(): Promise<void> {
    await attempt('an interrupted erasure', () => erasures.resume(silent))
    silent = silentMs
    if (performance.now() - retainedAt > retentionEveryMs) {
      retainedAt = performance.now()
      await attempt('retention', async () => {
        if ((await applyRetention({ clickhouse, log })).length > 0) await purgeDeleted(clickhouse.client)
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
  timer = setTimeout(turn, 1_000).unref()

  return {
    async stop() {
      stopped = true
      clearTimeout(timer)
      // What is interrupted goes on at the next start, or on another instance.
      await Promise.race([running, new Promise((resolve) => setTimeout(resolve, stopMaxMs).unref())])
    },
  }
}
