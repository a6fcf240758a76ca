import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { claimSeconds } from '../ingest/event-claims.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { Statements } from '../sql/generated.ts'
import { readStatements } from '../sql/statement.ts'
import { createIdHashes, type LocatedId } from './id-hashes.ts'

/** Which of some ids are erased. */
export type IsErased = (id: LocatedId) => boolean

export interface ErasedIds {
  /** Asks the database each time: what is erased through one instance is erased for all at once. */
  among(ids: readonly LocatedId[]): Promise<IsErased>
  /**
   * Runs `store`, which is told what is erased. It holds a claim meanwhile, so that an erasure that begins after the question
   * waits for what is being stored.
   */
  guarded<T>(ids: readonly LocatedId[], store: (isErased: IsErased) => Promise<T>): Promise<T>
}

type Found = Statements['erased-ids']['row']

/** A ClickHouse server takes a parameter of at most 128 KiB (http_max_field_value_size). */
const lookupSize = 2_000

export function createErasedIds(client: ClickHouseClient, insert: InsertRows): ErasedIds {
  const query = readStatements().get('erased-ids')?.text ?? ''
  const hashes = createIdHashes(client)

  async function find(located: readonly [location: string, hash: string][]): Promise<Found[]> {
    const result = await client.query({
      query,
      query_params: {
        location_ids: [...new Set(located.map(([location]) => location))],
        id_hashes: located.map(([, hash]) => hash),
      },
      format: 'JSONEachRow',
    })
    return result.json<Found>()
  }

  async function among(ids: readonly LocatedId[]): Promise<IsErased> {
    if (ids.length === 0) return () => false
    const hashed = new Map<string, [location: string, hash: string]>()
    for (const id of ids)
      for (const hash of hashes.of(id)) hashed.set(keyOf(id.location_id, hash), [id.location_id, hash])
    const erased = new Set<string>()
    const all = [...hashed.values()]
    for (let start = 0; start === 0 || start < all.length; start += lookupSize)
      for (const { location_id, id_hash, key_count } of await find(all.slice(start, start + lookupSize))) {
        if (id_hash !== '') erased.add(keyOf(location_id, id_hash))
        else if (Number(key_count) > hashes.keyCount) {
          await hashes.readKeys()
          return among(ids)
        }
      }
    return (id) => erased.size > 0 && hashes.of(id).some((hash) => erased.has(keyOf(id.location_id, hash)))
  }

  return {
    among,
    async guarded(ids, store) {
      const locations = [...new Set(ids.map(({ location_id }) => location_id))]
      const claims = locations.map((location_id) => ({
        location_id,
        uuid: randomUUID(),
        claim_id: randomUUID(),
        withdrawn: false,
      }))
      const claimedAt = performance.now()
      await insert('event_claims', claims)
      try {
        const isErased = await among(ids)
        if (performance.now() - claimedAt > (claimSeconds * 1_000) / 2)
          throw new IngestOverloadedError('The database is too slow: a claim ran out.')
        return await store(isErased)
      } finally {
        // Without it an erasure waits until the claim ends.
        const withdrawn = claims.map((claim) => ({ ...claim, withdrawn: true }))
        await insert('event_claims', withdrawn).catch(() => undefined)
      }
    },
  }
}

const keyOf = (locationId: string, hash: string) => `${locationId}\n${hash}`
