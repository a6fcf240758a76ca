import type { LocationScope } from './location-scope.ts'

export { coveredLocations, covers, type LocationScope } from './location-scope.ts'

/** What a verified credential may do. */
export type AccessScope = 'read' | 'write' | 'manage' | 'erase'
export const accessScopes: readonly AccessScope[] = ['read', 'write', 'manage', 'erase']

/** Who asks: the outcome of verifying a credential. */
export interface Principal {
  subject: string | undefined
  locations: LocationScope
  scopes: ReadonlySet<AccessScope>
  /** When the credential ends, in epoch milliseconds. */
  expiresAtMs?: number
  /** Tells credentials apart without being one. */
  credentialId?: string
}
