import type { ClickHouseClient } from '@clickhouse/client'
import type { Feed } from './derived-tables.ts'

/**
 * Feeds the rows of the source that fit into a table, as the view would have. Twice makes no difference: every state is
 * idempotent.
 */
export async function backfill(client: ClickHouseClient, feed: Feed, table: string, filter: string): Promise<void> {
  const columns = feed.columns.join(', ')
  await client.command({
    // The filter is made of names and times that the engine itself gave.
    query: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM (${feed.select})
      SETTINGS additional_table_filters = {'${feed.source}': '${filter.replaceAll("'", "\\'")}'},
        max_bytes_before_external_group_by = 1000000000, max_partitions_per_insert_block = 0, max_execution_time = 0`,
  })
}
