import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { deleteRows } from '../rebuild/delete-rows.ts'
import { eraseDerived } from './erase-derived.ts'
import { eraseLanding } from './erase-landing.ts'
import type { ErasureLog } from './erasure-log.ts'
import { type ErasureRef, paramsOf } from './erasure-rows.ts'
import type { IdHashes } from './id-hashes.ts'
import { readPersonTables } from './person-tables.ts'

export interface RemoveSubjectsDeps {
  clickhouse: ClickHouse
  insert: InsertRows
  hashes: IdHashes
  log: ErasureLog
}

/**
 * Removes suppressed ids from all tables, and notes in the audit what was removed. @returns the rows of this attempt by
 * table.
 */
export async function removeSubjects(
  { clickhouse, insert, hashes, log }: RemoveSubjectsDeps,
  ref: ErasureRef,
  distinctIds: readonly string[],
  asked: { requestedBy: string; requestedAt: Date },
): Promise<ReadonlyMap<string, number>> {
  const { client } = clickhouse
  const idHashes = distinctIds.flatMap((id) => hashes.of({ location_id: ref.locationId, id }))
  const counts = new Map<string, number>()
  const onRemoved = async (table: string, rows: number) => {
    if (rows === 0) return
    counts.set(table, (counts.get(table) ?? 0) + rows)
    await log.note(ref, { ...asked, idHashes, state: 'running', removed: Object.fromEntries(counts) })
  }
  const tables = await readPersonTables(client)
  await eraseLanding(clickhouse, insert, ref, distinctIds, tables, onRemoved)
  await eraseDerived(clickhouse, ref, tables, onRemoved)
  // Their ids are the last that is left of them.
  const own = { where: 'location_id = {location:String} AND erasure_id = {erasure:UUID}', params: paramsOf(ref) }
  await deleteRows(client, 'erasure_keys', own)
  await deleteRows(client, 'erasure_subjects', own)
  await log.note(ref, { ...asked, idHashes, state: 'erased', removed: Object.fromEntries(counts) })
  return counts
}
