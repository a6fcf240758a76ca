import type { Principal } from '../auth/principal.ts'
import type { WriteKeys } from '../auth/write-keys.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import type { Erasures } from '../privacy/erasures.ts'
import type { Sql } from '../sql/run.ts'

/** What the commands of one request work with. */
export interface CommandDeps {
  principal: Principal
  sql: Sql
  insert: InsertRows
  now: () => number
  writeKeys: WriteKeySettings
  erasures: Erasures
  erasedIds: ErasedIds
  /** @throws GatewayError FORBIDDEN when the credential does not cover the location. */
  assertCovered(locationId: string): void
}

/** What the commands know of the gateway's keys beside the database. */
export interface WriteKeySettings {
  /** Keys in force that a location may have. Two that are made in the same moment may exceed it by one. */
  maxPerLocation: number
  configured: WriteKeys
  /** Tells the process that a key must not be taken any more. */
  onRevoke(keyHash: string): void
}
