import type { LocationScope } from '../../src/auth/principal.ts'

/** A scope without a token. Only tests may: in the gateway the verifier alone makes one. */
export function scopeOf(...locationIds: string[]): LocationScope {
  return locationIds as unknown as LocationScope
}
