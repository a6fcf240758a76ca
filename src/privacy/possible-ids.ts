import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import { idProperties } from '../json/id-names.ts'
import { possibleIdsIn } from './ids-in-text.ts'
import { pagesByUuid } from './pages-by-uuid.ts'
import type { PersonTables } from './person-tables.ts'

const pageSize = 100_000
/** Each text has up to as many words as it is long. */
const rawPageSize = 100

/**
 * Everything in a location that may be the id of a person: what stands in the columns and properties for ids, and in
 * the raw texts of what could not be understood. Page by page, some of them again and again. An id that is only
 * mentioned in somebody's text is not among them: nothing says that it is one.
 */
export async function* possibleIds(
  client: ClickHouseClient,
  locationId: string,
  { landing, derived, raw }: PersonTables,
): AsyncGenerator<string[]> {
  for (const { table, idColumns } of [...derived, ...landing])
    for (const column of idColumns) yield* distinct(client, locationId, table, column)
  for (const name of idProperties) yield* distinct(client, locationId, 'events', idInProperties, name)
  for (const one of raw) yield* rawIds(client, locationId, one)
}

/** As `idIn` reads them. */
const idInProperties = `leftUTF8(if(JSONType(properties, {name:String}) IN ('Int64', 'UInt64', 'Double', 'Bool'),
  JSONExtractRaw(properties, {name:String}), JSONExtractString(properties, {name:String})), 200)`

async function* distinct(
  client: ClickHouseClient,
  locationId: string,
  table: string,
  expression: string,
  name = '',
): AsyncGenerator<string[]> {
  for (let after = ''; ; ) {
    const found = await select<{ id: string }>(
      client,
      `SELECT DISTINCT ${expression} AS id FROM ${table}
      WHERE location_id = {location:String} AND id > {after:String} ORDER BY id LIMIT ${pageSize}`,
      { location: locationId, after, name },
    )
    const ids = found.map(({ id }) => id)
    yield ids
    const last = ids.at(-1)
    if (last === undefined || ids.length < pageSize) return
    after = last
  }
}

async function* rawIds(
  client: ClickHouseClient,
  locationId: string,
  { table, idColumn, textColumns }: PersonTables['raw'][number],
): AsyncGenerator<string[]> {
  const pages = pagesByUuid<{ key: string; texts: string[] }>(client, {
    table,
    columns: `toString(${idColumn}) AS key, [${textColumns.join(', ')}] AS texts`,
    by: idColumn,
    uuidOf: ({ key }) => key,
    locationId,
    pageSize: rawPageSize,
  })
  for await (const rows of pages)
    yield [...new Set(rows.flatMap(({ texts }) => texts.flatMap((text) => [...possibleIdsIn(text)])))]
}
