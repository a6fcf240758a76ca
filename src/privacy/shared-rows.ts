import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import { countRows, deleteRows, type Rows } from '../rebuild/delete-rows.ts'
import type { Feed } from '../rebuild/derived-tables.ts'
import { hexLiteral } from '../sql/hex-literal.ts'
import { type ErasureRef, paramsOf } from './erasure-rows.ts'
import type { PersonTables, SharedTable } from './person-tables.ts'

/** The key of a row as a number, the same in the table and in what its view selects. */
const hashOf = ({ key }: SharedTable) =>
  `cityHash64(${key.map(({ name, type }) => `CAST(${name} AS ${type})`).join(', ')})`

/** The filter is part of the statement's text and takes no parameters. */
const filtered = (feed: Feed, filter: string) =>
  `SETTINGS additional_table_filters = {'${feed.source}': '${filter.replaceAll("'", "\\'")}'},
    max_bytes_before_external_group_by = 1000000000, max_execution_time = 0`

/** Notes the rows to which the subjects contribute, while their events are still there. */
export async function noteSharedRows(
  client: ClickHouseClient,
  ref: ErasureRef,
  shared: SharedTable,
  { landing }: PersonTables,
): Promise<void> {
  const { feed } = shared
  const idColumns = landing.find(({ table }) => table === feed.source)?.idColumns ?? []
  if (idColumns.length === 0) return
  const location = hexLiteral(ref.locationId)
  const subjects = `(SELECT distinct_id FROM erasure_subjects WHERE location_id = ${location} AND erasure_id = '${ref.erasureId}')`
  const filter = `location_id = ${location} AND (${idColumns.map((column) => `${column} IN ${subjects}`).join(' OR ')})`
  await client.command({
    query: `INSERT INTO erasure_keys (location_id, erasure_id, target, key_hash, derive_again)
      SELECT DISTINCT {location:String}, {erasure:UUID}, {target:String}, ${hashOf(shared)}, false FROM (${feed.select})
      ${filtered(feed, filter)}`,
    query_params: { ...paramsOf(ref), target: feed.target },
  })
}

/** Notes that a table has to be derived again for the location, whoever goes on with the erasure. */
export async function noteDeriveAgain(
  client: ClickHouseClient,
  ref: ErasureRef,
  targets: readonly string[],
): Promise<void> {
  if (targets.length === 0) return
  await client.command({
    query: `INSERT INTO erasure_keys (location_id, erasure_id, target, key_hash, derive_again)
      SELECT {location:String}, {erasure:UUID}, arrayJoin({targets:Array(String)}), 0, true`,
    query_params: { ...paramsOf(ref), targets },
  })
}

export async function tablesToDeriveAgain(client: ClickHouseClient, ref: ErasureRef): Promise<string[]> {
  const rows = await select<{ target: string }>(
    client,
    `SELECT DISTINCT target FROM erasure_keys
    WHERE location_id = {location:String} AND erasure_id = {erasure:UUID} AND derive_again ORDER BY target`,
    paramsOf(ref),
  )
  return rows.map(({ target }) => target)
}

/** The noted rows of a derived table. */
function notedRows(ref: ErasureRef, shared: SharedTable): Rows {
  return {
    where: `location_id = {location:String} AND ${hashOf(shared)} IN (
      SELECT key_hash FROM erasure_keys
      WHERE location_id = {location:String} AND erasure_id = {erasure:UUID} AND target = {target:String} AND NOT derive_again)`,
    params: { ...paramsOf(ref), target: shared.feed.target },
  }
}

/** Whether events that are left contribute to the noted rows too: then these cannot just be deleted. */
export async function isLeftToOthers(client: ClickHouseClient, ref: ErasureRef, shared: SharedTable): Promise<boolean> {
  const { where, params } = notedRows(ref, shared)
  const [row] = await select<{ found: string }>(
    client,
    `SELECT count() AS found FROM (SELECT 1 FROM (${shared.feed.select}) WHERE ${where} LIMIT 1)
    ${filtered(shared.feed, `location_id = ${hexLiteral(ref.locationId)}`)}`,
    params,
  )
  return Number(row?.found ?? 0) > 0
}

export const deleteNotedRows = (client: ClickHouseClient, ref: ErasureRef, shared: SharedTable) => {
  const rows = notedRows(ref, shared)
  return deleteRows(client, shared.feed.target, rows)
}

export const countNotedRows = (client: ClickHouseClient, ref: ErasureRef, shared: SharedTable) =>
  countRows(client, shared.feed.target, notedRows(ref, shared))
