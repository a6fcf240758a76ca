import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { GatewayError } from '../errors.ts'
import { countRows, deleteRows } from '../rebuild/delete-rows.ts'
import { insertsInFlight } from '../rebuild/in-flight.ts'
import { isLocked } from '../rebuild/lock.ts'
import { rebuild } from '../rebuild/rebuild.ts'
import type { OnRemoved } from './erase-landing.ts'
import { type ErasureRef, rowsAbout } from './erasure-rows.ts'
import type { PersonTables, SharedTable } from './person-tables.ts'
import { countNotedRows, deleteNotedRows, isLeftToOthers, noteDeriveAgain, tablesToDeriveAgain } from './shared-rows.ts'

/** How long an erasure waits for a rebuild, which may have read the events before they were erased. */
const rebuildWaitMs = 60_000
const attemptsMax = 10

const busy = () =>
  new GatewayError(
    'UNAVAILABLE',
    'The erasure is recorded and goes on by itself when the rebuild that is running has ended. Ask again later.',
  )

/**
 * Removes the subjects from derived tables, after they are gone from the landing tables. Rows that others share are
 * derived again from what is left, beside the served table, which is then exchanged: others' answers are right all the
 * time.
 */
export async function eraseDerived(
  clickhouse: ClickHouse,
  ref: ErasureRef,
  tables: PersonTables,
  onRemoved: OnRemoved,
): Promise<void> {
  const { client } = clickhouse
  let derivedAgain = new Set<string>()

  async function removeOnce(): Promise<void> {
    await noteThoseLeftToOthers()
    const again = new Set(await tablesToDeriveAgain(client, ref))
    for (const shared of tables.shared) {
      const { target } = shared.feed
      const rows = again.has(target)
        ? await countNotedRows(client, ref, shared)
        : await deleteNotedRows(client, ref, shared)
      await onRemoved(target, rows)
    }
    for (const { table, idColumns } of tables.derived)
      await onRemoved(table, await deleteRows(client, table, rowsAbout(ref, idColumns)))
    // An event of somebody else that came while its row was being deleted.
    await insertsInFlight(clickhouse)
    await noteThoseLeftToOthers()
    const targets = await tablesToDeriveAgain(client, ref)
    if (targets.length > 0) await deriveAgain(clickhouse, ref.locationId, targets)
    derivedAgain = new Set(targets)
  }

  async function noteThoseLeftToOthers(): Promise<void> {
    const known = new Set(await tablesToDeriveAgain(client, ref))
    const left: SharedTable[] = []
    for (const shared of tables.shared)
      if (!known.has(shared.feed.target) && (await isLeftToOthers(client, ref, shared))) left.push(shared)
    await noteDeriveAgain(
      client,
      ref,
      left.map(({ feed }) => feed.target),
    )
  }

  async function isClean(): Promise<boolean> {
    for (const { table, idColumns } of tables.derived)
      if ((await countRows(client, table, rowsAbout(ref, idColumns))) > 0) return false
    for (const shared of tables.shared)
      if (!derivedAgain.has(shared.feed.target) && (await countNotedRows(client, ref, shared)) > 0) return false
    return true
  }

  // A rebuild that began before the events were gone, or that took over rows before they were deleted, puts them back
  // when it ends.
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    await untilUnlocked(clickhouse)
    await removeOnce()
    await untilUnlocked(clickhouse)
    if (await isClean()) return
  }
  throw busy()
}

/** Derives tables of one location again, after the rebuild that may be running. */
export async function deriveAgain(
  clickhouse: ClickHouse,
  locationId: string,
  tables: readonly string[] | undefined,
): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await untilUnlocked(clickhouse)
    try {
      await rebuild(clickhouse, { locations: [locationId], ...(tables === undefined ? {} : { tables }) })
      return
    } catch (error) {
      // Somebody else was faster.
      if (!(error instanceof EngineError) || attempt === attemptsMax) throw error
      await sleep(50 + Math.random() * 200)
    }
  }
}

async function untilUnlocked(clickhouse: ClickHouse): Promise<void> {
  const deadline = performance.now() + rebuildWaitMs
  for (let pauseMs = 10; await isLocked(clickhouse); pauseMs = Math.min(pauseMs * 2, 500)) {
    if (performance.now() > deadline) throw busy()
    await sleep(pauseMs)
  }
}
