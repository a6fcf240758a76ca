import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { claimSeconds } from '../ingest/event-claims.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { Statements } from '../sql/generated.ts'
import { readStatements } from '../sql/statement.ts'

export interface LocatedId {
  location_id: string
  id: string
}

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

const keyOf = ({ location_id, id }: LocatedId) => `${location_id}\n${id}`

/** A ClickHouse server takes a parameter of at most 128 KiB (http_max_field_value_size); texts grow when they are quoted. */
const lookupBytes = 40_000

export function createErasedIds(client: ClickHouseClient, insert: InsertRows): ErasedIds {
  const query = readStatements().get('erased-ids')?.text ?? ''

  async function among(ids: readonly LocatedId[]): Promise<IsErased> {
    const erased = new Set<string>()
    for (const part of partsOf(new Map(ids.map((id) => [keyOf(id), id])).values())) {
      const result = await client.query({
        query,
        query_params: {
          location_ids: [...new Set(part.map(({ location_id }) => location_id))],
          id_locations: part.map(({ location_id }) => location_id),
          ids: part.map(({ id }) => id),
        },
        format: 'JSONEachRow',
      })
      for (const row of await result.json<Statements['erased-ids']['row']>()) erased.add(keyOf(row))
    }
    return (id) => erased.has(keyOf(id))
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

function* partsOf(ids: Iterable<LocatedId>): Generator<LocatedId[]> {
  let part: LocatedId[] = []
  let bytes = 0
  for (const id of ids) {
    const size = Buffer.byteLength(id.id) + Buffer.byteLength(id.location_id) + 8
    if (part.length > 0 && bytes + size > lookupBytes) {
      yield part
      part = []
      bytes = 0
    }
    part.push(id)
    bytes += size
  }
  if (part.length > 0) yield part
}
