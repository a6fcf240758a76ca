import type { ClickHouseClient } from '@clickhouse/client'
import { EngineError } from '../clickhouse/embedded.ts'
import { type Feed, readFeeds, readLeftovers, readSlices, type Slice } from './derived-tables.ts'

export interface RebuildOptions {
  /** Rows of the landing tables that were read, out of all that will be, and what is at work. */
  onProgress?: (done: number, total: number, table: string) => void
  /** Removes what an interrupted rebuild left behind. Only when none is running. */
  force?: boolean
  /** Inserts that began so long before the rebuild may still be on their way when it starts. */
  inFlightSeconds?: number
}

export interface RebuildReport {
  /** Derived tables that were replaced. */
  tables: string[]
  /** Rows of landing tables that were read, once per view. */
  rows: number
}

const shadowOf = (name: string) => `${name}_rebuild`

/**
 * Derives every derived table again from the landing tables, while the gateway reads and writes:
 * 1. next to each table an empty one, filled by a copy of its views with everything that comes in from now on,
 * 2. what came in before, partition by partition; twice makes no difference, every state is idempotent,
 * 3. once more the newest rows, for inserts that were on their way at the start,
 * 4. the two tables change places at once, and the old one goes.
 * @throws EngineError when another rebuild is running, or was interrupted.
 */
export async function rebuild(
  client: ClickHouseClient,
  { onProgress = () => undefined, force = false, inFlightSeconds = 600 }: RebuildOptions = {},
): Promise<RebuildReport> {
  await clearLeftovers(client, force)
  const feeds = await readFeeds(client)
  const tables = [...new Set(feeds.map(({ target }) => target))]
  const sources = [...new Set(feeds.map(({ source }) => source))]

  for (const table of tables) await client.command({ query: `CREATE TABLE ${shadowOf(table)} AS ${table}` })
  for (const { view, target, select } of feeds)
    await client.command({
      query: `CREATE MATERIALIZED VIEW ${shadowOf(view)} TO ${shadowOf(target)} AS ${select}`,
    })
  const [{ startedAt } = { startedAt: '' }] = await (
    await client.query({ query: "SELECT toString(now(), 'UTC') AS startedAt", format: 'JSONEachRow' })
  ).json<{ startedAt: string }>()

  const slices = new Map<string, Slice[]>()
  for (const source of sources) slices.set(source, await readSlices(client, source))
  const rowsOf = (feed: Feed) => (slices.get(feed.source) ?? []).reduce((sum, { rows }) => sum + rows, 0)
  const total = feeds.reduce((sum, feed) => sum + rowsOf(feed), 0)
  let done = 0
  for (const feed of feeds) {
    for (const { partitionId, rows } of slices.get(feed.source) ?? []) {
      onProgress(done, total, feed.target)
      await backfill(client, feed, `_partition_id = ${quoted(partitionId)}`)
      done += rows
    }
  }
  const recently = `received_at >= toDateTime(${quoted(startedAt)}, ${quoted('UTC')}) - ${Math.ceil(inFlightSeconds)}`
  for (const feed of feeds) await backfill(client, feed, recently)

  for (const table of tables) await client.command({ query: `EXCHANGE TABLES ${table} AND ${shadowOf(table)}` })
  for (const { view } of feeds) await client.command({ query: `DROP TABLE ${shadowOf(view)} SYNC` })
  for (const table of tables) await client.command({ query: `DROP TABLE ${shadowOf(table)} SYNC` })
  onProgress(total, total, 'done')
  return { tables, rows: done }
}

/** Feeds the rows of the source that fit into the shadow, as the view would have. */
async function backfill(client: ClickHouseClient, feed: Feed, filter: string): Promise<void> {
  const columns = feed.columns.join(', ')
  await client.command({
    // The filter is made of names and times that the engine itself gave.
    query: `INSERT INTO ${shadowOf(feed.target)} (${columns}) SELECT ${columns} FROM (${feed.select})
      SETTINGS additional_table_filters = {'${feed.source}': '${filter.replaceAll("'", "\\'")}'},
        max_bytes_before_external_group_by = 1000000000, max_partitions_per_insert_block = 0, max_execution_time = 0`,
  })
}

const quoted = (text: string) => `'${text.replace(/[^\w :.-]/g, '')}'`

async function clearLeftovers(client: ClickHouseClient, force: boolean): Promise<void> {
  const leftovers = await readLeftovers(client)
  if (leftovers.length > 0 && !force)
    throw new EngineError(
      'Another rebuild is running, or one was interrupted. When none is running: attrigraph rebuild --force',
    )
  for (const { name } of leftovers) await client.command({ query: `DROP TABLE ${name} SYNC` })
}
