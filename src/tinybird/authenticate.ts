import type { PipeAccess, PipeTokenVerifier } from '../auth/verify-tinybird-token.ts'
import { type RateLimiter, rateLimitHeaders } from '../limits/rate-limiter.ts'
import { credentialOf } from './credential-of.ts'
import { TinybirdFailure } from './failure.ts'

export interface Caller {
  access: PipeAccess
  /** What the token's own limit leaves, for the answer. */
  headers: Record<string, string>
}

export interface AuthenticateDeps {
  verify: PipeTokenVerifier
  limiter: RateLimiter
  /** Hears of every request that is more than the token allows. */
  onRateLimited: () => void
}

/**
 * Verifies the token of a request and counts it against the token's own limit, which all tokens of its name and
 * locations share.
 */
export function createAuthenticate({ verify, limiter, onRateLimited }: AuthenticateDeps) {
  function counted(credential: string, perSecond: number): Record<string, string> {
    // Less than one a second is one in so many seconds.
    const decision = limiter.take(credential, { perSecond, burst: Math.max(1, Math.floor(perSecond)) })
    const headers = rateLimitHeaders(decision)
    if (decision.allowed) return headers
    onRateLimited()
    const again = `Try again in ${decision.retryAfterSeconds} s.`
    throw new TinybirdFailure(429, `The token allows ${perSecond} requests per second. ${again}`, { headers })
  }

  return async function authenticate(request: Request): Promise<Caller> {
    const token = credentialOf(request)
    if (token === '') throw new TinybirdFailure(403, 'A token is required: Authorization: Bearer …, or ?token=….')
    const access = await verify(token)
    const { credential, requestsPerSecond } = access
    const headers = requestsPerSecond === undefined ? {} : counted(credential, requestsPerSecond)
    return { access, headers }
  }
}

export type Authenticate = ReturnType<typeof createAuthenticate>
