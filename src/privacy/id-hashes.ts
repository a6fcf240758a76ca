import { createHmac, randomBytes } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import { createInsertRows } from '../ingest/insert-rows.ts'

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
}

export const newKey = (): string => randomBytes(32).toString('base64url')

/**
 * Gives every store the keys of all, before anything is hashed under one of them: who stores events need ask no other.
 * @param first Where there is none at all.
 */
export async function shareKeys(clients: readonly ClickHouseClient[], first?: string): Promise<void> {
  const all = new Set<string>()
  for (const client of clients) for (const key of await keysIn(client)) all.add(key)
  if (all.size === 0 && first !== undefined) all.add(first)
  for (const client of clients) await addKeys(client, [...all])
}

/** Gives a store the keys that it has not. */
export async function addKeys(client: ClickHouseClient, keys: readonly string[]): Promise<void> {
  const known = await keysIn(client)
  await createInsertRows(client)(
    'suppression_keys',
    keys.filter((key) => !known.includes(key)).map((key) => ({ key })),
  )
}

export async function keysIn(client: ClickHouseClient): Promise<string[]> {
  const result = await client.query({ query: 'SELECT key FROM suppression_keys', format: 'JSONEachRow' })
  return (await result.json<{ key: string }>()).map(({ key }) => key)
}

export function createIdHashes(client: ClickHouseClient): IdHashes {
  let keys: readonly string[] = []

  return {
    of: ({ location_id, id }) => keys.map((key) => hashOf(key, location_id, id)),
    get keyCount() {
      return keys.length
    },
    async readKeys() {
      keys = await keysIn(client)
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
