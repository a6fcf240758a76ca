import type { ClickHouseClient } from '@clickhouse/client'

/** A materialized view: what fills a derived table from a landing table. */
export interface Feed {
  view: string
  target: string
  source: string
  select: string
  columns: string[]
}

/** A part of a landing table that is read at once. */
export interface Slice {
  partitionId: string
  rows: number
}

/** The materialized views of this database that write to tables of their own: what can be derived again. */
export async function readFeeds(client: ClickHouseClient): Promise<Feed[]> {
  const rows = await select<{ view: string; target: string; source: string; select: string; columns: string[] }>(
    client,
    `SELECT
      views.name AS view,
      extract(views.create_table_query, ' TO (?:\`?\\w+\`?\\.)?\`?(\\w+)\`?') AS target,
      extract(views.as_select, 'FROM (?:\`?\\w+\`?\\.)?\`?(\\w+)\`?') AS source,
      views.as_select AS select,
      arraySort(position -> position.1, groupArray((columns.position, columns.name))).2 AS columns
    FROM system.tables AS views
    INNER JOIN system.columns AS columns ON columns.database = views.database AND columns.table = views.name
    WHERE views.database = currentDatabase() AND views.engine = 'MaterializedView' AND NOT endsWith(views.name, '_rebuild')
    GROUP BY view, target, source, select
    ORDER BY view`,
  )
  return rows
}

/** The partitions of a table, the oldest first. */
export async function readSlices(client: ClickHouseClient, table: string): Promise<Slice[]> {
  const rows = await select<{ partition_id: string; rows: string }>(
    client,
    `SELECT partition_id, sum(rows) AS rows FROM system.parts
    WHERE database = currentDatabase() AND table = {table:String} AND active
    GROUP BY partition_id ORDER BY partition_id`,
    { table },
  )
  return rows.map(({ partition_id, rows: count }) => ({ partitionId: partition_id, rows: Number(count) }))
}

/** Tables and views that a rebuild has made and not removed yet. */
export async function readLeftovers(client: ClickHouseClient): Promise<{ name: string; isView: boolean }[]> {
  const rows = await select<{ name: string; engine: string }>(
    client,
    `SELECT name, engine FROM system.tables WHERE database = currentDatabase() AND endsWith(name, '_rebuild')
    ORDER BY engine = 'MaterializedView' DESC, name`,
  )
  return rows.map(({ name, engine }) => ({ name, isView: engine === 'MaterializedView' }))
}

export async function select<T>(
  client: ClickHouseClient,
  query: string,
  params: Record<string, unknown> = {},
): Promise<T[]> {
  return (await client.query({ query, query_params: params, format: 'JSONEachRow' })).json<T>()
}
