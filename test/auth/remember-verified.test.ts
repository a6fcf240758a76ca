import { describe, expect, test } from 'vitest'
import { rememberVerified } from '../../src/auth/remember-verified.ts'

/** A verifier that counts how often it was asked, and can be told to refuse. */
function watched(expiresAtMs = 100_000) {
  const state = { now: 1_000, asked: 0, refreshed: 0, refuses: false, duringCheck: () => {} }
  const keys = {
    version: 1,
    refresh: async () => {
      state.refreshed++
    },
  }
  const verify = rememberVerified(
    async (token) => {
      state.asked++
      state.duringCheck()
      if (state.refuses) throw new Error('refused')
      return { token, expiresAtMs }
    },
    { keys },
    () => state.now,
  )
  return { state, keys, verify }
}

describe('a token that was verified', () => {
  test('is not verified again, and means the same principal; another one is', async () => {
    const { state, verify } = watched()
    const first = await verify('a')
    expect(await verify('a')).toBe(first)
    expect(state.asked).toBe(1)
    expect(await verify('b')).not.toBe(first)
    expect(state.asked).toBe(2)
  })

  test.each<[string, Partial<ReturnType<typeof watched>['state']>, { now?: number; version?: number }]>([
    ['when it expires', { now: 1_999 }, { now: 2_000 }],
    ['when the clock was ahead: it may not be good yet', {}, { now: 999 }],
    ['by other keys', {}, { version: 2 }],
  ])('is verified again %s; until then the keys are looked at', async (_, before, { now = 1_999, version = 1 }) => {
    const { state, keys, verify } = watched(2_000)
    await verify('a')
    Object.assign(state, before)
    await verify('a')
    expect([state.asked, state.refreshed]).toEqual([1, 1])
    state.now = now
    keys.version = version
    state.refuses = true
    await expect(verify('a')).rejects.toThrow('refused')
  })

  test('is verified again when the keys changed while it was', async () => {
    const { state, keys, verify } = watched()
    state.duringCheck = () => {
      keys.version = 2
    }
    await verify('a')
    await verify('a')
    expect(state.asked).toBe(2)
    await verify('a')
    expect(state.asked).toBe(2)
  })
})

test('what was refused is asked for again', async () => {
  const { state, verify } = watched()
  state.refuses = true
  await expect(verify('a')).rejects.toThrow('refused')
  state.refuses = false
  expect(await verify('a')).toMatchObject({ token: 'a' })
})

test('what expires never is not remembered: nothing would end it', async () => {
  const state = { asked: 0 }
  const verify = rememberVerified(
    async () => {
      state.asked++
      return {}
    },
    { keys: { version: 1, refresh: async () => undefined } },
  )
  await verify('a')
  await verify('a')
  expect(state.asked).toBe(2)
})
