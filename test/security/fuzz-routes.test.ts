import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type App, createApp } from '../../src/app.ts'
import { mintToken } from '../../src/auth/mint-token.ts'
import { createPipeTokens } from '../../src/auth/pipe-tokens.ts'
import { createSignInCodes } from '../../src/auth/sign-in-codes.ts'
import { createTokenVerifier } from '../../src/auth/verify-token.ts'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import { errorTable } from '../../src/errors.ts'
import { createLogger } from '../../src/log.ts'
import { testConfig } from '../testkit/config.ts'
import { testEngine } from '../testkit/engine.ts'
import { testSecret } from '../testkit/gateway.ts'
import { hostileBodies, hostileEvents, hostileGraphql, smallLimits, values } from './hostile.ts'

const runs = Number(process.env.PROPERTY_RUNS ?? 30)
let app: App
let engine: Awaited<ReturnType<typeof testEngine>>
let token: string
/** Lines of level error: what nobody foresaw. */
const failures: string[] = []
beforeAll(async () => {
  engine = await testEngine()
  const config = testConfig({ JWT_SECRET: testSecret, ...smallLimits })
  app = createApp({
    config,
    clickhouse: engine,
    verifyToken: createTokenVerifier(config),
    pipeTokens: createPipeTokens(config),
    writeKeys: createStaticWriteKeys(new Map([['key-oslo', 'oslo']])),
    signIn: createSignInCodes({ mint: async () => 'token' }),
    log: createLogger('error', { write: (line) => void failures.push(line) }),
  })
  app.setReady(true)
  token = await mintToken(testSecret, { location_id: 'oslo', scope: 'read write manage erase' }, 3_600)
})
afterAll(async () => {
  await app.close()
  await engine.close()
})

/** Every answer must be one of these; 503 would make its sender try again for ever, 500 is a defect. */
const foreseen = [200, 202, 204, 400, 401, 403, 404, 405, 406, 410, 413, 415, 429]
const slowMs = 15_000

interface Seen {
  status: number
  text: string
}

/** Sends a request, and says what is wrong with the answer. */
async function send(name: string, path: string, init: RequestInit, problems: string[]): Promise<Seen> {
  failures.length = 0
  const startedAt = performance.now()
  const response = await app.fetch(new Request(`http://gateway${path}`, init))
  const seen = { status: response.status, text: await response.text() }
  const ms = performance.now() - startedAt
  const place = `${init.method ?? 'GET'} ${path.slice(0, 60)}, ${name.slice(0, 80)}`
  if (!foreseen.includes(seen.status))
    problems.push(`${place}: ${seen.status} ${seen.text.slice(0, 200)} ${failures[0]?.slice(0, 300)}`)
  else if (failures.length > 0) problems.push(`${place}: ${seen.status}, and logged ${failures[0]?.slice(0, 300)}`)
  if (process.env.SHOW_PROGRESS) console.log(place, seen.status, Math.round(ms))
  if (ms > slowMs) problems.push(`${place}: took ${Math.round(ms)} ms`)
  // What is open to everybody, and speaks of ClickHouse in words of our own.
  const isDocumentation = /^\/(v0\/docs|metrics)\b/.test(path) && seen.status === 200
  if (!isDocumentation && /DB::|SELECT |ClickHouse|\bat .*\.[jt]s:\d/.test(seen.text))
    problems.push(`${place}: tells ${seen.text.slice(0, 300)}`)
  return seen
}

/** Routes that answer; a path that ends with `*` is on the way to others. */
const routesOf = ({ routes }: App) => {
  const found = routes
    .filter(({ path }) => !path.endsWith('*'))
    .flatMap(({ method, path }) =>
      (method === 'ALL' ? ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'] : [method]).map((one) => ({ method: one, path })),
    )
  return [...new Map(found.map((route) => [`${route.method} ${route.path}`, route])).values()]
}
const filled = (path: string, value = 'key-oslo') => path.replaceAll(/:\w+(\{[^}]*\})?\??/g, encodeURIComponent(value))
const hasBody = (method: string) => !['GET', 'HEAD', 'OPTIONS'].includes(method)
const memoryGrowth = async (work: () => Promise<void>) => {
  const before = process.memoryUsage().rss
  await work()
  return process.memoryUsage().rss - before
}

const mainDoors = ['/batch', '/webhooks/posthog', '/i/v1/analytics/events', '/v0/events', '/v0/pipes/:file', '/graphql']
const isMain = (method: string, path: string) =>
  process.env.PROPERTY_RUNS !== undefined || (method === 'POST' && mainDoors.includes(path.replace(/\/$/, '')))

describe('every route', () => {
  test('answers hostile bodies with a code that it has foreseen, and keeps nothing of them in memory', async () => {
    const problems: string[] = []
    const bodies = hostileBodies('key-oslo')
    const routes = routesOf(app).filter((route) => hasBody(route.method))
    // The main door of each kind meets every body, its other names and methods take turns with them.
    for (const [place, { method, path }] of routes.entries())
      for (const { name, body, headers } of bodies.filter((_, n) => isMain(method, path) || n % 4 === place % 4)) {
        const authorization = `Bearer ${path.startsWith('/graphql') ? token : 'key-oslo'}`
        const init = { method, body, headers: { authorization, 'content-type': 'application/json', ...headers } }
        await send(name, filled(path), init, problems)
      }
    expect(problems).toEqual([])
    // Again, when everything has been allocated that is kept for good.
    const heavy = bodies.filter(({ name }) => /bomb|million|deep/.test(name))
    const growth = await memoryGrowth(async () => {
      for (let round = 0; round < 2; round++)
        for (const { name, body, headers = {} } of heavy)
          for (const path of ['/batch', '/v0/events?name=ad_costs', '/graphql']) {
            const authorization = `Bearer ${path === '/graphql' ? token : 'key-oslo'}`
            await send(name, path, { method: 'POST', body, headers: { authorization, ...headers } }, problems)
          }
    })
    expect(problems).toEqual([])
    expect(growth).toBeLessThan(250_000_000)
  }, 300_000)

  test('answers random bytes, headers and queries', async () => {
    const problems: string[] = []
    const routes = routesOf(app)
    const headerText = fc.string({
      unit: fc.constantFrom('a', 'é', ' ', ',', ';', '=', '"', '/', '\\', '%', '1'),
      maxLength: 50,
    })
    const query = fc.dictionary(
      fc.constantFrom(
        'token',
        'data',
        'compression',
        'ip',
        '_',
        'sent_at',
        'name',
        'key',
        'wait',
        'query',
        '__proto__',
      ),
      fc.string({ unit: 'binary', maxLength: 60 }),
    )
    const property = fc.asyncProperty(
      fc.constantFrom(...routes),
      fc.uint8Array({ maxLength: 300 }),
      fc.dictionary(
        fc.constantFrom(
          'content-type',
          'content-encoding',
          'origin',
          'user-agent',
          'authorization',
          'accept',
          'x-request-id',
          'content-length',
          'posthog-request-timestamp',
        ),
        headerText,
      ),
      query,
      fc.string({ unit: 'binary', maxLength: 40 }),
      async ({ method, path }, body, headers, params, part) => {
        const search = new URLSearchParams(
          Object.entries(params).map(([name, text]): [string, string] => [name, text.toWellFormed()]),
        )
        const init = { method, headers, ...(hasBody(method) ? { body: new Uint8Array(body) } : {}) }
        await send('random', `${filled(path, part.toWellFormed())}?${search}`, init, problems)
      },
    )
    await fc.assert(property, { numRuns: runs * 10 })
    expect(problems).toEqual([])
  }, 120_000)

  test('answers odd methods and unknown paths with 404 or 405, never with data', async () => {
    const problems: string[] = []
    const paths = [
      ...new Set(routesOf(app).map(({ path }) => filled(path))),
      '/nothing',
      '/..%2f..%2fetc/passwd',
      '//graphql',
      '/graphql/x',
      '/%00',
      '/%',
      `/${'x'.repeat(8_000)}`,
      '/graphql;x',
      '/GRAPHQL',
      '/v0',
      '/.env',
      '/.git/config',
    ]
    for (const path of paths)
      for (const method of ['PROPFIND', 'PURGE', 'PATCH', 'DELETE', 'HEAD', 'X'.repeat(300)]) {
        const { text } = await send('an odd method', path, { method }, problems)
        if (/"data":\{/.test(text)) problems.push(`${method} ${path}: ${text.slice(0, 100)}`)
      }
    expect(problems).toEqual([])
  }, 120_000)
})

describe('ingest', () => {
  test('takes or refuses every hostile event, and what it took does not break what is read', async () => {
    const problems: string[] = []
    let batch: [string, string][] = []
    const flush = async () => {
      const body = `{"api_key":"key-oslo","batch":[${batch.map(([, event]) => event).join()}]}`
      const { status } = await send(
        batch.map(([name]) => name).join('; '),
        '/batch',
        { method: 'POST', body },
        problems,
      )
      if (status !== 200 && batch.length > 1)
        problems.push(`a bad event failed its batch: ${batch.map(([name]) => name)}`)
      batch = []
    }
    let size = 0
    for (const [name, event] of hostileEvents()) {
      if (batch.length === 100 || size + event.length > 1_000_000) {
        await flush()
        size = 0
      }
      batch.push([name, event])
      size += event.length
    }
    await flush()
    expect(problems).toEqual([])
    const polluted: unknown = Reflect.get({}, 'polluted')
    expect(polluted).toBeUndefined()
    const reading = `{ location { users(first: 1000) { totalCount nodes { userId properties attribution { firstTouch { landingUrl clickIds { value } } } identityMappings { anonymousId } } }
      sessions(first: 1000) { totalCount nodes { sessionId entryUrl isBounce } } events(first: 1000) { totalCount nodes { name timestamp properties url } }
      errors(range: { from: "1970-01-02", to: "1974-12-31" }) { nodes { type message samples { stack } } }
      refusedIdentityMappings(first: 1000) { nodes { reason anonymousId } } } }`
    const answer = await graphql('reading it all', JSON.stringify({ query: reading }), problems)
    expect(problems).toEqual([])
    expect(JSON.parse(answer.text).errors).toBeUndefined()
    expect(JSON.parse(answer.text).data.location.events.totalCount).toBeGreaterThan(500)
  }, 300_000)

  test('the Events API puts rows of nonsense into quarantine, and is no way to send millions of them', async () => {
    const problems: string[] = []
    const post = (body: string) =>
      send(
        'a row',
        '/v0/events?name=ad_costs&wait=true',
        { method: 'POST', headers: { authorization: 'Bearer key-oslo' }, body },
        problems,
      )
    const row = { date: '2026-01-01', channel: 'c', cost: '1', currency: 'EUR' }
    for (const [name, value] of Object.entries(values))
      for (const field of [...Object.keys(row), 'source', 'clicks', 'x'])
        expect([200, 400, 413], `${field}: ${name}`).toContain(
          (await post(`${JSON.stringify(row).slice(0, -1)},"${field}":${value}}`)).status,
        )
    expect((await post('0\n'.repeat(501))).status).toBe(413)
    expect((await post(`[${'0,'.repeat(500)}0]`)).status).toBe(413)
    expect(problems).toEqual([])
  }, 120_000)
})

async function graphql(name: string, body: string, problems: string[]): Promise<Seen> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  return send(name, '/graphql', { method: 'POST', headers, body }, problems)
}

describe('GraphQL', () => {
  test('refuses hostile requests with codes of the closed table', async () => {
    const problems: string[] = []
    for (const [name, body] of hostileGraphql()) {
      const { text, status } = await graphql(name, body, problems)
      const codes = [...text.matchAll(/"code":"(\w+)"/g)].map(([, code = '']) => code)
      if (/"errors"/.test(text) && codes.length === 0)
        problems.push(`${name}: ${status} without a code: ${text.slice(0, 200)}`)
      for (const code of codes)
        if (!(code in errorTable) || code === 'INTERNAL_SERVER_ERROR')
          problems.push(`${name}: ${code} ${text.slice(0, 300)}`)
    }
    expect(problems).toEqual([])
  }, 120_000)
})
