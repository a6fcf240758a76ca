import { SignJWT } from 'jose'

/** What a token says; `docs/configuration.md` describes the claims. */
export interface TokenClaims {
  [claim: string]: unknown
  location_id?: string
  location_ids?: '*' | readonly string[]
  scope: string
  sub?: string
}

/** A bearer token, signed with the shared secret (HS256). */
export async function mintToken(secret: string, claims: TokenClaims, expiresInSeconds: number): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt()
    .setExpirationTime(Math.floor(Date.now() / 1000) + expiresInSeconds)
    .sign(new TextEncoder().encode(secret))
}
