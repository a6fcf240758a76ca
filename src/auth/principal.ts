/** What a verified credential may do. */
export type AccessScope = 'read' | 'write' | 'manage' | 'erase'
export const accessScopes: readonly AccessScope[] = ['read', 'write', 'manage', 'erase']

declare const verified: unique symbol

/** The locations that a verified credential covers. Only the verifier makes one, so it cannot be forged from an argument. */
export type LocationScope = ('*' | readonly string[]) & { readonly [verified]: true }

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

export function covers(scope: LocationScope, locationId: string): boolean {
  return scope === '*' || scope.includes(locationId)
}
