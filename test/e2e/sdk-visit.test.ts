import { readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import type { Browser } from 'playwright-core'
import { PostHog } from 'posthog-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, skipBrowserTests } from '../testkit/chromium.ts'
import { configured, eventually, type GatewayProcess, startGateway, writeKey } from './gateway-process.ts'

/** Stock posthog-js as it comes: in one script with everything, and as the module that a shop's own bundle holds. */
const scripts = {
  '/whole.js': () => readFileSync(join(dirname(createRequire(import.meta.url).resolve('posthog-js')), 'array.full.js')),
  '/bundled.js': async () => {
    const contents = "import posthog from 'posthog-js'; window.posthog = posthog"
    const stdin = { contents, resolveDir: import.meta.dirname }
    const { outputFiles } = await build({ stdin, bundle: true, write: false, format: 'iife', platform: 'browser' })
    return Buffer.concat(outputFiles.map((file) => file.contents))
  },
}
type Script = keyof typeof scripts
const isScript = (path = ''): path is Script => path in scripts

/** A shop's page, whose gateway is another origin. */
const page = (gatewayUrl: string, script: Script) => `<!doctype html><title>Shop</title><link rel="icon" href="data:,">
<a id="price" href="/price">Price</a><script src="${script}"></script>
<script>
  posthog.init('${writeKey}', { api_host: '${gatewayUrl}', opt_out_useragent_filter: true })
</script>`

function startShop(gatewayUrl: string): Promise<Server> {
  const server = createServer((request, response) => {
    const { url } = request
    response.writeHead(200, { 'content-type': isScript(url) ? 'text/javascript' : 'text/html' })
    if (isScript(url)) void Promise.resolve(scripts[url]()).then((text) => response.end(text))
    else response.end(page(gatewayUrl, url?.startsWith('/bundled/') ? '/bundled.js' : '/whole.js'))
  })
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)))
}

interface Answer {
  location: {
    users: {
      totalCount: number
      nodes: { userId: string; events: { nodes: { name: string; properties: Record<string, unknown> }[] } }[]
    }
    errors: { nodes: object[] }
  }
}

const query = `query Visit($range: DateRange!) { location {
  users(filter: { identified: true }) { totalCount nodes {
    userId isIdentified
    attribution {
      firstTouch { channel channelGroup utmSource utmMedium utmCampaign landingUrl landingPathname clickIds { parameter value } }
      clickIds { platform parameter value }
    }
    sessions { nodes { pageviewCount becameIdentified entryPathname exitPathname touch { utmSource } } }
    events(first: 100) { nodes { name properties } }
  } }
  errors(range: $range) { nodes { type message count affectedUserCount } }
} }`

const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)

describe.skipIf(skipBrowserTests)('stock SDKs', () => {
  let gateway: GatewayProcess
  let browser: Browser
  let shop: Server
  let shopUrl: string
  let gatewayUrl: string

  beforeAll(async () => {
    gateway = await startGateway(configured)
    gatewayUrl = `http://events.gateway.example:${gateway.port}`
    shop = await startShop(gatewayUrl)
    shopUrl = `http://shop.example:${(shop.address() as AddressInfo).port}`
    browser = await launchChromium(['shop.example', 'events.gateway.example'])
  })
  afterAll(async () => {
    await browser?.close()
    shop?.close()
    await gateway?.[Symbol.asyncDispose]()
  })

  test('the module that a shop bundles finds all that it asks for', async () => {
    const context = await browser.newContext()
    const tab = await context.newPage()
    const complaints: string[] = []
    tab.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    tab.on('response', (response) => {
      if (response.status() >= 400) complaints.push(`${response.status()} ${response.url()}`)
    })
    const sent = tab.waitForResponse((response) => response.url().includes('/e/'))
    await tab.goto(`${shopUrl}/bundled/`)
    expect((await sent).status()).toBe(200)
    // What it loads beside itself comes after the first answer.
    await tab.waitForLoadState('networkidle')
    expect(complaints).toEqual([])
    await context.close()
  })

  test('a paid visit, a sign-in, an exception and a purchase become one attributed user', async () => {
    const context = await browser.newContext()
    const tab = await context.newPage()
    const complaints: string[] = []
    const captures: string[] = []
    tab.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) complaints.push(message.text())
    })
    tab.on('pageerror', (error) => complaints.push(error.message))
    tab.on('requestfailed', (request) =>
      complaints.push(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`),
    )
    tab.on('response', (response) => {
      if (response.url().startsWith(gatewayUrl))
        captures.push(`${response.status()} ${new URL(response.url()).pathname}`)
    })

    await tab.goto(`${shopUrl}/?gclid=Test-gclid_123&utm_source=google&utm_medium=cpc&utm_campaign=spring`)
    await tab.waitForResponse((response) => response.url().includes('/e/'))
    await tab.click('#price')
    await tab.waitForURL('**/price')
    await tab.waitForResponse((response) => response.url().includes('/e/'))
    await tab.evaluate(
      `posthog.identify('user-1', { plan: 'pro' }); posthog.captureException(new TypeError('cart is empty'))`,
    )
    await eventually(
      () => gateway.ask<Answer>(query, { range: { from: day(-1), to: day(1) } }),
      ({ location }) => location.users.totalCount === 1 && location.errors.nodes.length === 1,
    )
    await context.close()

    const node = new PostHog(writeKey, { host: gateway.url })
    node.capture({ distinctId: 'user-1', event: 'purchase', properties: { revenue: 49.5, currency: 'EUR' } })
    await node.shutdown()

    const { location } = await eventually(
      () => gateway.ask<Answer>(query, { range: { from: day(-1), to: day(1) } }),
      (answer) => answer.location.users.nodes[0]?.events.nodes.some(({ name }) => name === 'purchase') ?? false,
    )
    expect(complaints).toEqual([])
    expect(captures.filter((line) => !line.startsWith('200 '))).toEqual([])
    expect(location.users.totalCount).toBe(1)
    const click = { parameter: 'gclid', value: 'Test-gclid_123' }
    expect(location.users.nodes[0]).toMatchObject({
      userId: 'user-1',
      isIdentified: true,
      attribution: {
        firstTouch: {
          channel: 'utm',
          channelGroup: 'Paid Search',
          utmSource: 'google',
          utmMedium: 'cpc',
          utmCampaign: 'spring',
          landingUrl: expect.stringContaining('gclid=Test-gclid_123'),
          landingPathname: '/',
          clickIds: [click],
        },
        clickIds: [{ platform: 'GOOGLE', ...click }],
      },
      sessions: {
        nodes: [
          {
            pageviewCount: 2,
            becameIdentified: true,
            entryPathname: '/',
            exitPathname: '/price',
            touch: { utmSource: 'google' },
          },
        ],
      },
    })
    const purchase = location.users.nodes[0]?.events.nodes.find(({ name }) => name === 'purchase')
    expect(purchase?.properties).toMatchObject({ revenue: 49.5, currency: 'EUR' })
    expect(location.errors.nodes).toMatchObject([
      { type: 'TypeError', message: 'cart is empty', count: 1, affectedUserCount: 1 },
    ])
  })
})
