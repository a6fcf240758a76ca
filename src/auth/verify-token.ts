import { createHash } from 'node:crypto'
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Config } from '../config.ts'
import { GatewayError } from '../errors.ts'
import { type AccessScope, accessScopes, type LocationScope, type Principal } from './principal.ts'

export type TokenVerifier = (token: string) => Promise<Principal>

export type TokenConfig = Pick<
  Config,
  'JWT_SECRET' | 'JWKS_URL' | 'JWT_ISSUER' | 'JWT_AUDIENCE' | 'JWT_CLOCK_TOLERANCE_SECONDS'
>

const locationId = z.string().min(1)
const claims = z.object({
  sub: z.string().optional(),
  scope: z.string().default(''),
  location_id: locationId.optional(),
  location_ids: z.union([z.literal('*'), z.array(locationId)]).optional(),
})

/**
 * Verifies a bearer JWT and says who asks. A shared secret admits HS256 only, a key set asymmetric algorithms only:
 * the token never chooses.
 * @throws GatewayError UNAUTHENTICATED; the message never holds the token.
 */
export function createTokenVerifier(config: TokenConfig): TokenVerifier {
  const verify = signatureCheck(config)
  return async function verifyToken(token) {
    if (token.split('.').length !== 3)
      throw new GatewayError(
        'UNAUTHENTICATED',
        'The bearer token is not a JWT. A write key only writes; the graph needs a read token.',
      )
    return toPrincipal(await verify(token).catch(refuse), token)
  }
}

function signatureCheck(config: TokenConfig): (token: string) => Promise<JWTPayload> {
  const options: JWTVerifyOptions = {
    requiredClaims: ['exp'],
    clockTolerance: config.JWT_CLOCK_TOLERANCE_SECONDS,
    ...(config.JWT_ISSUER === undefined ? {} : { issuer: config.JWT_ISSUER }),
    ...(config.JWT_AUDIENCE === undefined ? {} : { audience: config.JWT_AUDIENCE }),
  }
  if (config.JWKS_URL !== undefined) {
    const keys = createRemoteJWKSet(new URL(config.JWKS_URL))
    const asymmetric = { ...options, algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'] }
    return async (token) => (await jwtVerify(token, keys, asymmetric)).payload
  }
  if (config.JWT_SECRET === undefined) throw new Error('Neither JWT_SECRET nor JWKS_URL is set.')
  const secret = new TextEncoder().encode(config.JWT_SECRET)
  const symmetric = { ...options, algorithms: ['HS256'] }
  return async (token) => (await jwtVerify(token, secret, symmetric)).payload
}

function refuse(cause: unknown): never {
  if (cause instanceof errors.JWTExpired) throw new GatewayError('UNAUTHENTICATED', 'The token has expired.', { cause })
  if (cause instanceof errors.JWTClaimValidationFailed)
    throw new GatewayError('UNAUTHENTICATED', `The token's claim "${cause.claim}" is missing or wrong.`, { cause })
  throw new GatewayError('UNAUTHENTICATED', 'The token is not valid.', { cause })
}

function toPrincipal(payload: JWTPayload, token: string): Principal {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) throw new GatewayError('UNAUTHENTICATED', "The token's claims are malformed.")
  const { sub, scope, location_id, location_ids } = parsed.data
  const named = location_ids ?? (location_id === undefined ? [] : location_id === '*' ? '*' : [location_id])
  return {
    subject: sub,
    // The one place where a scope comes to be: from a verified credential.
    locations: (named === '*' ? named : [...new Set(named)]) as unknown as LocationScope,
    scopes: new Set(
      scope.split(/\s+/).filter((word): word is AccessScope => accessScopes.some((known) => known === word)),
    ),
    ...(payload.exp === undefined ? {} : { expiresAtMs: payload.exp * 1_000 }),
    credentialId: createHash('sha256').update(token).digest('base64url'),
  }
}
