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

describe('GraphQL over HTTP', () => {
  test('all 61 audits are there', () => expect(audits).toHaveLength(61))

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn()
    if (result.status !== 'ok') throw new Error(result.reason)
  })
})
