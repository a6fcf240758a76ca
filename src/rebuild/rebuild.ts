import type { ClickHouse } from '../clickhouse/client.ts'
import { storesOf } from '../clickhouse/stores.ts'
import { rebuildStore } from './rebuild-store.ts'

export interface RebuildOptions {
  /** Rows of the landing tables that were read, out of all that will be, and what is at work. */
  onProgress?: (done: number, total: number, table: string) => void
  /** Only these derived tables; all of them without it. */
  tables?: readonly string[]
  /** Only the rows of these locations; those of others are taken over as they are. All locations without it. */
  locations?: readonly string[]
  /** Takes over from an interrupted rebuild. One that is running nevertheless fails, and changes nothing any more. */
  force?: boolean
  /** How long an insert may take, from the time its rows were received. */
  inFlightSeconds?: number
  /** Stops after the partition at work; the served tables stay as they were. */
  signal?: AbortSignal
}

export interface RebuildReport {
  /** Derived tables that were replaced. */
  tables: string[]
  /** Rows of landing tables that were read, once per view. */
  rows: number
}

/**
 * Derives tables again from the landing tables, while the gateway reads and writes. On a cluster shard by shard: after
 * a failure each is either as it was or rebuilt.
 * @throws EngineError when another rebuild is running; GatewayError FORBIDDEN on a cluster whose shards are not named.
 */
export async function rebuild(clickhouse: ClickHouse, options: RebuildOptions = {}): Promise<RebuildReport> {
  const { onProgress = () => undefined } = options
  const stores = storesOf(clickhouse, 'A rebuild')
  const tables = new Set<string>()
  let rows = 0
  for (const [index, store] of stores.entries()) {
    const where = stores.length === 1 ? '' : ` on shard ${index + 1} of ${stores.length}`
    const before = rows
    const report = await rebuildStore(store, {
      ...options,
      onProgress: (done, total, table) => onProgress(before + done, before + total, `${table}${where}`),
    })
    for (const table of report.tables) tables.add(table)
    rows += report.rows
  }
  return { tables: [...tables], rows }
}
