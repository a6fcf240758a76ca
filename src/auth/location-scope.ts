import { isLocationId } from './location-id.ts'

declare const verified: unique symbol

/**
 * The locations that a verified credential covers. Nothing but a scope that was issued here is one: the type is
 * branded, and whoever reads a scope asks whether it was issued, so that an object which a cast or an argument made is
 * refused at run time too.
 */
export interface LocationScope {
  readonly [verified]: true
}

const issued = new WeakMap<LocationScope, '*' | ReadonlySet<string>>()

/**
 * Makes a scope. For `verify-token.ts` and `verify-tinybird-token.ts`, from a verified credential, and
 * `operator-scope.ts`, and nobody else; `test/auth/location-scope.test.ts` looks at who imports it.
 */
export function issueScope(locations: '*' | readonly string[]): LocationScope {
  // The one cast of the brand: the registry beside it is what counts.
  const scope = Object.freeze({}) as LocationScope
  issued.set(scope, locations === '*' ? locations : new Set(locations))
  return scope
}

/** @throws Error for a scope that was not issued: a defect of ours, and never an answer. */
function read(scope: LocationScope): '*' | ReadonlySet<string> {
  const locations = issued.get(scope)
  if (locations === undefined) throw new Error('This location scope was not issued by the verifier.')
  return locations
}

/** Whether the credential covers the location. @throws Error for a scope that was not issued */
export function covers(scope: LocationScope, locationId: string): boolean {
  const locations = read(scope)
  return locations === '*' ? isLocationId(locationId) : locations.has(locationId)
}

/**
 * The locations that the credential names, each once, or `'*'` for all. @throws Error for a scope that was not issued
 */
export function coveredLocations(scope: LocationScope): '*' | readonly string[] {
  const locations = read(scope)
  return locations === '*' ? locations : [...locations]
}
