import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify } from 'jose'
import type { Config } from '../config.ts'
import { GatewayError } from '../errors.ts'
import { createKeySet, type KeySet, type KeySetOptions } from './key-set.ts'

export type TokenConfig = Pick<Config, 'JWT_CLOCK_TOLERANCE_SECONDS'> &
  Partial<Pick<Config, 'JWT_SECRET' | 'JWT_PREVIOUS_SECRET' | 'JWKS_URL' | 'JWT_ISSUER' | 'JWT_AUDIENCE'>>

/** Tokens of real identity providers have 1 to 4 kB; longer ones are refused before anything is decoded. */
export const maxTokenLength = 8_192

export interface SignatureCheck {
  /** @throws GatewayError UNAUTHENTICATED, or UNAVAILABLE when nobody can tell; the message never holds the token. */
  check(token: string): Promise<JWTPayload>
  /** While their version stays, so does what they say of a token. */
  keys: Pick<KeySet, 'refresh' | 'version'>
}

/** Verifiers of one process share a check, and with it the keys that it fetches. */
export interface SharedSignature {
  signature?: SignatureCheck
}

/**
 * Checks a bearer JWT's form, signature, `exp`, `nbf`, and issuer and audience where they are configured. A shared
 * secret admits HS256 only, a key set asymmetric algorithms only: the token never chooses, so a public key is never
 * taken for a secret.
 */
export function createSignatureCheck(
  config: TokenConfig,
  { now = Date.now, ...keySet }: KeySetOptions = {},
): SignatureCheck {
  const options: OptionsFor = (algorithms) => ({
    algorithms,
    requiredClaims: ['exp'],
    clockTolerance: config.JWT_CLOCK_TOLERANCE_SECONDS,
    currentDate: new Date(now()),
    ...(config.JWT_ISSUER === undefined ? {} : { issuer: config.JWT_ISSUER }),
    ...(config.JWT_AUDIENCE === undefined ? {} : { audience: config.JWT_AUDIENCE }),
  })
  const keys = config.JWKS_URL === undefined ? undefined : createKeySet(new URL(config.JWKS_URL), { now, ...keySet })
  const verify = keys === undefined ? withSecrets(config, options) : withKeySet(keys, options)

  return {
    async check(token) {
      if (token.length > maxTokenLength)
        throw new GatewayError('UNAUTHENTICATED', `The bearer token is longer than ${maxTokenLength} characters.`)
      if (token.split('.').length !== 3)
        throw new GatewayError(
          'UNAUTHENTICATED',
          'The bearer token is not a JWT. A write key only writes; the graph needs a read token.',
        )
      return verify(token).catch(refuse)
    },
    keys: keys ?? { refresh: async () => undefined, version: 0 },
  }
}

type OptionsFor = (algorithms: string[]) => JWTVerifyOptions

function withKeySet(keys: KeySet, options: OptionsFor) {
  const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA']

  async function verify(token: string): Promise<JWTPayload> {
    try {
      return (await jwtVerify(token, keys.keyOf, options(algorithms))).payload
    } catch (error) {
      if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error
      // The token names no key, and while keys are changed the set has several that could be it.
      for await (const key of error) {
        const verified = await jwtVerify(token, key, options(algorithms)).catch((reason: unknown) => {
          if (!(reason instanceof errors.JWSSignatureVerificationFailed)) throw reason
        })
        if (verified !== undefined) return verified.payload
      }
      throw new errors.JWSSignatureVerificationFailed()
    }
  }

  return async (token: string): Promise<JWTPayload> => {
    const { version } = keys
    try {
      return await verify(token)
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed) || !(await keys.isRenewed(version))) throw error
      return verify(token)
    }
  }
}

/** Tokens of the previous secret stay good until they expire, or until it is taken out of the configuration. */
function withSecrets(
  { JWT_SECRET, JWT_PREVIOUS_SECRET }: TokenConfig,
  options: OptionsFor,
): (token: string) => Promise<JWTPayload> {
  if (JWT_SECRET === undefined) throw new Error('Neither JWT_SECRET nor JWKS_URL is set.')
  const verifyWith = (secret: string) => {
    // Imported once: jose would import the text for each token anew.
    const hmac = { name: 'HMAC', hash: 'SHA-256' }
    const key = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), hmac, false, ['verify'])
    return async (token: string) => (await jwtVerify(token, await key, options(['HS256']))).payload
  }
  const verify = verifyWith(JWT_SECRET)
  if (JWT_PREVIOUS_SECRET === undefined) return verify
  const verifyPrevious = verifyWith(JWT_PREVIOUS_SECRET)
  return (token) =>
    verify(token).catch((error: unknown) => {
      if (error instanceof errors.JWSSignatureVerificationFailed) return verifyPrevious(token)
      throw error
    })
}

function refuse(cause: unknown): never {
  if (cause instanceof GatewayError) throw cause
  if (cause instanceof errors.JWTExpired) throw new GatewayError('UNAUTHENTICATED', 'The token has expired.', { cause })
  if (cause instanceof errors.JWTClaimValidationFailed)
    throw new GatewayError('UNAUTHENTICATED', `The token's claim "${cause.claim}" is missing or wrong.`, { cause })
  throw new GatewayError('UNAUTHENTICATED', 'The token is not valid.', { cause })
}
