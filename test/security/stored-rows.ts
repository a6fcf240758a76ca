import { createHash } from 'node:crypto'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { select } from '../testkit/engine.ts'

export interface StoredColumn {
  table: string
  name: string
  type: string
}

/** The columns of every table that holds data of locations, as the engine knows them: tables of tomorrow are in. */
export async function locationColumns(clickhouse: ClickHouse): Promise<StoredColumn[]> {
  // They are the same on every shard.
  const [store = clickhouse] = storesOf(clickhouse, 'A test')
  return select<StoredColumn>(
    store,
    `SELECT columns.table AS table, columns.name AS name, columns.type AS type
    FROM system.columns AS columns
    INNER JOIN system.tables AS tables ON tables.database = columns.database AND tables.name = columns.table
    WHERE columns.database = currentDatabase() AND tables.engine LIKE '%MergeTree%'
      AND columns.table IN (SELECT table FROM system.columns WHERE database = currentDatabase() AND name = 'location_id')
    ORDER BY table, columns.position`,
  )
}

/** A fingerprint of all rows of a location, per table; merges of parts do not change it. */
export async function dumpOf(clickhouse: ClickHouse, locationId: string): Promise<Record<string, string>> {
  const columns = await locationColumns(clickhouse)
  const dump: Record<string, string> = {}
  for (const table of new Set(columns.map((column) => column.table))) {
    for (const { client } of storesOf(clickhouse, 'A test'))
      await client.command({ query: `OPTIMIZE TABLE ${table} FINAL` })
    const readable = columns
      .filter((column) => column.table === table)
      .map(({ name, type }) => (type.startsWith('AggregateFunction') ? `finalizeAggregation(${name})` : name))
      .map((column) => `toString(${column})`)
    const rows = await select<{ row: string }>(
      clickhouse,
      `SELECT toString(tuple(${readable.join(', ')})) AS row FROM ${table} WHERE location_id = {location:String}`,
      { location: locationId },
    )
    // Sets have no order: their parts are compared sorted.
    const lines = rows.map(({ row }) => row.split(',').sort().join(',')).sort()
    dump[table] = `${lines.length} rows, ${createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 16)}`
  }
  return dump
}

/** Texts of a location that hold a mark, out of every column: what may be asked for by somebody who learnt of it. */
export async function textsOf(
  clickhouse: ClickHouse,
  locationId: string,
  mark: string,
): Promise<Map<string, string[]>> {
  const texts = new Map<string, string[]>()
  for (const { table, name, type } of await locationColumns(clickhouse)) {
    if (!/String/.test(type) || type.startsWith('AggregateFunction') || name === 'location_id') continue
    const found = await select<{ value: string }>(
      clickhouse,
      `SELECT DISTINCT ${/^(LowCardinality\()?String/.test(type) ? name : `toString(${name})`} AS value FROM ${table}
      WHERE location_id = {location:String} AND position(value, {mark:String}) > 0 ORDER BY value LIMIT 20`,
      { location: locationId, mark },
    )
    texts.set(
      `${table}.${name}`,
      found.map(({ value }) => value),
    )
  }
  return texts
}
