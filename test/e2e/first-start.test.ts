import { spawn, spawnSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, type Stats } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { launchChromium, skipBrowserTests } from '../testkit/chromium.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'

const modeOf = (stats: Stats) => ({ mode: stats.mode, isLink: stats.isSymbolicLink() })

describe("a newcomer's first start, with nothing configured", () => {
  let gateway: GatewayProcess
  let token: string
  beforeAll(async () => {
    gateway = await startGateway({})
    token = /Bearer (eyJ[\w.-]+)/.exec(gateway.output())?.[1] ?? ''
  }, 90_000)
  afterAll(() => gateway?.[Symbol.asyncDispose]())

  test('the greeting tells where to click, gives a token and a write key, and ends with being ready', () => {
    expect(gateway.output()).toMatch(/Dashboard {2}http:\/\/[^/]+\/#code=[\w-]{32}\n/)
    expect(gateway.output()).toContain(`GraphiQL   ${gateway.url}/graphql#token=${token}`)
    expect(gateway.output()).toMatch(/Write key for location "demo": agw_\S{20,}/)
    expect(token).not.toBe('')
    expect(gateway.output().trimEnd().split('\n').at(-1)).toBe(`Ready at ${gateway.url}`)
  })

  test('what it stores is for its owner alone', () =>
    // Parts come and go while they are looked at.
    vi.waitFor(() => {
      const names = readdirSync(gateway.directory, { recursive: true, encoding: 'utf8' })
      expect(names.length).toBeGreaterThan(100)
      const files = names.map((name) => ({ name, ...modeOf(lstatSync(join(gateway.directory, name))) }))
      expect(files.filter(({ isLink, mode }) => !isLink && (mode & 0o077) !== 0)).toEqual([])
    }))

  test('the link to the dashboard is good once; then the terminal has the next one', async () => {
    const codes = () => [...gateway.output().matchAll(/#code=([\w-]{32})/g)].map(([, code]) => code)
    const exchange = (code: string | undefined) =>
      fetch(`${gateway.url}/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code }),
      })
    const [first] = codes()
    const answer = await exchange(first)
    expect([answer.status, await answer.json()]).toEqual([200, { token }])
    expect((await exchange(first)).status).toBe(410)
    await vi.waitFor(() => expect(codes()).toHaveLength(2))
    expect(gateway.output()).toContain('That link is spent. For another tab:')
    expect((await exchange(codes()[1])).status).toBe(200)
  })

  test('the printed request answers with demo data', async () => {
    const body = /-d '(.+)'/.exec(gateway.output())?.[1]
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: body ?? '',
    })
    const { data, errors } = await response.json()
    expect(errors).toBeUndefined()
    expect(data.location.users.nodes).toHaveLength(3)
  })

  test('the typed example program prints its table', () => {
    const env = { PATH: process.env.PATH, GATEWAY_URL: gateway.url, TOKEN: token }
    const example = spawnSync(process.execPath, ['--import', 'tsx', 'examples/users-with-attribution.ts'], {
      env,
      encoding: 'utf8',
    })
    expect(example.stderr).toBe('')
    expect(example.stdout).toMatch(/^\d+ identified users at demo\n.*cust_\d+_\d+/s)
  })

  test('the subscribing example prints what is sent', async () => {
    const env = { PATH: process.env.PATH, GATEWAY_URL: gateway.url, TOKEN: token }
    const example = spawn(process.execPath, ['--import', 'tsx', 'examples/live-activity.ts'], { env })
    let printed = ''
    for (const stream of [example.stdout, example.stderr])
      stream.on('data', (chunk) => {
        printed += chunk
      })
    try {
      await expect.poll(() => printed, { timeout: 20_000 }).toMatch(/users, \d+ events a minute/)
      await fetch(`${gateway.url}/capture/`, {
        method: 'POST',
        body: JSON.stringify({
          api_key: /agw_[\w-]+/.exec(gateway.output())?.[0],
          event: 'told at once',
          distinct_id: 'example',
        }),
      })
      await expect.poll(() => printed, { timeout: 20_000 }).toContain('- told at once')
    } finally {
      example.kill()
    }
  })

  test('the subscribing example tells a refusal at once and gives up', async () => {
    const env = { PATH: process.env.PATH, GATEWAY_URL: gateway.url, TOKEN: 'not.a.token' }
    const example = spawnSync(process.execPath, ['--import', 'tsx', 'examples/live-activity.ts'], {
      env,
      encoding: 'utf8',
      timeout: 15_000,
    })
    expect(example.stderr).toMatch(/Error: 401 .*UNAUTHENTICATED/)
    expect([example.status, example.stdout]).toEqual([1, ''])
  })

  test('it is ready, and says on what', async () => {
    const ready = await fetch(`${gateway.url}/ready`)
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { clickhouse: { mode: 'embedded' }, migrations: { pending: 0 }, ingest: { queuedEvents: 0 } },
    ])
  })

  test.skipIf(skipBrowserTests)(
    'GraphiQL works without the Internet: follow the printed link, run the ready-made query',
    async () => {
      const browser = await launchChromium()
      const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage()
      const elsewhere: string[] = []
      page.on('request', (request) => {
        if (!request.url().startsWith(gateway.url) && request.url().startsWith('http')) elsewhere.push(request.url())
      })
      const link = /GraphiQL {3}(\S+)/.exec(gateway.output())?.[1] ?? ''
      await page.goto(link)
      expect(page.url()).toBe(`${gateway.url}/graphql`)
      await page.getByLabel('Operation Editor').getByText('query Users').waitFor()
      const answer = page.waitForResponse((response) => response.request().postData()?.includes('query Users') ?? false)
      await page.getByRole('button', { name: /Execute query/ }).click()
      const { data } = await (await answer).json()
      expect(data.location.users.totalCount).toBeGreaterThan(100)
      await page.getByLabel('Result Window').getByText('totalCount').waitFor()
      expect(elsewhere).toEqual([])
      mkdirSync('screenshots', { recursive: true })
      await page.screenshot({ path: 'screenshots/graphiql.png' })
      await browser.close()
    },
  )

  test.skipIf(skipBrowserTests)('each tab of GraphiQL opens by a click, on the first visit already', async () => {
    const browser = await launchChromium()
    const page = await (await browser.newContext({ viewport: { width: 1400, height: 900 } })).newPage()
    await page.goto(`${gateway.url}/graphql#token=${token}`)
    const editor = page.getByLabel('Operation Editor')
    await editor.getByText('query Users').waitFor()
    const queries = {
      Metrics: 'query Metrics',
      PaidSearchSessions: 'query PaidSearchSessions',
      Errors: 'query Errors',
      Live: 'subscription Live',
      Viewer: 'query Viewer',
      Users: 'query Users',
    }
    for (const [name, query] of Object.entries(queries)) {
      const place = await page.getByRole('tab', { name, exact: true }).boundingBox()
      const [x, y] = [(place?.x ?? 0) + (place?.width ?? 0) / 2, (place?.y ?? 0) + (place?.height ?? 0) / 2]
      // As long as a finger presses.
      await page.mouse.click(x, y, { delay: 60 })
      await editor.getByText(query).waitFor()
    }
    await browser.close()
  })

  test('a second start keeps the secrets and the data, and adds no demo traffic', async () => {
    const countAll = async () => {
      const response = await fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ query: '{ location { users { totalCount } events { totalCount } } }' }),
      })
      return response.json()
    }
    const printedKey = () => /agw_[\w-]+/.exec(gateway.output())?.[0]
    const [before, key] = [await countAll(), printedKey()]
    expect(before.data.location.events.totalCount).toBeGreaterThan(1_000)
    expect(await gateway.stop()).toBe(0)
    await gateway.restart()
    expect(printedKey()).toBe(key)
    expect(await countAll()).toEqual(before)
  })
})

test('a data directory in use is named, with what to do', async () => {
  await using gateway = await startGateway({ DEMO: 'false' })
  const directory = /embedded ClickHouse in (\S+)/.exec(gateway.output())?.[1] ?? ''
  const second = spawnSync(process.execPath, ['bin/attrigraph.js', 'migrate'], {
    env: { PATH: process.env.PATH, DATA_DIR: directory },
    encoding: 'utf8',
  })
  expect(second.status).toBe(1)
  expect(second.stderr).toMatch(/is in use by another process/)
  expect(await gateway.stop()).toBe(0)
})
