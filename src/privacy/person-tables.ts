import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import { type Feed, madeByRebuild, readFeeds } from '../rebuild/derived-tables.ts'

/** A table whose rows are about one person each, and the columns that say whom. */
interface PersonTable {
  table: string
  idColumns: string[]
}

/** A derived table whose rows are not kept by distinct id: several people may have contributed to one. */
export interface SharedTable {
  feed: Feed
  /** Columns of the sorting key with their types. */
  key: { name: string; type: string }[]
}

/** Where traces of people are. Read from the engine, so that tables of later versions are covered. */
export interface PersonTables {
  /** Landing tables and others that are written to, `events` last: the others are found through it. */
  landing: PersonTable[]
  derived: PersonTable[]
  shared: SharedTable[]
  /** Tables that know events by their uuid alone. */
  byUuid: string[]
  /** Tables of raw texts, by the column that names a row. */
  raw: { table: string; idColumn: string; textColumns: string[] }[]
  feeds: Feed[]
}

const idColumns = ['distinct_id', 'anonymous_id', 'user_id']
const textColumns = ['raw', 'detail']
/** What erasures themselves keep. */
const ownTables = ['erasures', 'erasure_subjects', 'erasure_keys', 'suppressed_ids']

interface Column {
  table: string
  name: string
  type: string
  in_key: boolean
}

export async function readPersonTables(client: ClickHouseClient): Promise<PersonTables> {
  const feeds = await readFeeds(client)
  const columns = await select<Column>(
    client,
    `SELECT columns.table AS table, columns.name AS name, columns.type AS type, columns.is_in_sorting_key::Bool AS in_key
    FROM system.columns AS columns
    INNER JOIN system.tables AS tables ON tables.database = columns.database AND tables.name = columns.table
    WHERE columns.database = currentDatabase() AND endsWith(tables.engine, 'MergeTree') AND NOT startsWith(table, '.')
      AND NOT match(table, {made_by_rebuild:String}) AND table NOT IN {own:Array(String)}
    ORDER BY table, columns.position`,
    { made_by_rebuild: madeByRebuild, own: ownTables },
  )
  const byTable = new Map<string, Column[]>()
  for (const column of columns) byTable.set(column.table, [...(byTable.get(column.table) ?? []), column])
  const found: PersonTables = { landing: [], derived: [], shared: [], byUuid: [], raw: [], feeds }
  for (const [table, own] of byTable) {
    const names = new Set(own.map(({ name }) => name))
    if (!names.has('location_id')) continue
    const ids = idColumns.filter((name) => names.has(name))
    const feedsOfTable = feeds.filter(({ target }) => target === table)
    const texts = textColumns.filter((name) => names.has(name))
    const idColumn = ['quarantine_id', 'uuid'].find((name) => names.has(name))
    if (ids.length > 0) (feedsOfTable.length > 0 ? found.derived : found.landing).push({ table, idColumns: ids })
    else if (feedsOfTable.length > 0) {
      const key = own.filter(({ in_key }) => in_key)
      for (const feed of feedsOfTable) found.shared.push({ feed, key })
    } else if (names.has('uuid')) found.byUuid.push(table)
    if (names.has('raw') && idColumn !== undefined) found.raw.push({ table, idColumn, textColumns: texts })
  }
  found.landing.sort((a, b) => Number(a.table === 'events') - Number(b.table === 'events'))
  return found
}
