import { describe, expect, test } from 'vitest'
import { credentialKey } from '../../src/limits/credential-key.ts'
import {
  createRateLimiter,
  type RateLimit,
  type RateLimiterOptions,
  rateLimitHeaders,
} from '../../src/limits/rate-limiter.ts'
import { createRequestGate, RateLimitedError } from '../../src/limits/request-gate.ts'
import { scopeOf } from '../testkit/scope.ts'

function limiterOf(rate: RateLimit, options: RateLimiterOptions) {
  const limiter = createRateLimiter(options)
  return { take: (key: string, cost?: number) => limiter.take(key, rate, cost), keys: () => limiter.keys }
}

describe('a rate limiter', () => {
  test('lets a burst through, then what comes back each second', () => {
    let now = 0
    const limiter = limiterOf({ perSecond: 2, burst: 3 }, { now: () => now })
    const take = () => limiter.take('a').allowed
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
    now = 499
    expect(take()).toBe(false)
    now = 500
    expect([take(), take()]).toEqual([true, false])
    now = 60_000
    expect([take(), take(), take(), take()]).toEqual([true, true, true, false])
    expect(limiter.take('b').allowed).toBe(true)
  })

  test('says how much is left and when to come again', () => {
    const limiter = limiterOf({ perSecond: 0.5, burst: 2 }, { now: () => 0 })
    limiter.take('a')
    expect(rateLimitHeaders(limiter.take('a'))).toEqual({
      'X-RateLimit-Limit': '2',
      'X-RateLimit-Remaining': '0',
      'X-RateLimit-Reset': '4',
    })
    expect(rateLimitHeaders(limiter.take('a'))).toMatchObject({ 'X-RateLimit-Remaining': '0', 'Retry-After': '2' })
  })

  test('what costs more than the burst passes when all is there, and is paid off', () => {
    let now = 0
    const limiter = limiterOf({ perSecond: 10, burst: 100 }, { now: () => now })
    expect(limiter.take('a', 250).allowed).toBe(true)
    now = 14_000
    expect(limiter.take('a').allowed).toBe(false)
    now = 16_000
    expect(limiter.take('a').allowed).toBe(true)
    expect(limiter.take('a', 250).allowed).toBe(false)
  })

  test('remembers no more keys than it may', () => {
    const limiter = limiterOf({ perSecond: 1, burst: 1 }, { maxKeys: 100, now: () => 0 })
    limiter.take('kept')
    for (let key = 0; key < 1_000; key++) {
      limiter.take(String(key))
      expect(limiter.take('kept').allowed).toBe(false)
    }
    expect(limiter.keys()).toBe(100)
  })

  test('a clock that is set back gives nothing and takes nothing', () => {
    let now = 10_000
    const limiter = limiterOf({ perSecond: 1, burst: 1 }, { now: () => now })
    limiter.take('a')
    now = 0
    expect(limiter.take('a').allowed).toBe(false)
    now = 1_000
    expect(limiter.take('a').allowed).toBe(true)
  })
})

describe('a request gate', () => {
  test('bounds what is answered at the same time, per key', async () => {
    const gate = createRequestGate({ perSecond: 100, burst: 100, concurrent: 2 })
    const [first] = [gate.enter('a'), gate.enter('a')]
    expect(() => gate.enter('a')).toThrow(RateLimitedError)
    gate.enter('b')
    first?.leave()
    first?.leave()
    gate.enter('a')
    expect(() => gate.enter('a')).toThrow(RateLimitedError)
    expect(gate.inFlight).toBe(3)
  })

  test('leaves when the answer fails too', async () => {
    const gate = createRequestGate({ perSecond: 100, burst: 100, concurrent: 1, now: () => 0 })
    await expect(gate.answer('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
    expect(gate.inFlight).toBe(0)
    const response = await gate.answer('a', () => new Response('fine'))
    expect([await response.text(), response.headers.get('x-ratelimit-remaining')]).toEqual(['fine', '98'])
  })

  test('refuses a whole route with 429 and its headers', async () => {
    const gate = createRequestGate({ perSecond: 1, burst: 1, concurrent: 1, now: () => 0 })
    await gate.answer('a', () => new Response())
    const refused = await gate.answer('a', () => new Response())
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
  })
})

test('a credential is named by subject and locations, in any order, and tells neither', () => {
  const key = (subject: string | undefined, ...locations: string[]) =>
    credentialKey({ subject, locations: scopeOf(...locations) })
  expect(key('ada', 'oslo', 'bergen')).toBe(key('ada', 'bergen', 'oslo'))
  const keys = [
    key('ada', 'oslo'),
    key('bob', 'oslo'),
    key(undefined, 'oslo'),
    key('ada', 'oslo', 'bergen'),
    key('ada'),
  ]
  expect(new Set(keys).size).toBe(5)
  expect(keys.join()).not.toMatch(/ada|oslo/)
})
