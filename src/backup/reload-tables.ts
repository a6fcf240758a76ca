import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { select } from '../clickhouse/select.ts'

/**
 * A restored part keeps the number of the last change that was made to it (`all_1_1_0_7`), and its table begins to
 * count anew: the engine takes the first changes for done and deletes nothing, without an error. A table that is loaded
 * counts on from its parts. On a server only tables of which it is so need it; nobody uses the database yet.
 */
export async function reloadTables({ client, database }: ClickHouse): Promise<void> {
  const behind = await select<{ table: string }>(
    client,
    `SELECT table FROM system.parts WHERE database = {database:String} AND active AND engine NOT LIKE 'Replicated%' AND engine NOT LIKE 'Shared%'
    GROUP BY table HAVING max(data_version) > max(max_block_number) ORDER BY table`,
    { database },
  )
  for (const { table } of behind) {
    await client.command({ query: `DETACH TABLE ${table} SYNC` })
    await client.command({ query: `ATTACH TABLE ${table}` })
  }
}
