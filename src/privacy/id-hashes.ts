import { createHmac, randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { InsertRows } from '../ingest/insert-rows.ts'

export interface LocatedId {
  location_id: string
  id: string
}

/** The keyed hashes under which ids are kept that must not come back. */
export interface IdHashes {
  /** One per key. */
  of(id: LocatedId): string[]
  /** How many keys are known here. */
  readonly keyCount: number
  readKeys(): Promise<void>
  /** Makes the first key, if there is none. */
  ensureKey(insert: InsertRows): Promise<void>
}

export function createIdHashes(client: ClickHouseClient): IdHashes {
  let keys: readonly string[] = []

  async function readKeys(): Promise<void> {
    const result = await client.query({ query: 'SELECT key FROM suppression_keys', format: 'JSONEachRow' })
    keys = (await result.json<{ key: string }>()).map(({ key }) => key)
  }

  return {
    of: ({ location_id, id }) => keys.map((key) => hashOf(key, location_id, id)),
    get keyCount() {
      return keys.length
    },
    readKeys,
    async ensureKey(insert) {
      await readKeys()
      if (keys.length > 0) return
      await insert('suppression_keys', [{ key: randomBytes(32).toString('base64url') }])
      await readKeys()
    },
  }
}

/** 128 bits in the form of a UUID, which the engine keeps and finds as a number. */
function hashOf(key: string, locationId: string, id: string): string {
  const digest = createHmac('sha256', key)
    .update(JSON.stringify([locationId, id]))
    .digest('hex')
  return digest.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
