import { randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from '../clickhouse/select.ts'
import { hexLiteral } from '../sql/hex-literal.ts'
import { backfill } from './backfill.ts'
import { type Feed, readFeeds, readSlices, type Slice } from './derived-tables.ts'
import { insertMaxMs, insertsInFlight } from './in-flight.ts'
import { keepLock, releaseLock, takeLock } from './lock.ts'
import { assertViews } from './missing-views.ts'
import { createShadows, dropLeftovers } from './shadows.ts'

export interface RebuildOptions {
  /** Rows of the landing tables that were read, out of all that will be, and what is at work. */
  onProgress?: (done: number, total: number, table: string) => void
  /** Only these derived tables; all of them without it. */
  tables?: readonly string[]
  /** Only the rows of these locations; those of others are taken over as they are. All locations without it. */
  locations?: readonly string[]
  /** Takes over from an interrupted rebuild. One that is running nevertheless fails, and changes nothing any more. */
  force?: boolean
  /** How long an insert may take, from the time its rows were received. */
  inFlightSeconds?: number
  /** Stops after the partition at work; the served tables stay as they were. */
  signal?: AbortSignal
}

export interface RebuildReport {
  /** Derived tables that were replaced. */
  tables: string[]
  /** Rows of landing tables that were read, once per view. */
  rows: number
}

/** Rows wait no longer in a gateway that is not overloaded, from their coming to their insert. */
const newestSeconds = 60

/**
 * Derives tables of one store again from its landing tables, while the gateway reads and writes:
 * 1. next to each table an empty one, filled by a copy of its views with everything that comes in from now on,
 * 2. when the inserts that began before have ended, what is there, partition by partition; twice makes no difference, every
 *    state is idempotent,
 * 3. the two tables change places at once; both go on being filled,
 * 4. once more the newest rows, for an insert that began in the very moment of the change and knew one view before and one after
 *    it: answers lack its rows until the newest of all, which come first, are there; then the old table goes.
 * Of some locations only: between 1 and 2 the new table takes over the parts of the old one, without the rows of these
 * locations. On a server a partition must be read within the client's `request_timeout`.
 * @throws EngineError when another rebuild is running, or a view is missing.
 */
export async function rebuildStore(clickhouse: ClickHouse, options: RebuildOptions): Promise<RebuildReport> {
  const { client } = clickhouse
  const { onProgress = () => undefined, inFlightSeconds = insertMaxMs / 1_000, signal } = options
  const runId = randomBytes(4).toString('hex')
  await takeLock(clickhouse, runId, options.force ?? false)
  const drained = () => insertsInFlight(clickhouse, inFlightSeconds * 1_000)
  const stopKeeping = keepLock(clickhouse, runId)
  try {
    await dropLeftovers(client)
    const all = await readFeeds(client)
    await assertViews(clickhouse, all, options.tables)
    const feeds = chosen(all, options.tables)
    const shadows = createShadows(client, runId, feeds)
    try {
      await shadows.create()
      const createdAt = await engineTime(client)
      await drained()
      if (options.locations !== undefined) {
        await shadows.takeOver(options.locations)
        // An insert whose rows were among those of the locations must be in the landing table before that is read.
        await drained()
      }
      const within = locationFilter(options.locations)
      const steps = await planOf(client, feeds)
      const total = steps.reduce((sum, { slice }) => sum + slice.rows, 0)
      let done = 0
      for (const { feed, slice } of steps) {
        signal?.throwIfAborted()
        onProgress(done, total, feed.target)
        await backfill(client, feed, shadows.shadowOf(feed.target), `${slice.filter}${within}`)
        done += slice.rows
      }
      signal?.throwIfAborted()
      const exchangedAt = await engineTime(client)
      await shadows.exchange()
      await drained()
      for (const since of [exchangedAt - newestSeconds, createdAt - inFlightSeconds])
        for (const feed of feeds) await backfill(client, feed, feed.target, receivedSince(feed, since))
      await shadows.drop(drained)
      onProgress(total, total, 'done')
      return { tables: shadows.tables, rows: done }
    } catch (error) {
      // Otherwise every insert would go on paying for them. What failed is more telling than that this fails too.
      await shadows.drop(drained).catch(() => undefined)
      throw error
    }
  } finally {
    stopKeeping()
    await releaseLock(clickhouse, runId)
  }
}

/** A filter is part of the statement's text and takes no parameters. */
const locationFilter = (locations: readonly string[] | undefined) =>
  locations === undefined ? '' : ` AND location_id IN (${locations.map(hexLiteral).join(', ')})`

const receivedSince = ({ dated }: Feed, seconds: number) =>
  dated ? `received_at >= toDateTime(${Math.floor(seconds)}, 'UTC')` : '1'

async function planOf(client: ClickHouseClient, feeds: readonly Feed[]): Promise<{ feed: Feed; slice: Slice }[]> {
  const slices = new Map<string, Slice[]>()
  for (const { source } of feeds) slices.set(source, slices.get(source) ?? (await readSlices(client, source)))
  return feeds.flatMap((feed) => (slices.get(feed.source) ?? []).map((slice) => ({ feed, slice })))
}

/** In seconds since 1970, by the clock of the engine. */
async function engineTime(client: ClickHouseClient): Promise<number> {
  const [row] = await select<{ now: number }>(client, 'SELECT toUnixTimestamp(now()) AS now')
  if (row === undefined) throw new EngineError('The engine does not tell the time.')
  return row.now
}

function chosen(feeds: readonly Feed[], tables: readonly string[] | undefined): Feed[] {
  const targets = [...new Set(feeds.map(({ target }) => target))]
  const chained = feeds.find(({ source }) => targets.includes(source))
  // Its source would have to be rebuilt first, and its copy reads the served table, not the shadow.
  if (chained) throw new EngineError(`${chained.view} derives from a derived table, which a rebuild cannot follow.`)
  const unknown = tables?.filter((table) => !targets.includes(table)) ?? []
  if (unknown.length > 0)
    throw new EngineError(`Not a derived table: ${unknown.join(', ')}. Derived tables: ${targets.join(', ')}.`)
  return feeds.filter(({ target }) => tables === undefined || tables.includes(target))
}
