import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { migrationState } from '../clickhouse/migrate.ts'
import { select } from '../clickhouse/select.ts'
import { assertSingleStore, storesOf } from '../clickhouse/stores.ts'
import { addKeys, keysIn } from '../privacy/id-hashes.ts'
import { readFeeds, readSlices } from '../rebuild/derived-tables.ts'

export interface CopyOptions {
  onProgress?: (rows: number, ofRows: number, table: string) => void
}

export interface CopyReport {
  from: string
  into: string
  /** Of a cluster; 1 on a single server. */
  shards: number
  /** Of landing tables. What derives from them came by itself. */
  rows: number
}

/**
 * Claims end after seconds, keys are added to those that the target has, and each database has its own record of
 * migrations.
 */
const notCopied = ['event_claims', 'suppression_keys', 'schema_migrations']
/** They say that an event is stored with all that derives from it: so after all that. */
const copiedLast = ['event_ids']

/**
 * Copies all locations of one database into another on the same server, which may be spread over the shards of a
 * cluster: rows of landing tables are inserted, and everything else derives from them as from rows that come in. The
 * source is only read.
 * @throws EngineError when the target has rows of these locations already, or not all of them afterwards, with what to
 * do.
 */
export async function copyDatabase(
  source: ClickHouse,
  target: ClickHouse,
  { onProgress = () => undefined }: CopyOptions = {},
): Promise<CopyReport> {
  assertSingleStore(source, 'A copy')
  const stores = storesOf(target, 'A copy')
  await assertSchema(source, target)
  const tables = await landingTables(source)
  for (const { table } of tables) await assertNothingThere(source, target, table)
  // Without them the hashes of erased ids say nothing.
  const keys = await keysIn(source.client)
  for (const { client } of stores) await addKeys(client, keys)
  const total = tables.reduce((sum, { rows }) => sum + rows, 0)
  let done = 0
  for (const { table, columns } of tables) {
    for (const { filter, rows } of await readSlices(source.client, table)) {
      // Names and filters are the engine's own; those of databases were checked.
      await target.client.command({
        query: `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM ${source.database}.${table} WHERE ${filter}
          SETTINGS max_partitions_per_insert_block = 0, max_execution_time = 0`,
      })
      done += rows
      onProgress(done, total, table)
    }
    await assertAllThere(source, target, table)
  }
  return { from: source.database, into: target.database, shards: stores.length, rows: done }
}

/** @throws EngineError when there is none of that name: opening it would make one. */
export async function assertDatabase({ client }: ClickHouse, name: string): Promise<void> {
  const found = await select(client, 'SELECT name FROM system.databases WHERE name = {name:String}', { name })
  if (found.length === 0) throw new EngineError(`There is no database ${name} on this server.`)
}

async function assertSchema(source: ClickHouse, target: ClickHouse): Promise<void> {
  for (const one of [source, target]) {
    const { applied, pending, unknown } = await migrationState(one)
    if (applied.length === 0)
      throw new EngineError(`There is no database ${one.database} of Attrigraph on this server.`)
    if (pending.length > 0 || unknown.length > 0)
      throw new EngineError(`The database ${one.database} has another schema than this version: migrate both first.`)
  }
}

interface LandingTable {
  table: string
  columns: string
  rows: number
}

/** What everything else derives from, with rows. */
async function landingTables({ client }: ClickHouse): Promise<LandingTable[]> {
  const derived = (await readFeeds(client)).map(({ target }) => target)
  const tables = await select<{ table: string; columns: string; rows: string }>(
    client,
    `SELECT tables.name AS table, arrayStringConcat(groupArray(columns.name), ', ') AS columns, toString(any(tables.total_rows)) AS rows
    FROM system.tables AS tables
    INNER JOIN system.columns AS columns ON columns.database = tables.database AND columns.table = tables.name
    WHERE tables.database = currentDatabase() AND tables.engine LIKE '%MergeTree' AND tables.total_rows > 0
      AND tables.name NOT IN {others:Array(String)}
    GROUP BY table
    ORDER BY has({last:Array(String)}, table), table`,
    { others: [...derived, ...notCopied], last: copiedLast },
  )
  return tables.map((one) => ({ ...one, rows: Number(one.rows) }))
}

async function assertNothingThere(source: ClickHouse, target: ClickHouse, table: string): Promise<void> {
  const [found] = await select<{ location_id: string }>(
    target.client,
    `SELECT location_id FROM ${table} WHERE ${isCopied(source, table)} LIMIT 1`,
  )
  if (found !== undefined)
    throw new EngineError(
      `The database ${target.database} has rows of the location ${found.location_id} already, in ${table}. A copy goes where there are none: ${fresh(target)}`,
    )
}

/** The same rows on both sides, replaced ones left out: each side merges in its own time. */
async function assertAllThere(source: ClickHouse, target: ClickHouse, table: string): Promise<void> {
  const [kind] = await select<{ final: string }>(
    source.client,
    `SELECT if(engine = 'MergeTree', '', 'FINAL') AS final FROM system.tables WHERE database = currentDatabase() AND name = {table:String}`,
    { table },
  )
  const countIn = async ({ client, database }: ClickHouse) => {
    const text = `SELECT toString(count()) AS n FROM ${database}.${table} ${kind?.final} WHERE ${isCopied(source, table)}`
    return (await select<{ n: string }>(client, text))[0]?.n
  }
  const [there, here] = [await countIn(source), await countIn(target)]
  if (there !== here)
    throw new EngineError(
      `${source.database}.${table} has ${there} rows, and ${here} arrived. Stop what writes to ${source.database}, and begin again: ${fresh(target)}`,
    )
}

/** Shards do not know the source: they are sent its locations. */
const isCopied = (source: ClickHouse, table: string) =>
  `location_id GLOBAL IN (SELECT DISTINCT location_id FROM ${source.database}.${table})`

const fresh = ({ database, cluster }: ClickHouse) =>
  cluster === undefined
    ? `drop ${database}, migrate it, and copy again.`
    : `drop ${database} and its shards' databases on every server, make them with attrigraph migrate --cluster ${cluster}, and copy again.`
