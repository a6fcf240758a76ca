import { createHash } from 'node:crypto'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { select } from '../testkit/engine.ts'

/** Forms in which an id might hide: as it is, in a URL, in JSON, and the hashes that anybody can compute of it. */
function formsOf(id: string): string[] {
  const hash = (name: string) => createHash(name).update(id).digest('hex')
  const base64 = Buffer.from(id).toString('base64').replace(/=+$/, '')
  return [
    ...new Set([
      id,
      encodeURIComponent(id),
      JSON.stringify(id).slice(1, -1),
      base64,
      hash('md5'),
      hash('sha1'),
      hash('sha256'),
    ]),
  ]
}

/**
 * Every place of the database where one of the ids is: each column of each table that holds rows, as text, states and
 * masked rows included or not; of one location or of all.
 */
export async function placesOf(
  clickhouse: ClickHouse,
  ids: readonly string[],
  options: { masked?: boolean; locationId?: string } = {},
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const store of storesOf(clickhouse, 'This'))
    for (const [table, columns] of await placesIn(store, ids, options))
      found.set(table, [...new Set([...(found.get(table) ?? []), ...columns])])
  return found
}

async function placesIn(
  clickhouse: ClickHouse,
  ids: readonly string[],
  { masked = false, locationId }: { masked?: boolean; locationId?: string },
): Promise<Map<string, string[]>> {
  const columns = await select<{ table: string; name: string }>(
    clickhouse,
    `SELECT columns.table AS table, columns.name AS name FROM system.columns AS columns
    INNER JOIN system.tables AS tables ON tables.database = columns.database AND tables.name = columns.table
    WHERE columns.database = currentDatabase() AND (endsWith(tables.engine, 'MergeTree') OR tables.engine = 'Log')`,
  )
  const byTable = new Map<string, string[]>()
  for (const { table, name } of columns) byTable.set(table, [...(byTable.get(table) ?? []), name])
  const found = new Map<string, string[]>()
  for (const [table, names] of byTable) {
    const needles = ids.flatMap(formsOf)
    const isOfLocation = locationId !== undefined && names.includes('location_id')
    const rows = await select<Record<string, number>>(
      clickhouse,
      `SELECT ${names
        .map((name, index) => `countIf(multiSearchAny(toString(${name}), {needles:Array(String)})) AS c${index}`)
        .join(
          ', ',
        )} FROM ${table} ${isOfLocation ? 'WHERE location_id = {location:String}' : ''} ${masked ? 'SETTINGS apply_deleted_mask = 0' : ''}`,
      { needles, location: locationId ?? '' },
    )
    names.forEach((name, index) => {
      if (Number(rows[0]?.[`c${index}`]) > 0) found.set(table, [...(found.get(table) ?? []), name])
    })
  }
  return found
}
