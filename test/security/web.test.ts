import { once } from 'node:events'
import { createServer } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { loadSecrets } from '../../src/secrets.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { launchChromium, skipBrowserTests } from '../testkit/chromium.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { testSecret } from '../testkit/gateway.ts'

let gateway: RunningServer
let token: string
beforeAll(async () => {
  const config = testConfig({
    JWT_SECRET: testSecret,
    WRITE_KEYS: 'key-oslo:oslo',
    PORT: '0',
    CLICKHOUSE_DATABASE: 'web',
  })
  gateway = await startServer(config, loadSecrets(config), silentLog)
  token = await mintToken(testSecret, { location_id: 'oslo', scope: 'read write manage erase' }, 600)
})
afterAll(() => gateway.stop())

/**
 * Doors that any web site may ask: those that take events need a public write key, those of pipes a token that the page
 * itself holds and sends. None reads a cookie.
 */
const openToAllOrigins = /^\/(e|i|batch|capture|track|engage|flags|decide|array|s|api|webhooks|v0|v1)(\/|$)/

const requests = () =>
  gateway.app.routes
    .filter(({ path }) => !path.endsWith('*'))
    .flatMap(({ method, path }) =>
      (method === 'ALL' ? ['GET', 'POST', 'OPTIONS'] : [method]).map(
        (one) => [one, path.replaceAll(/:\w+(\{[^}]*\})?\??/g, 'key-oslo')] as const,
      ),
    )
    .concat([
      ['GET', '/nothing'],
      ['OPTIONS', '/nothing'],
      ['DELETE', '/graphql'],
    ])

const origin = 'https://evil.example'
const ask = (method: string, path: string, headers: Record<string, string> = {}) =>
  gateway.app.fetch(
    new Request(`http://gateway${path}`, {
      method,
      headers: { origin, 'access-control-request-method': 'POST', ...headers },
      ...(method === 'POST' || method === 'PUT' ? { body: '{}' } : {}),
    }),
  )

describe('every answer of every route', () => {
  test('has the security headers, whether it succeeds or fails', async () => {
    const bare: string[] = []
    for (const [method, path] of requests())
      for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
        const answer = await ask(method, path, headers)
        const found = Object.fromEntries(answer.headers)
        const complete =
          /default-src 'none'/.test(found['content-security-policy'] ?? '') &&
          /frame-ancestors 'none'/.test(found['content-security-policy'] ?? '') &&
          found['x-content-type-options'] === 'nosniff' &&
          found['x-frame-options'] === 'DENY' &&
          found['referrer-policy'] === 'no-referrer' &&
          /camera=\(\)/.test(found['permissions-policy'] ?? '') &&
          found['x-powered-by'] === undefined &&
          found.server === undefined &&
          found['strict-transport-security'] === undefined
        if (!complete) bare.push(`${method} ${path}: ${answer.status} ${JSON.stringify(found)}`)
      }
    expect(bare).toEqual([])
  })

  test('is closed to other origins, but for the doors that take events and those of pipes', async () => {
    const open: string[] = []
    for (const [method, path] of requests())
      for (const headers of [{}, { authorization: `Bearer ${token}` }]) {
        const { headers: found } = await ask(method, path, headers)
        const names = [...found.keys()].filter((name) => name.startsWith('access-control-'))
        // SDKs send events with cookies, which are not read. Of what is answered to a token a browser must send nothing
        // by itself.
        if (names.includes('access-control-allow-credentials') && /^\/v[01]\//.test(path))
          open.push(`${method} ${path} takes credentials`)
        if (names.length > 0 && !openToAllOrigins.test(path))
          open.push(`${method} ${path} is open to other origins: ${names}`)
      }
    expect(open).toEqual([])
  })

  test('says that TLS is to stay only where a proxy says that it was there', async () => {
    const proxied = await ask('GET', '/health', { 'x-forwarded-proto': 'https' })
    expect(proxied.headers.get('strict-transport-security')).toBe('max-age=31536000')
    const odd = await ask('GET', '/health', { 'x-forwarded-proto': 'http, https' })
    expect(odd.headers.has('strict-transport-security')).toBe(false)
  })

  test('sets no cookie, and sends nobody elsewhere', async () => {
    for (const [method, path] of requests()) {
      const answer = await ask(method, path)
      expect([answer.headers.get('set-cookie'), answer.headers.get('location')], `${method} ${path}`).toEqual([
        null,
        null,
      ])
    }
  })
})

describe('an origin that is named', () => {
  const front = 'https://app.example'
  let open: RunningServer
  beforeAll(async () => {
    const config = testConfig({ JWT_SECRET: testSecret, PORT: '0', CORS_ORIGINS: `${front}, http://127.0.0.1:1` })
    open = await startServer(config, loadSecrets(config), silentLog)
  })
  afterAll(() => open.stop())
  const asked = (path: string, from: string, init: RequestInit = {}) =>
    open.app.fetch(new Request(`http://gateway${path}`, { ...init, headers: { origin: from, ...init.headers } }))
  const told = ({ headers }: Response) => [...headers.keys()].filter((name) => name.startsWith('access-control-'))
  const preflight = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,x-own' }

  test.each(['/graphql', '/export/events.ndjson'])('may ask %s, whether it succeeds or fails', async (path) => {
    const before = await asked(path, front, { method: 'OPTIONS', headers: preflight })
    expect([before.status, before.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization,x-own'])
    for (const answer of [before, await asked(path, front)]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe(front)
      expect(answer.headers.get('vary')).toMatch(/\borigin\b/i)
      // No cookie of the gateway's could ride along, were there any.
      expect(answer.headers.has('access-control-allow-credentials')).toBe(false)
    }
  })

  test('is the only one, and for these doors alone', async () => {
    for (const from of [origin, 'null', `${front}.evil.example`, `${front}:8443`, 'http://app.example'])
      for (const init of [{ method: 'OPTIONS', headers: preflight }, {}])
        expect(told(await asked('/graphql', from, init)), from).toEqual([])
    for (const path of ['/', '/sign-in', '/metrics', '/ready']) expect(told(await asked(path, front)), path).toEqual([])
  })

  test.skipIf(skipBrowserTests)('asks from a browser, with its token; another one is told nothing', async () => {
    const [named, other] = [await emptyPage(), await emptyPage()]
    const config = testConfig({ JWT_SECRET: testSecret, PORT: '0', CORS_ORIGINS: named.origin })
    const asking = await startServer(config, loadSecrets(config), silentLog)
    const browser = await launchChromium()
    try {
      const answers = []
      for (const page of [named, other]) {
        const tab = await browser.newPage()
        await tab.goto(page.origin)
        const ask = async ({ url, bearer }: { url: string; bearer: string }) =>
          fetch(`${url}/graphql`, {
            method: 'POST',
            headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
            body: JSON.stringify({ query: '{ viewer { locationIds } }' }),
          }).then(
            async (response) => [await response.json(), response.headers.has('x-ratelimit-limit')],
            (error: Error) => error.name,
          )
        answers.push(await tab.evaluate(ask, { url: asking.url, bearer: token }))
      }
      expect(answers).toEqual([[{ data: { viewer: { locationIds: ['oslo'] } } }, true], 'TypeError'])
    } finally {
      await browser.close()
      await asking.stop()
      for (const { server } of [named, other]) server.close()
    }
  })
})

/** A page that has nothing of its own. */
async function emptyPage() {
  const server = createServer((_, response) => response.end('<!doctype html>'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('It listens on a port.')
  return { server, origin: `http://127.0.0.1:${address.port}` }
}

describe('GraphiQL', () => {
  const page = () => gateway.app.fetch(new Request('http://gateway/graphql', { headers: { accept: 'text/html' } }))

  test('may run its own script and ask this gateway, nothing else', async () => {
    const policy = (await page()).headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/script-src 'sha256-[\w+/]{43}='; /)
    expect(policy).toContain("connect-src 'self'")
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*|script-src [^;]*unsafe-inline/)
  })

  test.skipIf(skipBrowserTests)(
    'works in a browser under that policy, and what it does not allow is refused',
    async () => {
      const browser = await launchChromium()
      try {
        const tab = await browser.newPage()
        const violations: string[] = []
        tab.on('console', (message) => {
          if (/Content Security Policy/i.test(message.text())) violations.push(message.text())
        })
        const elsewhere: string[] = []
        tab.on('request', (request) => {
          if (request.url().startsWith('http') && !request.url().startsWith(gateway.url)) elsewhere.push(request.url())
        })
        await tab.goto(`${gateway.url}/graphql#token=${token}`)
        await tab.getByLabel('Operation Editor').getByText('query Users').waitFor()
        const answer = tab.waitForResponse(
          (response) => response.request().postData()?.includes('query Users') ?? false,
        )
        await tab.getByRole('button', { name: /Execute query/ }).click()
        expect((await (await answer).json()).data.location.users.totalCount).toBe(0)
        await tab.getByLabel('Result Window').getByText('totalCount').waitFor()
        expect(violations).toEqual([])
        expect(elsewhere).toEqual([])
        const injected = await tab.evaluate(async () => {
          const script = document.createElement('script')
          script.textContent = 'window.injected = true'
          document.body.append(script)
          const sent = await fetch('https://evil.example/').then(
            () => 'sent',
            () => 'refused',
          )
          return [Reflect.get(window, 'injected') ?? 'not run', sent]
        })
        expect(injected).toEqual(['not run', 'refused'])
        expect(violations.length).toBeGreaterThan(1)
      } finally {
        await browser.close()
      }
    },
    120_000,
  )
})
