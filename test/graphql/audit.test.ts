import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await testGateway()
  token = await gateway.token({ location_id: 'oslo', scope: 'read' }, 300)
})
afterAll(() => gateway[Symbol.asyncDispose]())

const audits = serverAudits({
  url: 'http://gateway/graphql',
  fetchFn: async (url: string, init: RequestInit = {}) =>
    gateway.app.fetch(new Request(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } })),
})

test.each([
  ['application/graphql-response+json', 400],
  ['application/json', 200],
])('a wrong variable is answered in %s with %i', async (accept, status) => {
  const answer = await gateway.fetch('/graphql', {
    method: 'POST',
    headers: { accept, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query ($f: Int!) { location { users(first: $f) { totalCount } } }',
      variables: { f: 'three' },
    }),
  })
  expect(answer.status).toBe(status)
  expect(await answer.json()).toEqual({
    errors: [expect.objectContaining({ extensions: { code: 'BAD_USER_INPUT' } })],
  })
})

describe('GraphQL over HTTP', () => {
  test('all 61 audits are there', () => expect(audits).toHaveLength(61))

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn()
    if (result.status !== 'ok') throw new Error(result.reason)
  })
})
