import { Hono } from 'hono'
import type { ClickHouse } from './clickhouse/client.ts'
import { migrationState } from './clickhouse/migrate.ts'

export interface OperationsDeps {
  clickhouse: ClickHouse
  queuedEvents: () => number
}

/**
 * `/health`: the process answers. `/ready`: it can serve; 503 while it starts, drains, or ClickHouse does not answer.
 * Neither needs a credential, and neither tells more than states and counts.
 */
export function createOperations({ clickhouse, queuedEvents }: OperationsDeps) {
  let serving = false

  async function readiness() {
    const database = await clickhouse.client.ping({ select: true })
    const state = database.success ? await migrationState(clickhouse) : undefined
    const pending = state?.pending.length
    return {
      ready: serving && database.success && pending === 0,
      serving,
      clickhouse: { mode: clickhouse.mode, reachable: database.success },
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
