import type { PipeAccess, PipeTokenVerifier } from '../auth/verify-tinybird-token.ts'
import { TinybirdFailure } from './failure.ts'
import type { RateLimit } from './rate-limit.ts'

export interface Caller {
  access: PipeAccess
  /** What the token's own limit leaves, for the answer. */
  headers: Record<string, string>
}

/** Verifies the token of a request, `Authorization: Bearer` or `?token=`, and counts it against the token's own limit. */
export function createAuthenticate(verify: PipeTokenVerifier, rateLimit: RateLimit) {
  return async function authenticate(request: Request): Promise<Caller> {
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
    const token = bearer ?? new URL(request.url).searchParams.get('token')
    if (!token) throw new TinybirdFailure(403, 'A token is required: Authorization: Bearer …, or ?token=….')
    const access = await verify(token)
    const { name, workspace, requestsPerSecond } = access
    const headers =
      requestsPerSecond === undefined ? {} : rateLimit.take(JSON.stringify([workspace, name]), requestsPerSecond)
    return { access, headers }
  }
}

export type Authenticate = ReturnType<typeof createAuthenticate>
