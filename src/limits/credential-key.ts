import { createHash } from 'node:crypto'
import { coveredLocations, type Principal } from '../auth/principal.ts'

const known = new WeakMap<object, string>()

/**
 * Names a credential for counting: its subject and its locations, hashed. Tokens that say the same are one credential,
 * and no token is kept.
 */
export function credentialKey(principal: Pick<Principal, 'subject' | 'locations'>): string {
  const key = known.get(principal) ?? hashed(principal)
  known.set(principal, key)
  return key
}

function hashed({ subject, locations }: Pick<Principal, 'subject' | 'locations'>): string {
  const covered = coveredLocations(locations)
  const named = covered === '*' ? covered : [...covered].sort()
  return createHash('sha256')
    .update(JSON.stringify([subject ?? null, named]))
    .digest('base64url')
}
