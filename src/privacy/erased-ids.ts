import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { claimSeconds } from '../ingest/claim-seconds.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { forEachInSlices } from '../slices.ts'
import { askStatement } from '../sql/ask-statement.ts'
import { createIdHashes, type LocatedId } from './id-hashes.ts'

/** Which of some ids are erased. */
export type IsErased = (id: LocatedId) => boolean

export interface ErasedIds {
  /** Asks the database each time: what is erased through one instance is erased for all at once. */
  among(ids: readonly LocatedId[]): Promise<IsErased>
  /**
   * Runs `store`, which is told what is erased. It holds a claim meanwhile, so that an erasure that begins after the
   * question waits for what is being stored.
   */
  guarded<T>(ids: readonly LocatedId[], store: (isErased: IsErased) => Promise<T>): Promise<T>
  /** The same, where to find the ids takes long: they are only asked for of locations that have erased anybody. */
  guardedIn<T>(
    locationIds: readonly string[],
    idsIn: (suppressed: ReadonlySet<string>) => Promise<readonly LocatedId[]>,
    store: (isErased: IsErased) => Promise<T>,
  ): Promise<T>
}

/** Of one question. */
const hashesAtOnce = 20_000

export function createErasedIds(client: ClickHouseClient, insert: InsertRows): ErasedIds {
  const suppressedLocations = askStatement(client, 'suppressed-locations')
  const erasedIds = askStatement(client, 'erased-ids')
  const hashes = createIdHashes(client)

  /** Locations that have erased anybody: most have not, and their ids need not be asked for one by one. */
  async function suppressedAmong(location_ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await suppressedLocations({ location_ids })
    const keyCount = rows.reduce((sum, { key_count }) => sum + Number(key_count), 0)
    if (keyCount > hashes.keyCount) await hashes.readKeys()
    return new Set(rows.map(({ location_id }) => location_id).filter((location) => location !== ''))
  }

  async function among(ids: readonly LocatedId[]): Promise<IsErased> {
    if (ids.length === 0) return () => false
    return amongSuppressed(ids, await suppressedAmong([...new Set(ids.map(({ location_id }) => location_id))]))
  }

  async function amongSuppressed(ids: readonly LocatedId[], suppressed: ReadonlySet<string>): Promise<IsErased> {
    const hashesOf = new Map<string, readonly string[]>()
    const asked = new Set<string>()
    await forEachInSlices(ids, (id) => {
      const key = keyOf(id.location_id, id.id)
      if (!suppressed.has(id.location_id) || hashesOf.has(key)) return
      const own = hashes.of(id)
      hashesOf.set(key, own)
      for (const hash of own) asked.add(hash)
    })
    const erased = new Set<string>()
    const id_hashes = [...asked]
    for (let start = 0; start < id_hashes.length; start += hashesAtOnce) {
      const found = await erasedIds({
        location_ids: [...suppressed],
        id_hashes: id_hashes.slice(start, start + hashesAtOnce),
      })
      for (const { location_id, id_hash } of found) erased.add(keyOf(location_id, id_hash))
    }
    if (erased.size === 0) return () => false
    return ({ location_id, id }) =>
      hashesOf.get(keyOf(location_id, id))?.some((hash) => erased.has(keyOf(location_id, hash))) === true
  }

  async function guardedIn<T>(
    locationIds: readonly string[],
    idsIn: (suppressed: ReadonlySet<string>) => Promise<readonly LocatedId[]>,
    store: (isErased: IsErased) => Promise<T>,
  ): Promise<T> {
    const claims = [...new Set(locationIds)].map((location_id) => ({
      location_id,
      uuid: randomUUID(),
      claim_id: randomUUID(),
      withdrawn: false,
    }))
    const claimedAt = performance.now()
    await insert('event_claims', claims)
    try {
      const suppressed = await suppressedAmong(claims.map(({ location_id }) => location_id))
      const isErased = await amongSuppressed(await idsIn(suppressed), suppressed)
      if (performance.now() - claimedAt > (claimSeconds * 1_000) / 2)
        throw new IngestOverloadedError('The database is too slow: a claim ran out.')
      return await store(isErased)
    } finally {
      // Without it an erasure waits until the claim ends.
      const withdrawn = claims.map((claim) => ({ ...claim, withdrawn: true }))
      await insert('event_claims', withdrawn).catch(() => undefined)
    }
  }

  return {
    among,
    guardedIn,
    guarded: (ids, store) =>
      guardedIn(
        ids.map(({ location_id }) => location_id),
        async () => ids,
        store,
      ),
  }
}

const keyOf = (locationId: string, hash: string) => `${locationId}\n${hash}`
