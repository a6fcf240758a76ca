import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { claimSeconds } from '../ingest/event-claims.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { Statements } from '../sql/generated.ts'
import { divideLargeValues } from '../sql/large-values.ts'
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

export function createErasedIds(client: ClickHouseClient, insert: InsertRows): ErasedIds {
  const statements = readStatements()
  const hashes = createIdHashes(client)

  async function read<N extends 'suppressed-locations' | 'erased-ids'>(
    statement: N,
    params: Statements[N]['params'],
  ): Promise<Statements[N]['row'][]> {
    const { text, values } = divideLargeValues(statements.get(statement)?.text ?? '', params)
    const result = await client.query({ query: text, query_params: { ...values }, format: 'JSONEachRow' })
    return result.json<Statements[N]['row']>()
  }

  /** Locations that have erased anybody: most have not, and their ids need not be asked for one by one. */
  async function suppressedAmong(location_ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await read('suppressed-locations', { location_ids })
    const keyCount = rows.reduce((sum, { key_count }) => sum + Number(key_count), 0)
    if (keyCount > hashes.keyCount) await hashes.readKeys()
    return new Set(rows.map(({ location_id }) => location_id).filter((location) => location !== ''))
  }

  async function among(ids: readonly LocatedId[]): Promise<IsErased> {
    if (ids.length === 0) return () => false
    const suppressed = await suppressedAmong([...new Set(ids.map(({ location_id }) => location_id))])
    const asked = new Set(ids.filter(({ location_id }) => suppressed.has(location_id)).flatMap(hashes.of))
    if (asked.size === 0) return () => false
    const found = await read('erased-ids', {
      location_ids: [...suppressed],
      id_hashes: [...asked],
    })
    const erased = new Set(found.map(({ location_id, id_hash }) => keyOf(location_id, id_hash)))
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
