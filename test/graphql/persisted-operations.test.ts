import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ConfigError } from '../../src/config.ts'
import { collectPersistedOperations, readPersistedSource } from '../../src/graphql/persisted-operations.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

const file = 'examples/graphql/persisted-documents.json'
const documents = Object.entries<string>(JSON.parse(readFileSync(file, 'utf8')))
const [prefixed = '', document = ''] = documents.find(([, text]) => text.startsWith('query UsersWithAttribution')) ?? []
const hash = prefixed.replace('sha256:', '')
const variables = { first: 1 }
const byHash = (sha256Hash: string) => ({ variables, extensions: { persistedQuery: { version: 1, sha256Hash } } })

async function send(gateway: TestGateway, params: object | string, accept = 'application/json') {
  const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', accept }
  const response = await (typeof params === 'string'
    ? gateway.fetch(`/graphql?${params}`, { headers })
    : gateway.fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(params) }))
  const { data, errors } = await response.json()
  return { status: response.status, data, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message }
}

const answered = { status: 200, data: { location: { locationId: 'oslo', users: { totalCount: 0 } } } }

describe('registered operations', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await testGateway({ PERSISTED_OPERATIONS: file })
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  test.each<[string, object | string]>([
    ['documentId', { documentId: hash, variables }],
    ['documentId with its prefix', { documentId: prefixed, variables }],
    ['persistedQuery', byHash(hash)],
    ['persistedQuery with its prefix', byHash(prefixed)],
    ['a GET with documentId', String(new URLSearchParams({ documentId: hash, variables: JSON.stringify(variables) }))],
    [
      'a GET with persistedQuery',
      String(
        new URLSearchParams({
          variables: JSON.stringify(variables),
          extensions: JSON.stringify(byHash(hash).extensions),
        }),
      ),
    ],
    ['the text, as ever', { query: document, variables }],
  ])('run by %s', async (_, params) => {
    expect(await send(gateway, params)).toMatchObject(answered)
  })

  test.each<[string, object | string, number, string]>([
    ['an unknown hash', { documentId: 'f'.repeat(64) }, 404, 'NOT_FOUND'],
    ['an unknown hash in a GET', `documentId=${'f'.repeat(64)}`, 404, 'NOT_FOUND'],
    ['a hash that is no text', { documentId: { $ne: '' } }, 400, 'BAD_USER_INPUT'],
    ['extensions of another form', { extensions: { persistedQuery: 'yes' } }, 400, 'BAD_USER_INPUT'],
    ['variables that are no JSON, in a GET', `documentId=${hash}&variables={`, 400, 'BAD_USER_INPUT'],
    ['a name of Object', { documentId: '__proto__' }, 404, 'NOT_FOUND'],
  ])('%s is refused with a code', async (_, params, status, code) => {
    expect(await send(gateway, params, 'application/graphql-response+json')).toMatchObject({ status, code })
  })

  test('variables count for a registered operation as for any other', async () => {
    const answer = await send(gateway, { documentId: hash, variables: { first: 100_000 } })
    expect(answer.code).toBe('QUERY_TOO_COMPLEX')
  })
})

describe('PERSISTED_OPERATIONS_ONLY', () => {
  let gateway: TestGateway
  beforeAll(async () => {
    gateway = await testGateway({ PERSISTED_OPERATIONS: file, PERSISTED_OPERATIONS_ONLY: 'true', GRAPHIQL: 'true' })
  })
  afterAll(() => gateway[Symbol.asyncDispose]())

  test('runs what is registered and refuses everything else, saying what to do', async () => {
    expect(await send(gateway, { documentId: hash, variables })).toMatchObject(answered)
    for (const query of ['{ viewer { subject } }', '{ __schema { queryType { name } } }', document])
      expect(await send(gateway, { query, variables })).toMatchObject({
        status: 403,
        code: 'FORBIDDEN',
        message: expect.stringContaining('documentId'),
      })
    expect(await send(gateway, { query: document, ...byHash(hash) })).toMatchObject({ status: 403 })
    expect(await send(gateway, {})).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' })
  })

  test('has no GraphiQL', async () => {
    const response = await gateway.fetch('/graphql', { headers: { accept: 'text/html' } })
    expect([response.status, await response.text()]).toEqual([401, expect.not.stringMatching(/<html/i)])
  })
})

describe('a file that cannot be used stops the start, naming file and key', () => {
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-persisted-'))
  afterAll(() => rmSync(directory, { recursive: true, force: true }))
  const collect = (text: string) => {
    const path = join(directory, 'documents.json')
    writeFileSync(path, text)
    return () => collectPersistedOperations([readPersistedSource(path)], { maxTokens: 100 })
  }

  test.each<[string, string, RegExp]>([
    ['no JSON', '{', /documents\.json is not JSON\. Expected/],
    ['no texts', '{"sha256:abc": 1}', /documents\.json: "sha256:abc" is not a text/],
    [
      'no GraphQL',
      '{"sha256:abc": "query {"}',
      /"sha256:abc" of .*documents\.json does not fit the schema: Syntax Error/,
    ],
    [
      'another schema',
      '{"abc": "{ nothing }"}',
      /"abc" of .*documents\.json does not fit the schema: Cannot query field/,
    ],
    ['too many tokens', JSON.stringify({ abc: `{ ${'viewer '.repeat(200)} }` }), /"abc" of .*100 tokens/],
    ['no hash', '{"sha256:": "{ viewer { subject } }"}', /has an empty hash/],
    [
      'one hash for two documents',
      '{"abc": "{ viewer { subject } }", "sha256:abc": "{ viewer { scopes } }"}',
      /"sha256:abc" of .* is another document elsewhere/,
    ],
  ])('%s', (_, text, message) => {
    expect(collect(text)).toThrow(ConfigError)
    expect(collect(text)).toThrow(message)
  })

  test('a file that is not there', async () => {
    await expect(testGateway({ PERSISTED_OPERATIONS: 'nowhere.json' })).rejects.toThrow(/nowhere\.json cannot be read/)
  })

  test('built-in documents stand beside configured ones', () => {
    const own = { name: 'the dashboard', documents: { 'sha256:own': '{ viewer { subject } }' } }
    const all = collectPersistedOperations([own, readPersistedSource(file)], { maxTokens: 4_000 })
    expect([...all.keys()]).toEqual(['own', ...documents.map(([key]) => key.replace('sha256:', ''))])
  })
})
