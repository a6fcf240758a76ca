import { covers, type Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import type { Erasures } from '../privacy/erasures.ts'
import type { Sql } from '../sql/run.ts'
import { type AdCostCommands, createAdCostCommands } from './ad-costs.ts'
import { type ChannelRuleCommands, createChannelRuleCommands } from './channel-rules.ts'
import { createIdentityCommands, type IdentityCommands } from './identity.ts'
import { createPrivacyCommands, type PrivacyCommands } from './privacy.ts'
import { createWriteKeyCommands, type WriteKeyCommands, type WriteKeySettings } from './write-keys.ts'

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

/** What a request may change, each within the locations of its credential. The schema asks for the scope of each. */
export type Commands = IdentityCommands & ChannelRuleCommands & AdCostCommands & WriteKeyCommands & PrivacyCommands

export function createCommands(deps: Omit<CommandDeps, 'assertCovered'>): Commands {
  const assertCovered = (locationId: string) => {
    if (!covers(deps.principal.locations, locationId))
      throw new GatewayError('FORBIDDEN', 'The token does not cover this location.')
  }
  return {
    ...createIdentityCommands({ ...deps, assertCovered }),
    ...createChannelRuleCommands({ ...deps, assertCovered }),
    ...createAdCostCommands({ ...deps, assertCovered }),
    ...createWriteKeyCommands({ ...deps, assertCovered }),
    ...createPrivacyCommands({ ...deps, assertCovered }),
  }
}

/** A time after the one before, so that of two decisions the later counts even when clocks differ or stand still. */
export function timeAfter(previous: string | undefined, now: number): Date {
  return new Date(Math.max(now, previous === undefined ? 0 : Date.parse(previous) + 1))
}
