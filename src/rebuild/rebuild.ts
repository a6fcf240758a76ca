import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { storesOf } from '../clickhouse/stores.ts'
import { type RebuildOptions, type RebuildReport, rebuildStore } from './rebuild-store.ts'

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
