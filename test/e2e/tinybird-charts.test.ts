import { mkdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { build } from 'esbuild'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { launchChromium, skipBrowserTests } from '../testkit/chromium.ts'
import { freePort } from '../testkit/clickhouse-server.ts'
import { configured, type GatewayProcess, secret, startGateway, writeKey } from './gateway-process.ts'

/** A page of a front end that knows nothing of the gateway but its address and a token. */
async function bundledPage(endpoint: string, token: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createElement as h } from 'react'
        import { createRoot } from 'react-dom/client'
        import { LineChart, Table } from '@tinybirdco/charts'
        const query = { endpoint: ${JSON.stringify(endpoint)}, token: ${JSON.stringify(token)}, index: 'date', width: '100%' }
        createRoot(document.getElementById('root')).render(h('div', null,
          h(LineChart, { ...query, title: 'Sessions', categories: ['session_count', 'sessions_with_utm_count'], height: 320, showLegend: true,
            params: { order: 'ASC' } }),
          h(Table, { ...query, title: 'By day', categories: ['date', 'session_count', 'top_utm_source'], height: 320, params: { limit: 5, order: 'DESC' } })))`,
      resolveDir: process.cwd(),
    },
    bundle: true,
    write: false,
    format: 'iife',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
  })
  return `<!doctype html><meta charset="utf-8"><body><div id="root"></div><script>${(outputFiles[0]?.text ?? '').replaceAll('</script', '<\\/script')}</script>`
}

describe.skipIf(skipBrowserTests)('in a browser', () => {
  let gateway: GatewayProcess
  let browser: Browser
  let site: Server
  let siteUrl: string
  beforeAll(async () => {
    gateway = await startGateway({ ...configured, QUERY_TIMEOUT_MS: '60000' })
    await sendVisits()
    const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 600)
    const page = await bundledPage(`${gateway.url}/v0/pipes/session_stats.json`, token)
    site = createServer((_, response) => response.setHeader('content-type', 'text/html').end(page))
    const port = await freePort()
    await new Promise<void>((resolve) => site.listen(port, '127.0.0.1', resolve))
    siteUrl = `http://127.0.0.1:${port}/`
    browser = await launchChromium()
    mkdirSync('screenshots', { recursive: true })
  }, 180_000)
  /** Two weeks with more visits from day to day, some of them from a campaign. */
  async function sendVisits() {
    const batch = Array.from({ length: 14 }, (_, day) =>
      Array.from({ length: 3 + day + 4 * (day % 3) }, (_, visit) => ({
        event: '$pageview',
        distinct_id: `visitor-${day}-${visit}`,
        timestamp: new Date(Date.UTC(2026, 2, 1 + day, 8, visit)).toISOString(),
        properties: {
          $session_id: `session-${day}-${visit}`,
          $lib: 'web',
          $current_url: 'https://shop.example/',
          utm_source: visit % 3 === 0 ? (['newsletter', 'google', 'google'][day % 3] ?? '') : undefined,
        },
      })),
    ).flat()
    const body = JSON.stringify({ api_key: writeKey, batch })
    expect((await fetch(`${gateway.url}/batch/`, { method: 'POST', body })).status).toBe(200)
  }
  afterAll(async () => {
    await browser?.close()
    site?.close()
    await gateway?.[Symbol.asyncDispose]()
  })

  async function open(): Promise<{ page: Page; errors: string[]; addresses: string[] }> {
    const page = await (await browser.newContext({ viewport: { width: 1200, height: 900 } })).newPage()
    const [errors, addresses]: [string[], string[]] = [[], []]
    page.on('pageerror', (error) => errors.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    page.on('request', (request) => addresses.push(request.url()))
    return { page, errors, addresses }
  }

  test('@tinybirdco/charts draws session_stats from another origin', { timeout: 120_000 }, async () => {
    const { page, errors } = await open()
    const answered = page.waitForResponse((response) => response.url().includes('session_stats.json'), {
      timeout: 90_000,
    })
    await page.goto(siteUrl)
    const { data } = await (await answered).json()
    expect(data.length).toBeGreaterThan(4)
    const newest = data.toSorted((a: { date: string }, b: { date: string }) => (a.date < b.date ? 1 : -1))[0]
    await page.locator('canvas, svg').first().waitFor({ timeout: 60_000 })
    await page.getByText(newest.date).first().waitFor({ timeout: 60_000 })
    // The chart animates its lines in.
    await page.waitForTimeout(1_500)
    await page.screenshot({ path: 'screenshots/tinybird-charts.png' })
    expect(await page.getByText(String(newest.top_utm_source)).count()).toBeGreaterThan(0)
    expect(errors.filter((error) => !error.includes('favicon'))).toEqual([])
  })

  test('the reference page shows every pipe, with nothing from elsewhere', { timeout: 120_000 }, async () => {
    const { page, errors, addresses } = await open()
    await page.goto(`${gateway.url}/v0/docs`)
    await page.getByText('user_attribution_optimized').first().waitFor({ timeout: 60_000 })
    await page.getByText('error_monitoring').first().waitFor({ timeout: 60_000 })
    await page.screenshot({ path: 'screenshots/tinybird-docs.png' })
    expect(addresses.filter((address) => address.startsWith('http') && !address.startsWith(gateway.url))).toEqual([])
    expect(errors).toEqual([])
  })
})
