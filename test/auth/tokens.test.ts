import { describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { coveredLocations } from '../../src/auth/principal.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { signed, signingKey } from './key-server.ts'

const nowMs = Date.UTC(2026, 4, 1)
const now = nowMs / 1000
const secret = 'the secret of the tokens in this file'
const other = 'another secret, also long enough for it'
const config = { JWT_SECRET: secret, JWT_CLOCK_TOLERANCE_SECONDS: 5 }
const key = (text: string, alg = 'HS256') => ({ kid: 'k', alg, privateKey: new TextEncoder().encode(text) })
const verify = createTokenVerifier(config, { now: () => nowMs })
const claims = (over: Record<string, unknown>) => signed(key(secret), nowMs, over)

describe('times, with a tolerance of five seconds', () => {
  test.each([
    ['exp 5 s ago', { exp: now - 5 }, 'expired'],
    ['exp 4 s ago', { exp: now - 4 }, 'good'],
    ['nbf in 5 s', { nbf: now + 5 }, 'good'],
    ['nbf in 6 s', { nbf: now + 6 }, 'claim "nbf"'],
    ['no exp', { exp: null }, 'claim "exp"'],
    ['an exp that is text', { exp: `${now + 60}` }, 'claim "exp"'],
    ['an exp in milliseconds', { exp: nowMs + 60_000 }, 'good'],
  ])('%s: %s', async (_, over, outcome) => {
    const said = await verify(await claims(over)).then(
      () => 'good',
      (error) => `${error.code} ${error.message}`,
    )
    expect(said).toMatch(outcome === 'good' ? /^good$/ : new RegExp(`^UNAUTHENTICATED .*${outcome}`))
  })
})

describe('locations', () => {
  test.each<[string, Record<string, unknown>, '*' | string[]]>([
    ['one', { location_id: 'oslo' }, ['oslo']],
    ['one, in a list', { location_id: null, location_ids: ['oslo'] }, ['oslo']],
    ['several, each once', { location_id: null, location_ids: ['oslo', 'bergen', 'oslo'] }, ['oslo', 'bergen']],
    ['all, by location_ids', { location_id: null, location_ids: '*' }, '*'],
    ['all, by location_id', { location_id: '*' }, '*'],
  ])('%s', async (_, over, locations) => {
    expect(coveredLocations((await verify(await claims(over))).locations)).toEqual(locations)
  })

  test.each<[string, Record<string, unknown>]>([
    ['none', { location_id: null }],
    ['an empty list', { location_id: null, location_ids: [] }],
    ['an empty text', { location_id: '' }],
    // The engine would read it as U+FFFD, which is another location.
    ['half a character', { location_id: 'os\ud800lo' }],
    ['half a character in a list', { location_id: null, location_ids: ['oslo', '\udc00'] }],
    ['a line feed', { location_id: 'oslo\n' }],
    ['a text that is longer than an id', { location_id: 'o'.repeat(201) }],
    ['an empty text in a list', { location_id: null, location_ids: ['oslo', ''] }],
    ['both claims', { location_ids: ['oslo', 'bergen'] }],
    ['both claims, and all', { location_ids: '*' }],
    ['all, in a list', { location_id: null, location_ids: ['*'] }],
    ['a text for a list', { location_id: null, location_ids: 'oslo' }],
    ['a list for a text', { location_id: ['oslo'] }],
    ['a number', { location_id: 7 }],
    ['numbers', { location_id: null, location_ids: [7] }],
    ['an object', { location_id: null, location_ids: { 0: 'oslo' } }],
    ['true', { location_id: true }],
  ])('%s: refused', async (_, over) => {
    await expect(verify(await claims(over))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

describe('scopes', () => {
  test.each<[string, unknown, string[]]>([
    ['known ones', 'read  manage', ['read', 'manage']],
    ['unknown ones are ignored', 'read admin READ openid', ['read']],
    ['none', '', []],
    ['no claim', null, []],
  ])('%s', async (_, scope, scopes) => {
    expect([...(await verify(await claims({ scope }))).scopes]).toEqual(scopes)
  })

  test('a claim that is no text is refused', async () => {
    await expect(verify(await claims({ scope: ['read'] }))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'The token\'s claim "scope" is malformed.',
    })
  })
})

describe('what is no good token', () => {
  test('one that is longer than a token can be is refused unread', async () => {
    const long = await claims({ filler: 'x'.repeat(8_000) })
    await expect(verify(long)).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: /longer than 8192/ })
    expect((await verify(await claims({ filler: 'x'.repeat(4_000) }))).subject).toBe('ada')
  })

  test.each(['RS256', 'ES256', 'PS256'])('an asymmetric one where a secret is configured (%s)', async (alg) => {
    await expect(verify(await signed(await signingKey('k', alg), nowMs))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    })
  })

  test.each([
    ['another algorithm of the family', () => signed(key(secret, 'HS384'), nowMs)],
    ['another secret', () => signed(key(other), nowMs)],
    [
      'changed claims',
      async () => (await claims({})).replace(/\.[^.]+\./, `.${btoa('{"location_ids":"*","exp":9999999999}')}.`),
    ],
    ['a cut signature', async () => (await claims({})).slice(0, -4)],
    ['no signature', async () => (await claims({})).replace(/[^.]+$/, '')],
    ['nothing', async () => '..'],
    ['text', async () => 'hello'],
  ])('%s', async (_, token) => {
    const text = await token()
    const error: Error & { code: string } = await verify(text).then(
      () => expect.fail('accepted'),
      (refusal) => refusal,
    )
    expect(error.code).toBe('UNAUTHENTICATED')
    expect(error.message).not.toContain(text === 'hello' ? 'hello' : text.split('.')[1] || 'eyJ')
  })
})

describe('rolling the secret over', () => {
  const rolled = createTokenVerifier({ ...config, JWT_PREVIOUS_SECRET: other }, { now: () => nowMs })

  test('tokens of both secrets are good, with all other checks; of a third one they are not', async () => {
    expect((await rolled(await signed(key(secret), nowMs))).subject).toBe('ada')
    expect((await rolled(await signed(key(other), nowMs))).subject).toBe('ada')
    const refused = [
      signed(key(other), nowMs, { exp: now - 60 }),
      signed(key(other), nowMs, { location_id: null }),
      signed(key(other, 'HS512'), nowMs),
      signed(key('a third secret that is long enough, too'), nowMs),
    ]
    for (const token of refused) await expect(rolled(await token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })

  test('a minted token is of the first', async () => {
    const verifyNow = createTokenVerifier(config)
    const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 60)
    expect(coveredLocations((await verifyNow(token)).locations)).toEqual(['oslo'])
  })
})
