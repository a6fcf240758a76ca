import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { GatewayError } from '../errors.ts'
import { credentialKey } from '../limits/credential-key.ts'
import { isLocationId } from './location-id.ts'
import { issueScope } from './location-scope.ts'
import type { LocationScope, Principal } from './principal.ts'
import { rememberVerified } from './remember-verified.ts'
import { createSignatureCheck, type SharedSignature, type TokenConfig } from './token-signature.ts'
import { isTinybirdStyle, toPrincipal } from './verify-token.ts'

/** What a token may read of one pipe: the locations, and the parameters that it fixes. */
export interface PipeGrant {
  scope: LocationScope
  fixed: ReadonlyMap<string, string>
}

/** Who asks on the Tinybird routes. */
export interface PipeAccess {
  workspace: string
  /** Names the credential for limits, without telling it. */
  credential: string
  /** Requests per second over all tokens of this credential; absent: no limit. */
  requestsPerSecond: number | undefined
  /** Of a token of the gateway's own kind. */
  principal: Principal | undefined
  /** When the token ends, in epoch milliseconds. */
  expiresAtMs: number | undefined
  /**
   * What it may read of the pipe with these names.
   * @throws GatewayError FORBIDDEN
   */
  grantFor(names: readonly string[]): PipeGrant
}

export type PipeTokenVerifier = (token: string) => Promise<PipeAccess>

const claims = z.object({
  workspace_id: z.string().min(1),
  name: z.string().min(1),
  scopes: z.array(
    z.object({
      type: z.string(),
      resource: z.string().default(''),
      fixed_params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
    }),
  ),
  limits: z.object({ rps: z.number().min(0).optional() }).optional(),
})

/**
 * Verifies a token of the gateway's own kind, or a Tinybird-style one, by the same keys and algorithms.
 * @throws GatewayError UNAUTHENTICATED; the message never holds the token.
 */
export function createPipeTokenVerifier(
  config: TokenConfig,
  { signature = createSignatureCheck(config) }: SharedSignature = {},
): PipeTokenVerifier {
  async function verifyPipeToken(token: string): Promise<PipeAccess> {
    const payload = await signature.check(token)
    return isTinybirdStyle(payload) ? tinybirdAccess(payload) : gatewayAccess(toPrincipal(payload, token))
  }
  return rememberVerified(verifyPipeToken, signature)
}

function gatewayAccess(principal: Principal): PipeAccess {
  return {
    workspace: 'attrigraph',
    credential: credentialKey(principal),
    requestsPerSecond: undefined,
    principal,
    expiresAtMs: principal.expiresAtMs,
    grantFor() {
      if (!principal.scopes.has('read')) throw new GatewayError('FORBIDDEN', 'The token lacks the scope read.')
      return { scope: principal.locations, fixed: new Map() }
    },
  }
}

/** Closed by default: without a fixed location, or with two entries for one pipe, it reads nothing of it. */
function tinybirdAccess(payload: JWTPayload): PipeAccess {
  const parsed = claims.safeParse(payload)
  if (!parsed.success) throw new GatewayError('UNAUTHENTICATED', "The token's claims are malformed.")
  const { name, workspace_id, scopes, limits } = parsed.data
  const rps = limits?.rps
  // Tokens of one name are made for many tenants: one of them must not use up the limits of the others.
  const locations = [...new Set(scopes.map(({ fixed_params }) => String(fixed_params.location_id ?? '')))].sort()
  return {
    workspace: workspace_id,
    credential: JSON.stringify(['tinybird', workspace_id, name, locations]),
    requestsPerSecond: rps === 0 ? undefined : rps,
    principal: undefined,
    expiresAtMs: payload.exp === undefined ? undefined : payload.exp * 1_000,
    grantFor(names) {
      const [entry, another] = scopes.filter(({ type, resource }) => type === 'PIPES:READ' && names.includes(resource))
      if (entry === undefined) throw new GatewayError('FORBIDDEN', 'The token does not cover this pipe.')
      if (another !== undefined) throw new GatewayError('FORBIDDEN', 'The token names this pipe more than once.')
      const fixed = new Map(Object.entries(entry.fixed_params).map(([key, value]) => [key, String(value)]))
      const locationId = fixed.get('location_id')
      if (locationId === undefined || !isLocationId(locationId))
        throw new GatewayError('FORBIDDEN', 'The token covers no location: its fixed_params must hold a location_id.')
      return { scope: issueScope([locationId]), fixed }
    },
  }
}
