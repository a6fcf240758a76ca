import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function rowsOf(pipe: string, query: Record<string, string>) {
  const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
  const response = await gateway.fetch(`/v0/pipes/${pipe}.json?${new URLSearchParams({ ...query, token })}`)
  const { data, error } = await response.json()
  expect(error).toBeUndefined()
  return data
}

test.each([
  ['https://shop.example/shop/serum?utm_source=facebook', 'shop.example'],
  ['https://SHOP.example:8443/x/y/z', 'shop.example:8443'],
  ['https://shop.example', 'shop.example'],
  ['https://shop.example?x=/y', 'shop.example'],
  ['https://shop.example/#/route/of/an/app', 'shop.example'],
  ['https://shop.example//double//x?y', 'shop.example'],
  ['https://shop.example/%C3%A5/ø?mail=a@b.example', 'shop.example'],
  ['https://user:pw@shop.example/x/y', 'shop.example'],
  ['http://127.0.0.1:3000/a/b/', '127.0.0.1:3000'],
  ['http://[::1]:3000/a/b', '[::1]:3000'],
  ['/rel/path?x', null],
])('the host of a session that began at %s is %j', async (url, host) => {
  const session_id = `s-${url}`
  const properties = { $lib: 'web', $session_id: session_id, $current_url: url }
  await gateway.capture('oslo', [{ event: '$pageview', distinct_id: 'visitor', properties }])
  expect(await rowsOf('sessions_analytics', { session_id })).toMatchObject([{ entry_url: url, entry_host: host }])
})

test('the first session of an attribution is the first that made a touch', async () => {
  const bought = { $lib: 'posthog-node', $is_server: true, $session_id: 'bought' }
  const visited = { $lib: 'web', $session_id: 'visited', $current_url: 'https://shop.example/?utm_source=facebook' }
  await gateway.capture('oslo', [
    { event: 'purchase', distinct_id: 'buyer', timestamp: '2026-11-01T10:00:00Z', properties: bought },
    { event: '$pageview', distinct_id: 'buyer', timestamp: '2026-11-02T10:00:00Z', properties: visited },
  ])
  expect(await rowsOf('user_attribution', { user_id: 'buyer' })).toMatchObject([
    { first_utm_source: 'facebook', first_session_utm_source: 'facebook', session_count: 2 },
  ])
})
