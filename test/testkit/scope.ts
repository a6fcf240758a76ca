import { operatorScope } from '../../src/auth/operator-scope.ts'
import type { LocationScope } from '../../src/auth/principal.ts'

/** A scope without a token, as operators' commands have one. */
export function scopeOf(...locationIds: string[]): LocationScope {
  return operatorScope(locationIds)
}
