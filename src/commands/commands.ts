import { covers } from '../auth/principal.ts'
import { GatewayError } from '../errors.ts'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { toGatewayError } from '../sql/database-error.ts'
import { type AdCostCommands, createAdCostCommands } from './ad-costs.ts'
import { type ChannelRuleCommands, createChannelRuleCommands } from './channel-rules.ts'
import type { CommandDeps } from './command-deps.ts'
import { createIdentityCommands, type IdentityCommands } from './identity.ts'
import { createPrivacyCommands, type PrivacyCommands } from './privacy.ts'
import { createWriteKeyCommands, type WriteKeyCommands } from './write-keys.ts'

/** What a request may change, each within the locations of its credential. The schema asks for the scope of each. */
export type Commands = IdentityCommands & ChannelRuleCommands & AdCostCommands & WriteKeyCommands & PrivacyCommands

/**
 * @param onDone Told when a command has ended, also when it failed: something may have been changed.
 * Whatever a command did itself, it fails with a code of the closed table.
 */
export function createCommands(
  { principal, ...deps }: Omit<CommandDeps, 'assertCovered'>,
  onDone: () => void = () => undefined,
): Commands {
  const assertCovered = (locationId: string) => {
    if (!covers(principal.locations, locationId))
      throw new GatewayError('FORBIDDEN', 'The token does not cover this location.')
  }
  const all = { ...deps, principal, assertCovered }
  const run =
    <I, O>(command: (input: I) => Promise<O>) =>
    async (input: I) => {
      try {
        return await command(input)
      } catch (error) {
        throw refusal(error)
      } finally {
        onDone()
      }
    }
  const identity = createIdentityCommands(all)
  const channelRules = createChannelRuleCommands(all)
  const adCosts = createAdCostCommands(all)
  const writeKeys = createWriteKeyCommands(all)
  const privacy = createPrivacyCommands(all)
  return {
    mapIdentity: run(identity.mapIdentity),
    unmapIdentity: run(identity.unmapIdentity),
    setChannelRules: run(channelRules.setChannelRules),
    importAdCosts: run(adCosts.importAdCosts),
    createWriteKey: run(writeKeys.createWriteKey),
    revokeWriteKey: run(writeKeys.revokeWriteKey),
    eraseUser: run(privacy.eraseUser),
    allowErasedUser: run(privacy.allowErasedUser),
    setPrivacySettings: run(privacy.setPrivacySettings),
  }
}

function refusal(error: unknown): GatewayError {
  if (error instanceof IngestOverloadedError) {
    const { retryAfterSeconds } = error
    return new GatewayError('UNAVAILABLE', undefined, { cause: error, retryAfterSeconds })
  }
  const refused = toGatewayError(error)
  if (refused.code !== 'TIMEOUT') return refused
  // Nothing was asked for that could be narrowed, and what was to be stored may be.
  const message = 'The database took too long. It may have been done; look, or try again.'
  return new GatewayError('UNAVAILABLE', message, { cause: refused.cause })
}
