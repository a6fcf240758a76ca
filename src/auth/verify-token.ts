import { createHash } from 'node:crypto'
import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import type { KeySetOptions } from './key-set.ts'
import { isLocationId } from './location-id.ts'
import { issueScope } from './location-scope.ts'
import { type AccessScope, accessScopes, type Principal } from './principal.ts'
import { rememberVerified } from './remember-verified.ts'
import { createSignatureCheck, type SharedSignature, type TokenConfig } from './token-signature.ts'

export type { TokenConfig } from './token-signature.ts'
export type TokenVerifier = (token: string) => Promise<Principal>

const locationId = z.string().refine(isLocationId)
const claims = z.object({
  sub: z.string().optional(),
  scope: z.string().default(''),
  location_id: z.union([z.literal('*'), locationId]).optional(),
  // Whoever writes ["*"] means all or nothing; a token must not leave that open.
  location_ids: z.union([z.literal('*'), z.array(locationId)]).optional(),
})

/**
 * Verifies a bearer JWT and says who asks: see {@link createSignatureCheck} for what is checked, and
 * `docs/configuration.md` for the claims.
 * @throws GatewayError UNAUTHENTICATED, also for a token that names no location: it could not be allowed anything.
 * UNAVAILABLE when the
 * key set cannot be fetched. The message never holds the token.
 */
export function createTokenVerifier(
  config: TokenConfig,
  { signature, ...options }: KeySetOptions & SharedSignature = {},
): TokenVerifier {
  const checked = signature ?? createSignatureCheck(config, options)
  async function verifyToken(token: string): Promise<Principal> {
    const claims = await checked.check(token)
    if (isTinybirdStyle(claims))
      throw new GatewayError('UNAUTHENTICATED', 'This token is for the Tinybird routes only.')
    return toPrincipal(claims, token)
  }
  return rememberVerified(verifyToken, checked, options.now)
}

/** Tinybird's JWTs name a workspace and list what they may read; ours have `scope` and locations. */
export const isTinybirdStyle = (claims: JWTPayload) => claims.workspace_id !== undefined && Array.isArray(claims.scopes)

/** Who asks, by the claims of a token whose signature and times hold. @throws GatewayError UNAUTHENTICATED */
export function toPrincipal(payload: JWTPayload, token: string): Principal {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) {
    const claim = parsed.error.issues[0]?.path[0]
    throw new GatewayError('UNAUTHENTICATED', `The token's claim "${String(claim)}" is malformed.`)
  }
  const { sub, scope, location_id, location_ids } = parsed.data
  return {
    subject: sub,
    locations: issueScope(namedLocations(location_id, location_ids)),
    scopes: new Set(
      scope.split(/\s+/).filter((word): word is AccessScope => accessScopes.some((known) => known === word)),
    ),
    ...(payload.exp === undefined ? {} : { expiresAtMs: payload.exp * 1_000 }),
    credentialId: createHash('sha256').update(token).digest('base64url'),
  }
}

function namedLocations(
  one: string | undefined,
  several: '*' | readonly string[] | undefined,
): '*' | readonly string[] {
  // Which of the two counts would be a guess: the wider one opens too much, and the narrower one surprises later.
  if (one !== undefined && several !== undefined)
    throw new GatewayError('UNAUTHENTICATED', 'The token has both location_id and location_ids; it must have one.')
  const named = several ?? (one === undefined ? [] : one === '*' ? one : [one])
  if (named.length === 0)
    throw new GatewayError('UNAUTHENTICATED', 'The token names no location: it needs location_id or location_ids.')
  return named
}
