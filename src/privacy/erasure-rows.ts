import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { deleteRows, type Rows } from '../rebuild/delete-rows.ts'
import { forEachInSlices } from '../slices.ts'
import type { Mentions } from './mentions.ts'
import { pagesByUuid } from './pages-by-uuid.ts'
import type { PersonTables } from './person-tables.ts'
import { hasNeedle } from './redact-others.ts'

/** One erasure, as it is named in statements: its subjects are found through it, so that none of them holds an id. */
export interface ErasureRef {
  locationId: string
  erasureId: string
}

const subjects = `(SELECT distinct_id FROM erasure_subjects
  WHERE location_id = {location:String} AND erasure_id = {erasure:UUID})`

export const paramsOf = ({ locationId, erasureId }: ErasureRef) => ({ location: locationId, erasure: erasureId })

/** Rows that are about the subjects of an erasure. */
export const rowsAbout = (ref: ErasureRef, idColumns: readonly string[]): Rows => ({
  where: `location_id = {location:String} AND (${idColumns.map((column) => `${column} IN ${subjects}`).join(' OR ')})`,
  params: paramsOf(ref),
})

/** Rows that know an event of the subjects by its uuid. To be asked while the events are there. */
export const rowsOfTheirEvents = (ref: ErasureRef): Rows => ({
  where: `location_id = {location:String} AND uuid IN (
    SELECT uuid FROM events WHERE location_id = {location:String} AND distinct_id IN ${subjects})`,
  params: paramsOf(ref),
})

/** Raw texts that name one of the subjects. */
export async function deleteRaw(
  { client }: ClickHouse,
  { table, idColumn, textColumns }: PersonTables['raw'][number],
  locationId: string,
  mentions: Mentions,
): Promise<number> {
  const text = `concat(${textColumns.join(`, ' ', `)}, '')`
  const details = textColumns.filter((name) => name !== 'raw')
  let deleted = 0
  const pages = pagesByUuid<{ id: string; raw: string; details: string[] }>(client, {
    table,
    columns: `toString(${idColumn}) AS id, raw, [${details.join(', ')}]::Array(String) AS details`,
    by: idColumn,
    uuidOf: ({ id }) => id,
    locationId,
    where: hasNeedle(text),
    params: { needles: mentions.rawNeedles },
    pageSize: 200,
  })
  for await (const rows of pages) {
    const ids: string[] = []
    await forEachInSlices(rows, ({ id, raw, details }) => {
      // What we say ourselves is made of words that may be ids elsewhere.
      if (mentions.isInRaw(raw) || details.some((one) => mentions.isIn(one))) ids.push(id)
    })
    if (ids.length > 0)
      deleted += await deleteRows(client, table, {
        where: `location_id = {location:String} AND ${idColumn} IN {ids:Array(UUID)}`,
        params: { location: locationId, ids },
      })
  }
  return deleted
}
