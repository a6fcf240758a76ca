import { SignJWT } from 'jose'
import type { TokenConfig } from './verify-token.ts'

interface PipeTokenClaims {
  name: string
  workspace: string
  /** Who made it. */
  subject: string | undefined
  scopes: { type: 'PIPES:READ'; resource: string; fixed_params: Record<string, string | number | boolean> }[]
  limits?: { rps: number } | undefined
}

export type PipeTokenMinter = (claims: PipeTokenClaims, expiresAt: number) => Promise<string>

/**
 * Makes Tinybird-style tokens, where the gateway has the secret that they are verified with; `expiresAt` is in Unix
 * seconds.
 */
export function createPipeTokenMinter(config: TokenConfig): PipeTokenMinter | undefined {
  const { JWT_SECRET, JWKS_URL, JWT_ISSUER, JWT_AUDIENCE } = config
  if (JWT_SECRET === undefined || JWKS_URL !== undefined) return undefined
  const secret = new TextEncoder().encode(JWT_SECRET)
  return ({ name, workspace, subject, scopes, limits }, expiresAt) => {
    const token = new SignJWT({ workspace_id: workspace, name, scopes, ...(limits === undefined ? {} : { limits }) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuedAt()
      .setExpirationTime(expiresAt)
    if (subject !== undefined) token.setSubject(subject)
    if (JWT_ISSUER !== undefined) token.setIssuer(JWT_ISSUER)
    if (JWT_AUDIENCE !== undefined) token.setAudience(JWT_AUDIENCE)
    return token.sign(secret)
  }
}
