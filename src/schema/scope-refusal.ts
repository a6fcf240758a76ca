import { type AuthFailure, AuthScopeFailureType } from '@pothos/plugin-scope-auth'
import { GraphQLError, type GraphQLResolveInfo } from 'graphql'

/** Says which scope a token lacks for a field. */
export function scopeRefusal(failure: AuthFailure, { parentType, fieldName }: GraphQLResolveInfo): GraphQLError {
  const scopes = scopesIn(failure)
  const lacking = scopes.length === 0 ? 'a scope' : `the scope ${scopes.join(' or ')}`
  return new GraphQLError(`The token lacks ${lacking}, which ${parentType.name}.${fieldName} needs.`, {
    extensions: { code: 'FORBIDDEN' },
  })
}

function scopesIn(failure: AuthFailure): string[] {
  if (failure.kind === AuthScopeFailureType.AuthScope) return [String(failure.scope)]
  return 'failures' in failure ? [...new Set(failure.failures.flatMap(scopesIn))] : []
}
