import type { ClickHouseClient } from '@clickhouse/client'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from './derived-tables.ts'

/**
 * Resolves when every insert that is running now has ended. An insert decides at its start which views it feeds and into which
 * tables: after this, all inserts know the views and tables as they were when it was called.
 */
export async function insertsInFlight(client: ClickHouseClient, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let waitingFor = await runningInserts(client)
  for (let pauseMs = 5; waitingFor.size > 0; pauseMs = Math.min(pauseMs * 2, 500)) {
    if (performance.now() > deadline)
      throw new EngineError(
        `An insert has been running for more than ${Math.round(timeoutMs / 1_000)} seconds. Run the rebuild again when it has ended.`,
      )
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const running = await runningInserts(client)
    waitingFor = new Set([...waitingFor].filter((id) => running.has(id)))
  }
}

async function runningInserts(client: ClickHouseClient): Promise<Set<string>> {
  const rows = await select<{ query_id: string }>(
    client,
    `SELECT query_id FROM system.processes
    WHERE query_kind IN ('Insert', 'AsyncInsertFlush') AND current_database = currentDatabase()`,
  )
  return new Set(rows.map(({ query_id }) => query_id))
}
