import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { coveredLocations } from '../../src/auth/principal.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { testGateway } from '../testkit/gateway.ts'
import { audience, issuer, type SigningKey, signed, signingKey, startKeyServer } from './key-server.ts'

let first: SigningKey
let second: SigningKey
let elliptic: SigningKey
beforeAll(async () => {
  ;[first, second, elliptic] = await Promise.all([signingKey('1'), signingKey('2'), signingKey('3', 'ES256')])
})

let server: Awaited<ReturnType<typeof startKeyServer>>
let nowMs: number
beforeEach(async () => {
  server = await startKeyServer(first)
  nowMs = Date.UTC(2026, 4, 1)
})
afterEach(() => server[Symbol.asyncDispose]())

const minutes = (n: number) => n * 60_000
const config = () => ({
  JWKS_URL: server.url,
  JWT_ISSUER: issuer,
  JWT_AUDIENCE: audience,
  JWT_CLOCK_TOLERANCE_SECONDS: 5,
})
const verifier = (options = {}) => createTokenVerifier(config(), { now: () => nowMs, ...options })

describe('tokens of a key set', () => {
  test('say who asks; the set is fetched once for many', async () => {
    const verify = verifier()
    const token = await signed(first, nowMs)
    const principals = await Promise.all(Array.from({ length: 20 }, () => verify(token)))
    expect(principals.map(({ subject, locations }) => [subject, coveredLocations(locations)])).toEqual(
      Array.from({ length: 20 }, () => ['ada', ['oslo']]),
    )
    expect(server.state.requests).toBe(1)
  })

  test('ES256 and EdDSA are taken too', async () => {
    const edwards = await signingKey('4', 'EdDSA')
    server.state.keys = [first, elliptic, edwards]
    const verify = verifier()
    for (const key of [elliptic, edwards]) expect((await verify(await signed(key, nowMs))).subject).toBe('ada')
  })

  const bytes = (text: string) => new TextEncoder().encode(text)
  const unsigned = (header: object, claims: object) =>
    `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`

  test.each<[string, () => Promise<string>, RegExp]>([
    ['of another issuer', () => signed(first, nowMs, { iss: 'https://evil.example/' }), /"iss"/],
    ['without an issuer', () => signed(first, nowMs, { iss: null }), /"iss"/],
    ['for another audience', () => signed(first, nowMs, { aud: 'other' }), /"aud"/],
    ['without an audience', () => signed(first, nowMs, { aud: null }), /"aud"/],
    ['of a stranger with the same key id', () => signed({ ...second, kid: '1' }, nowMs), /not valid/],
    ['of an unknown key', () => signed(second, nowMs), /not valid/],
    [
      'signed by HMAC with the public key as the secret',
      () => signed({ kid: '1', alg: 'HS256', privateKey: bytes(first.publicPem) }, nowMs),
      /not valid/,
    ],
    [
      'signed by HMAC with the key set as the secret',
      () => signed({ kid: '1', alg: 'HS256', privateKey: bytes(JSON.stringify(first.jwk)) }, nowMs),
      /not valid/,
    ],
    [
      'with no signature at all',
      async () => unsigned({ alg: 'none', kid: '1' }, { iss: issuer, aud: audience, location_id: 'oslo', exp: 9e9 }),
      /not valid/,
    ],
  ])('%s: refused', async (_, token, message) => {
    await expect(verifier()(await token())).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: expect.stringMatching(message),
    })
  })

  test('an algorithm that is not on the list is refused although its key is in the set', async () => {
    const rs512 = await signingKey('5', 'RS512')
    server.state.keys = [first, rs512]
    await expect(verifier()(await signed(rs512, nowMs))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

describe('rotation', () => {
  test('a token that names no key is tried with each that could be it', async () => {
    server.state.keys = [first, second, elliptic]
    const verify = verifier()
    const unnamed = (key: SigningKey) => signed({ ...key, kid: undefined }, nowMs)
    for (const key of [first, second]) expect((await verify(await unnamed(key))).subject).toBe('ada')
    await expect(verify(await unnamed(await signingKey('9')))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    const expired = signed({ ...second, kid: undefined }, nowMs, { exp: nowMs / 1000 - 60 })
    await expect(verify(await expired)).rejects.toMatchObject({ message: 'The token has expired.' })
  })

  test('a new key is found when its first token comes, and not more often than every ten seconds', async () => {
    const verify = verifier()
    await verify(await signed(first, nowMs))
    server.state.keys = [first, second]
    await expect(verify(await signed(second, nowMs))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(server.state.requests).toBe(1)
    nowMs += 10_000
    expect((await verify(await signed(second, nowMs))).subject).toBe('ada')
    expect((await verify(await signed(first, nowMs))).subject).toBe('ada')
    expect(server.state.requests).toBe(2)
  })

  test.each<[string, (key: SigningKey) => SigningKey]>([
    ['that has no name', ({ jwk: { kid: _, ...jwk }, ...key }) => ({ ...key, kid: undefined, jwk })],
    ['under the name of the old one', ({ jwk, ...key }) => ({ ...key, kid: 'k', jwk: { ...jwk, kid: 'k' } })],
  ])('a new key %s is found when its first token comes; the old one ends', async (_, as) => {
    const verify = verifier()
    const [before, after] = [as(first), as(second)]
    server.state.keys = [before]
    const old = await signed(before, nowMs)
    await verify(old)
    server.state.keys = [after]
    await expect(verify(await signed(after, nowMs))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    nowMs += 10_000
    const tokens = await Promise.all([0, 1, 2].map((n) => signed(after, nowMs, { n })))
    for (const principal of await Promise.all(tokens.map(verify))) expect(principal.subject).toBe('ada')
    await expect(verify(old)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(server.state.requests).toBe(2)
  })

  test('signatures that do not fit make a request every ten seconds at most, and nobody else waits for it', async () => {
    const verify = verifier()
    const good = await signed(first, nowMs)
    await verify(good)
    server.state.keys = [first, elliptic]
    nowMs += 10_000
    for (let n = 0; n < 50; n++) {
      await expect(verify(await signed({ ...second, kid: '1' }, nowMs, { n }))).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      })
      expect((await verify(good)).subject).toBe('ada')
      nowMs += 100
    }
    expect(server.state.requests).toBe(2)
    server.fails()
    nowMs += 10_000
    // It may be of a key that nobody can see at the moment.
    await expect(verify(await signed({ ...second, kid: '1' }, nowMs))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    expect((await verify(good)).subject).toBe('ada')
  })

  test('invented key ids do not make a request each', async () => {
    const verify = verifier()
    nowMs += minutes(1)
    for (let n = 0; n < 50; n++)
      await expect(verify(await signed({ ...second, kid: `x${n}` }, nowMs))).rejects.toMatchObject({
        code: 'UNAUTHENTICATED',
      })
    expect(server.state.requests).toBe(1)
  })

  test('the old key goes: in use, five minutes after it was taken out; idle, with the next request', async () => {
    const verify = verifier()
    await verify(await signed(first, nowMs))
    server.state.keys = [second]
    nowMs += minutes(5)
    expect((await verify(await signed(first, nowMs))).subject).toBe('ada')
    nowMs += 1
    // Starts a fetch beside it, which the next one sees.
    await verify(await signed(first, nowMs))
    await expect
      .poll(async () =>
        verify(await signed(first, nowMs)).then(
          () => 'good',
          ({ code }) => code,
        ),
      )
      .toBe('UNAUTHENTICATED')

    const idle = verifier()
    server.state.keys = [first, second]
    await idle(await signed(first, nowMs))
    server.state.keys = [second]
    nowMs += minutes(60)
    await expect(idle(await signed(first, nowMs))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
  })
})

describe('while the key set cannot be fetched', () => {
  test.each(['fails', 'hangs'] as const)(
    'and was never (%s): UNAVAILABLE, soon, and not at every token',
    async (how) => {
      server[how]()
      const verify = verifier({ timeoutMs: 1_000 })
      const started = performance.now()
      for (let n = 0; n < 10; n++)
        await expect(verify(await signed(first, nowMs))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      // Not ten times the time-out.
      expect(performance.now() - started).toBeLessThan(8_000)
      expect(server.state.requests).toBe(1)
      server.works()
      nowMs += 5_000
      expect((await verify(await signed(first, nowMs))).subject).toBe('ada')
    },
  )

  test('known keys go on working for a day, without a wait; an unknown one is UNAVAILABLE, not wrong', async () => {
    const verify = verifier()
    await verify(await signed(first, nowMs))
    server.hangs()
    nowMs += minutes(60)
    expect((await verify(await signed(first, nowMs))).subject).toBe('ada')
    // The next attempt goes on beside it, and hangs for three seconds.
    nowMs += 5_000
    const started = performance.now()
    for (let n = 0; n < 5; n++) expect((await verify(await signed(first, nowMs))).subject).toBe('ada')
    expect(performance.now() - started).toBeLessThan(2_500)
    expect(server.state.requests).toBe(3)
    await expect(verify(await signed(second, nowMs))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    nowMs += minutes(24 * 60)
    await expect(verify(await signed(first, nowMs))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('what is wrong anyway is refused as such: nobody needs the set to see it', async () => {
    server.fails()
    const token = await signed({ kid: '1', alg: 'HS256', privateKey: new Uint8Array(32) }, nowMs)
    await expect(verifier()(token)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(server.state.requests).toBe(0)
  })

  test.each([
    ['no JSON', 'hello'],
    ['no key set', '{"keys":1}'],
    ['a redirect', undefined],
  ])('an answer that is %s is no set', async (_, body) => {
    server.state.answer = (response) =>
      void (body === undefined ? response.writeHead(302, { location: '/elsewhere' }).end() : response.end(body))
    await expect(verifier()(await signed(first, nowMs))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })

  test('over HTTP it is 503 with Retry-After, in the form of GraphQL', async () => {
    server.fails()
    await using gateway = await testGateway({ JWKS_URL: server.url, JWT_ISSUER: issuer, JWT_AUDIENCE: audience })
    const ask = async () => gateway.askWith(await signed(first, Date.now()), '{ viewer { subject } }')
    const { status, headers, errors } = await ask()
    expect([status, headers.get('retry-after'), headers.get('www-authenticate')]).toEqual([503, '5', null])
    expect(errors?.map(({ extensions }) => extensions.code)).toEqual(['UNAVAILABLE'])
    expect(JSON.stringify(errors)).not.toContain(server.url)
    const authorization = `Bearer ${await signed(first, Date.now())}`
    for (const path of ['/export/events.csv', '/v0/pipes/session_stats.json', '/v0/datasources']) {
      const answer = await gateway.fetch(path, { headers: { authorization } })
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '5'])
    }
  })
})
