import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'

/** Names of tables and views that a rebuild makes: `<name>_rebuild_<run>`. */
export const madeByRebuild = '_rebuild(_[0-9a-f]{8})?$'

/** A materialized view: what fills a derived table from a landing table. */
export interface Feed {
  view: string
  target: string
  source: string
  select: string
  columns: string[]
  /** Whether rows of the source tell when they came. */
  dated: boolean
}

/** A part of a landing table that is read at once. */
export interface Slice {
  /** In SQL. Made of what the engine says, never of values that were sent. */
  filter: string
  rows: number
}

/** The states of that many rows, each a group of its own, fit in memory. */
const rowsAtOnce = 100_000

/** The materialized views of this database that write to tables of their own: what can be derived again. */
export async function readFeeds(client: ClickHouseClient): Promise<Feed[]> {
  return select<Feed>(
    client,
    `WITH
      (SELECT groupUniqArray(table) FROM system.columns WHERE database = currentDatabase() AND name = 'received_at') AS dated_tables
    SELECT
      views.name AS view,
      extract(views.create_table_query, ' TO (?:\`?\\w+\`?\\.)?\`?(\\w+)\`?') AS target,
      sources.name AS source,
      views.as_select AS select,
      arraySort(position -> position.1, groupArray((columns.position, columns.name))).2 AS columns,
      has(dated_tables, source)::Bool AS dated
    FROM (
      -- The engine's own word for what a view reads from.
      SELECT name, arrayJoin(dependencies_table) AS view FROM system.tables WHERE database = currentDatabase()
    ) AS sources
    INNER JOIN system.tables AS views ON views.name = sources.view
    INNER JOIN system.columns AS columns ON columns.database = views.database AND columns.table = views.name
    WHERE views.database = currentDatabase() AND views.engine = 'MaterializedView' AND target != ''
      AND NOT match(views.name, {made_by_rebuild:String})
    GROUP BY view, target, source, select
    ORDER BY view`,
    { made_by_rebuild: madeByRebuild },
  )
}

/**
 * The partitions of a table, the oldest first; large ones by the first column of the key, so that a slice is read as a
 * few ranges.
 */
export async function readSlices(client: ClickHouseClient, table: string): Promise<Slice[]> {
  const partitions = await select<{ partition_id: string; count: string; key: string }>(
    client,
    `SELECT partition_id, sum(rows) AS count, any(tables.key) AS key
    FROM system.parts AS parts
    CROSS JOIN (
      SELECT splitByString(', ', primary_key)[1] AS key FROM system.tables
      WHERE database = currentDatabase() AND name = {table:String}
    ) AS tables
    WHERE parts.database = currentDatabase() AND parts.table = {table:String} AND parts.active
    GROUP BY partition_id ORDER BY partition_id`,
    { table },
  )
  return partitions.flatMap(({ partition_id, count, key }) => {
    const rows = Number(count)
    const slices = key === '' ? 1 : Math.min(Math.ceil(rows / rowsAtOnce), 1_000)
    return Array.from({ length: slices }, (_, index) => ({
      filter: `_partition_id = '${partition_id}'${slices < 2 ? '' : ` AND cityHash64(${key}) % ${slices} = ${index}`}`,
      // About: how many there really are, only reading them would tell.
      rows: Math.floor(((index + 1) * rows) / slices) - Math.floor((index * rows) / slices),
    }))
  })
}
