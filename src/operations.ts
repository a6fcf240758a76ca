import { setTimeout as sleep } from 'node:timers/promises'
import { Hono } from 'hono'
import type { ClickHouse } from './clickhouse/clickhouse.ts'
import { type MigrationState, migrationState, readMigrations } from './clickhouse/migrate.ts'

export interface OperationsDeps {
  clickhouse: ClickHouse
  queuedEvents: () => number
}

/** Load balancers give up on a probe after a few seconds. */
const patienceMs = 2_000

/**
 * `/health`: the process answers. `/ready`: it can serve; 503 while it starts, drains, or ClickHouse does not answer
 * within two seconds. Neither needs a credential, and neither tells more than states and counts.
 */
export function createOperations({ clickhouse, queuedEvents }: OperationsDeps) {
  // Of this version, which do not change while it runs.
  const migrations = readMigrations()
  let serving = false

  async function stateOfDatabase(): Promise<MigrationState | undefined> {
    const { success } = await clickhouse.client.ping({ select: true })
    return success ? migrationState(clickhouse, migrations) : undefined
  }

  async function readiness() {
    // Whoever hangs does not answer; a query would be waited for much longer.
    const state = await Promise.race([
      stateOfDatabase().catch(() => undefined),
      sleep(patienceMs, undefined, { ref: false }),
    ])
    const pending = state?.pending.length
    return {
      ready: serving && pending === 0,
      serving,
      clickhouse: { mode: clickhouse.mode, reachable: state !== undefined },
      migrations: { applied: state?.applied.length ?? null, pending: pending ?? null },
      ingest: { queuedEvents: queuedEvents() },
    }
  }

  const routes = new Hono()
    .get('/health', (context) => context.json({ status: 'ok' }))
    .get('/ready', async (context) => {
      const state = await readiness()
      return context.json(state, state.ready ? 200 : 503)
    })

  return {
    routes,
    setReady(ready: boolean) {
      serving = ready
    },
  }
}
