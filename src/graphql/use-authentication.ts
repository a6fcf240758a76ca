import type { Plugin } from 'graphql-yoga'
import type { Principal } from '../auth/principal.ts'
import type { TokenVerifier } from '../auth/verify-token.ts'
import { GatewayError } from '../errors.ts'
import { bearerToken } from '../http/bearer-token.ts'
import type { Logger } from '../log.ts'
import { refusal } from './refusal.ts'

/**
 * Verifies the bearer token before the query is even read: who has no valid one learns nothing about the schema, and
 * nothing is loaded for them.
 */
export function useAuthentication(
  verifyToken: TokenVerifier,
  log: Logger,
): {
  plugin: Plugin
  principalOf(request: Request): Principal
} {
  const principals = new WeakMap<Request, Principal>()
  return {
    principalOf(request) {
      const principal = principals.get(request)
      if (principal === undefined) throw new GatewayError('UNAUTHENTICATED')
      return principal
    },
    plugin: {
      async onRequest({ request, endResponse }) {
        try {
          principals.set(request, await verifyToken(credentialOf(request)))
        } catch (error) {
          if (!(error instanceof GatewayError)) throw error
          const unavailable = error.code === 'UNAVAILABLE'
          if (unavailable) log.error({ err: error.cause }, 'a token could not be verified')
          endResponse(refusal(error, unavailable ? { 'retry-after': '5' } : { 'www-authenticate': 'Bearer' }))
        }
      },
    },
  }
}

function credentialOf({ headers }: Request): string {
  const token = bearerToken(headers)
  if (token === undefined) throw new GatewayError('UNAUTHENTICATED', 'Send a read token: Authorization: Bearer …')
  return token
}
