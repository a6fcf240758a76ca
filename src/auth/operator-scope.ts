import { issueScope, type LocationScope } from './location-scope.ts'

/**
 * The scope of an operator's command, which runs in a process of its own and has the database's credentials anyway:
 * there is no token to verify. Nothing that answers HTTP may reach this module; `test/auth/location-scope.test.ts`
 * follows the imports.
 */
export function operatorScope(locations: '*' | readonly string[]): LocationScope {
  return issueScope(locations)
}
