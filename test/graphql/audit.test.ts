import { serverAudits } from 'graphql-http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../src/app.ts'
import { createPipeTokens } from '../../src/auth/pipe-tokens.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { type TestGateway, testGateway, testSecret } from '../testkit/gateway.ts'

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

test.each(['application/graphql-response+json', 'application/json', '*/*'])(
  'a defect before anything is resolved is answered in %s with 500',
  async (accept) => {
    const config = testConfig({ JWT_SECRET: testSecret })
    const app = createApp({
      config,
      clickhouse: gateway.clickhouse,
      verifyToken: createTokenVerifier(config),
      pipeTokens: createPipeTokens(config),
      writeKeys: createStaticWriteKeys(new Map()),
      log: silentLog,
      createLoader: () => {
        throw new TypeError('a defect')
      },
    })
    const headers = { accept, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ query: '{ location { id } }' })
    const answer = await app.fetch(new Request('http://gateway/graphql', { method: 'POST', headers, body }))
    expect([answer.status, await answer.json()]).toEqual([
      500,
      { errors: [expect.objectContaining({ extensions: { code: 'INTERNAL_SERVER_ERROR' } })] },
    ])
    await app.close()
  },
)

describe('GraphQL over HTTP', () => {
  test('all 61 audits are there', () => expect(audits).toHaveLength(61))

  test.each(audits.map((audit) => [audit.name, audit] as const))('%s', async (_, audit) => {
    const result = await audit.fn()
    if (result.status !== 'ok') throw new Error(result.reason)
  })
})
