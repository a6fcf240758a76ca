import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from '../clickhouse/select.ts'

/** How long an insert may take, from the time its rows were received: none is waited for longer. */
export const insertMaxMs = 600_000

/**
 * Resolves when every insert that is running now has ended. An insert decides at its start which views it feeds and
 * into which tables: after this, all inserts know the views and tables as they were when it was called.
 */
export async function insertsInFlight(clickhouse: ClickHouse, timeoutMs = insertMaxMs): Promise<void> {
  const deadline = performance.now() + timeoutMs
  let waitingFor = await runningInserts(clickhouse)
  for (let pauseMs = 5; waitingFor.size > 0; pauseMs = Math.min(pauseMs * 2, 500)) {
    if (performance.now() > deadline)
      throw new EngineError(
        `An insert has been running for more than ${Math.round(timeoutMs / 1_000)} seconds. Run the rebuild again when it has ended.`,
      )
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const running = await runningInserts(clickhouse)
    waitingFor = new Set([...waitingFor].filter((id) => running.has(id)))
  }
}

async function runningInserts(clickhouse: ClickHouse): Promise<Set<string>> {
  const found = new Set<string>()
  for (const { client } of [clickhouse, ...(clickhouse.entries ?? [])]) {
    const rows = await select<{ query_id: string }>(
      client,
      // What one shard sends to another names no database of ours.
      `SELECT query_id FROM system.processes
      WHERE query_kind IN ('Insert', 'AsyncInsertFlush') AND (current_database = currentDatabase() OR NOT is_initial_query)`,
    )
    for (const { query_id } of rows) found.add(query_id)
  }
  return found
}
