import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

export interface SigningKey {
  kid: string | undefined
  alg: string
  jwk: JWK
  publicPem: string
  privateKey: CryptoKey
}

export async function signingKey(kid: string, alg = 'RS256'): Promise<SigningKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  const jwk = { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' }
  return { kid, alg, jwk, publicPem: await exportSPKI(publicKey), privateKey }
}

/** An identity provider's JWKS endpoint: a real HTTP server whose set and behaviour a test changes. */
export async function startKeyServer(...keys: SigningKey[]) {
  const serve = (response: ServerResponse) =>
    void response.end(JSON.stringify({ keys: state.keys.map(({ jwk }) => jwk) }))
  const state = { keys, requests: 0, answer: serve }
  const server = createServer((_, response) => {
    state.requests++
    state.answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    state,
    url: `http://127.0.0.1:${port}/jwks`,
    works: () => {
      state.answer = serve
    },
    fails: () => {
      state.answer = (response) => void response.writeHead(500).end('no')
    },
    /** Takes the connection and never answers. */
    hangs: () => {
      state.answer = () => undefined
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

export const issuer = 'https://id.example/'
export const audience = 'attrigraph'

/** A token as the identity provider makes it. `null` leaves a claim out. */
export async function signed(
  { kid, alg, privateKey }: { kid: string | undefined; alg: string; privateKey: CryptoKey | Uint8Array },
  nowMs: number,
  over: Record<string, unknown> = {},
): Promise<string> {
  const seconds = Math.floor(nowMs / 1000)
  const usual = { iss: issuer, aud: audience, sub: 'ada', location_id: 'oslo', scope: 'read', exp: seconds + 60 }
  const claims = Object.fromEntries(Object.entries({ ...usual, ...over }).filter(([, value]) => value !== null))
  return new SignJWT(claims satisfies JWTPayload)
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(privateKey)
}
