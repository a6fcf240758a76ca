import { expect, test } from 'vitest'
import { createSignInCodes } from '../../src/auth/sign-in-codes.ts'
import { createSignInRoute } from '../../src/dashboard/sign-in-route.ts'

function codes() {
  let [now, spent, minted] = [0, 0, 0]
  const made = createSignInCodes({
    mint: async () => `token ${++minted}`,
    onSpent: () => void spent++,
    lifetimeMs: 1_000,
    now: () => now,
  })
  function pass(ms: number): void {
    now += ms
  }
  return { ...made, pass, spent: () => spent, minted: () => minted }
}

test('a code is exchanged once, also by two at the same time', async () => {
  const { offer, exchange, spent } = codes()
  const code = offer()
  const answers = await Promise.all([exchange(code), exchange(code)])
  expect(answers).toEqual(['token 1', undefined])
  expect(await exchange(code)).toBeUndefined()
  expect(spent()).toBe(1)
})

test('one that is too old is refused, and the next one is asked for; for an unknown one nothing happens', async () => {
  const { offer, exchange, pass, spent, minted } = codes()
  const code = offer()
  pass(1_000)
  expect(await exchange('unknown')).toBeUndefined()
  expect(spent()).toBe(0)
  expect(await exchange(code)).toBeUndefined()
  expect([spent(), minted()]).toEqual([1, 0])
})

test('the route takes JSON alone, and does not say why it refuses', async () => {
  const { offer, exchange } = codes()
  const route = createSignInRoute({ offer, exchange })
  const send = async (body: string, type = 'application/json') => {
    const headers = { 'content-type': type }
    const response = await route.request('/sign-in', { method: 'POST', body, headers })
    return [response.status, await response.json(), response.headers.get('cache-control')]
  }
  const code = offer()
  const refused = [410, { error: 'The code has been used, or is too old.' }, 'no-store']
  for (const body of ['', '{', '[]', '{"code":1}', '{"code":"unknown"}', JSON.stringify({ code: 'x'.repeat(10_000) })])
    expect(await send(body)).toEqual(refused)
  expect(await send(JSON.stringify({ code }), 'text/plain')).toEqual(refused)
  expect(await send(JSON.stringify({ code }))).toEqual([200, { token: 'token 1' }, 'no-store'])
  expect(await send(JSON.stringify({ code }))).toEqual(refused)
})
