import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { launchChromium, skipBrowserTests } from '../testkit/chromium.ts'
import { figures } from './figures.ts'
import { type SeededGateway, seededGateway, seriousViolations, settled, viewPaths, watchQuestions } from './testkit.ts'

describe.skipIf(skipBrowserTests)('the dashboard', { timeout: 180_000 }, () => {
  let gateway: SeededGateway
  let browser: Browser
  beforeAll(async () => {
    ;[gateway, browser] = await Promise.all([seededGateway(), launchChromium()])
  }, 180_000)
  afterAll(async () => {
    await browser?.close()
    await gateway?.[Symbol.asyncDispose]()
  })

  /** A tab of somebody who followed the link that `npm start` prints. */
  async function tab(path = '/', token = gateway.readToken) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    context.setDefaultTimeout(60_000)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('request', (request) => request.url().startsWith(gateway.url) || complaints.push(request.url()))
    const questions = watchQuestions(page)
    await page.addInitScript((given) => {
      if (window.sessionStorage.getItem('tested') === null) window.sessionStorage.setItem('attrigraph.token', given)
      window.sessionStorage.setItem('tested', '')
    }, token)
    await page.goto(`${gateway.url}${path}`)
    return { page, complaints, questions, [Symbol.asyncDispose]: () => context.close() }
  }
  const field = (page: Page, name: string) => page.locator(`[data-figure="${name}"]`)

  test('without a token there is a place to sign in and nothing is asked; a pasted token opens it', async () => {
    const page = await browser.newPage()
    const asked: string[] = []
    page.on('request', (request) => request.method() === 'POST' && asked.push(request.url()))
    await page.goto(`${gateway.url}/users?identified=true`)
    await page.getByLabel('Read token').fill('not a token')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').getByText('This is not a token').waitFor()
    expect(await seriousViolations(page)).toEqual([])
    expect(asked).toEqual([])
    await page.getByLabel('Read token').fill(`{"Authorization": "Bearer ${gateway.readToken}"}`)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Users', exact: true }).waitFor()
    expect(new URL(page.url()).search).toBe('?identified=true')
    expect(await page.evaluate(() => JSON.stringify(window.localStorage))).not.toContain(gateway.readToken)
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByLabel('Read token').waitFor()
    expect(await page.evaluate(() => window.sessionStorage.length)).toBe(0)
    await page.close()
  })

  test('a link signs in once, and the address bar forgets its code; the first view is small', async () => {
    const page = await browser.newPage()
    const link = `${gateway.url}/#code=${gateway.signIn.offer()}`
    const sizes: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      if (request.url().endsWith('.js')) sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize))
    })
    await page.goto(link)
    await page.getByRole('heading', { name: 'Overview', exact: true }).waitFor()
    expect(page.url()).toBe(`${gateway.url}/`)
    const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
    expect(total).toBeGreaterThan(100_000)
    expect(total).toBeLessThan(200_000)
    await page.close()
    const second = await browser.newPage()
    await second.goto(link)
    await second.getByRole('alert').getByText('The link has been used already').waitFor()
    expect(await second.evaluate(() => window.sessionStorage.length)).toBe(0)
    await second.close()
  })

  test.each(Object.keys(viewPaths('')) as (keyof ReturnType<typeof viewPaths>)[])(
    '%s: the figures of the API, two questions deep at most, for everybody, on every screen',
    async (view) => {
      await using opened = await tab(viewPaths(gateway.userId)[view])
      const { page, questions, complaints } = opened
      await settled(page)
      await figures[view](page, gateway)
      expect(questions.depth(), questions.names().join(', ')).toBeLessThanOrEqual(2)
      expect(questions.names().length).toBeLessThanOrEqual(2)
      expect(await seriousViolations(page)).toEqual([])
      await page.emulateMedia({ colorScheme: 'dark' })
      await page.setViewportSize({ width: 390, height: 844 })
      expect(await seriousViolations(page)).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390)
      expect(complaints).toEqual([])
    },
  )

  test('the address is the state: choices go into it, come from it, and go back', async () => {
    await using opened = await tab('/sessions?range=7d')
    const { page } = opened
    await settled(page)
    await page.getByLabel('Channel group').selectOption('Paid Search')
    await page.waitForURL(/group=Paid/)
    await settled(page)
    const chosen = await field(page, 'sessions').textContent()
    expect(chosen).not.toBe('0')
    await page.reload()
    await settled(page)
    expect(await page.getByLabel('Channel group').inputValue()).toBe('Paid Search')
    expect(await field(page, 'sessions').textContent()).toBe(chosen)
    await page.getByRole('link', { name: 'Errors' }).click()
    await page.getByRole('heading', { name: 'Errors', exact: true }).waitFor()
    expect(new URL(page.url()).searchParams.get('range')).toBe('7d')
    await page.goBack()
    await page.waitForURL(/sessions.*group=Paid/)
  })

  test('cohorts by first touch have no first event, and get it back', async () => {
    await using opened = await tab('/retention?range=30d&start=%24pageview')
    const { page, complaints } = opened
    await settled(page)
    expect(await page.getByLabel('First event').inputValue()).toBe('$pageview')
    await page.getByLabel('Joined with').selectOption('first touch')
    await page.getByLabel('First event').waitFor({ state: 'detached' })
    await settled(page)
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0)
    await page.getByLabel('Joined with').selectOption('first event')
    expect(await page.getByLabel('First event').inputValue()).toBe('$pageview')
    expect(complaints).toEqual([])
  })

  test('who may see several locations chooses one, and the address says which', async () => {
    await gateway.capture('bergen', [{ event: 'opened', distinct_id: 'only-one', properties: {} }])
    const token = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read' }, 900)
    await using opened = await tab('/users?location=oslo', token)
    const { page } = opened
    await settled(page)
    await page.getByLabel('Location').selectOption('bergen')
    await page.waitForURL(/location=bergen/)
    await page.getByRole('heading', { name: '1 user', exact: true }).waitFor()
    expect(await page.locator('tbody tr').allTextContents()).toEqual([expect.stringContaining('only-one')])
  })

  test('who may see more locations than are listed opens any of them by its address, or looks for it', async () => {
    const others = Array.from({ length: 205 }, (_, index) => `branch-${String(index).padStart(3, '0')}`)
    const token = await gateway.token({ location_ids: [...others, 'oslo'], scope: 'read' }, 900)
    await using opened = await tab('/users?location=oslo', token)
    const { page } = opened
    await settled(page)
    expect(Number(await field(page, 'users').textContent())).toBeGreaterThan(20)
    expect(await page.getByLabel('Location').inputValue()).toBe('oslo')
    await using elsewhere = await tab('/users?location=atlantis', token)
    await elsewhere.page.getByRole('heading', { level: 1, name: 'No location “atlantis”' }).waitFor()
    const search = elsewhere.page.getByLabel('Location')
    expect(await search.inputValue()).toBe('atlantis')
    await search.fill('H-20')
    const suggested = elsewhere.page.locator('.location option')
    await expect
      .poll(() => suggested.evaluateAll((options) => options.map((each) => each.getAttribute('value'))))
      .toEqual(['branch-200', 'branch-201', 'branch-202', 'branch-203', 'branch-204'])
    await search.fill('branch-204')
    await search.press('Enter')
    await elsewhere.page.waitForURL(/location=branch-204/)
    await elsewhere.page.getByRole('heading', { name: 'No such users' }).waitFor()
    expect(await seriousViolations(elsewhere.page)).toEqual([])
  })

  test('a long list goes on when its end comes near', async () => {
    await using opened = await tab('/users')
    const { page } = opened
    await settled(page)
    expect(await page.locator('tbody tr').count()).toBe(40)
    await page.locator('tbody tr').last().scrollIntoViewIfNeeded()
    await page.mouse.wheel(0, 2000)
    await page.locator('tbody tr').nth(40).waitFor()
    const ids = await page.locator('tbody th a').allTextContents()
    expect(new Set(ids).size).toBe(ids.length)
  })

  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10)
  /** As when somebody comes back to the tab. */
  const comeBack = (page: Page) => page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))

  test('what is acknowledged shows with the next visit of a view and the next return to the tab, without a blank in between', async () => {
    const token = await gateway.token({ location_ids: ['bergen'], scope: 'read' }, 900)
    const view = (id: string) =>
      gateway.capture('bergen', [{ event: '$pageview', distinct_id: id, properties: { $pathname: '/', $lib: 'web' } }])
    await view('first')
    await using opened = await tab('/?range=today', token)
    const { page } = opened
    const shown = page.locator('[data-kpi="pageviews"] .kpi-value')
    await settled(page)
    const before = Number(await shown.textContent())
    expect(before).toBeGreaterThan(0)
    await page.getByRole('link', { name: 'Attribution', exact: true }).click()
    await settled(page)
    await view('second')
    // Answers are held up to see what stands there meanwhile: what was known.
    let letThrough = () => {}
    let isOpen = Promise.resolve()
    const holdUp = () => {
      isOpen = new Promise((resolve) => {
        letThrough = resolve
      })
    }
    holdUp()
    await page.route('**/graphql', async (route) => {
      await isOpen
      await route.continue()
    })
    await page.getByRole('link', { name: 'Overview', exact: true }).click()
    await page.locator('.answer[data-refreshing="true"][data-loading="false"]').waitFor()
    expect(await shown.textContent()).toBe(String(before))
    letThrough()
    await settled(page)
    expect(await shown.textContent()).toBe(String(before + 1))
    await view('third')
    holdUp()
    await comeBack(page)
    await page.locator('.answer[data-refreshing="true"]').waitFor()
    expect(await shown.textContent()).toBe(String(before + 1))
    letThrough()
    await settled(page)
    expect(await shown.textContent()).toBe(String(before + 2))
  })

  test('a long list that is asked again misses nobody and shows nobody twice, however many came in', async () => {
    const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `guest-${from + index}`)
    const come = async (some: string[]) => {
      for (const [index, id] of some.entries())
        await gateway.capture('bergen', [
          {
            event: 'came',
            distinct_id: id,
            timestamp: new Date(Date.now() - 1000 + index).toISOString(),
            properties: {},
          },
        ])
    }
    await come(ids(0, 50))
    const token = await gateway.token({ location_ids: ['bergen'], scope: 'read' }, 900)
    await using opened = await tab('/users', token)
    const { page } = opened
    await settled(page)
    const shown = () => page.locator('tbody th a').allTextContents()
    await page.locator('tbody tr').last().scrollIntoViewIfNeeded()
    await page.locator('tbody tr').nth(45).waitFor()
    const before = await shown()
    await come(ids(50, 53))
    await comeBack(page)
    await page.getByText('guest-52').waitFor()
    await settled(page)
    expect(await shown()).toEqual([...ids(50, 53).reverse(), ...before])
    // The list is as long when somebody comes back to it.
    await page.getByRole('link', { name: 'guest-0', exact: true }).click()
    await page.getByRole('heading', { name: 'guest-0', exact: true }).waitFor()
    await come(['guest-53'])
    await page.goBack()
    await page.getByText('guest-53').waitFor()
    await settled(page)
    expect(await shown()).toEqual([...ids(50, 54).reverse(), ...before])
    // Where a page cannot be asked, no part of the list is newer than another.
    await come(['guest-54'])
    await page.route('**/graphql', (route) =>
      route.request().postDataJSON()?.variables?.after === undefined
        ? route.continue()
        : route.fulfill({ status: 429, body: 'Too many questions' }),
    )
    await comeBack(page)
    await page.getByRole('alert').getByText('this may be out of date').waitFor()
    expect(await shown()).toEqual([...ids(50, 54).reverse(), ...before])
    await page.unroute('**/graphql')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('guest-54').waitFor()
    await settled(page)
    expect(await shown()).toEqual([...ids(50, 55).reverse(), ...before])
  })

  test('visitors of pages and of apps count once; their value stands by the first touch, also where nobody came on these days', async () => {
    const event = (daysAgo: number, hour: number, distinct_id: string, name: string, properties: object) => ({
      event: name,
      distinct_id,
      timestamp: `${day(daysAgo)}T${hour}:00:00.000Z`,
      properties: {
        ...properties,
        ...(name === 'purchase' ? {} : { $lib: 'web', $session_id: `${daysAgo}-${hour}-${distinct_id}` }),
      },
    })
    const ad = { $current_url: 'https://shop.example/?utm_source=google&utm_medium=cpc' }
    const mail = { $current_url: 'https://shop.example/?utm_source=news&utm_medium=email' }
    await gateway.capture('bergen', [
      event(40, 10, 'by-app', '$screen', { $screen_name: 'Home' }),
      event(40, 10, 'by-both', '$screen', { $screen_name: 'Home' }),
      event(40, 11, 'by-both', '$pageview', { $current_url: 'https://shop.example/' }),
      event(40, 10, 'by-old-code', 'pageview', { $current_url: 'https://shop.example/' }),
      event(40, 10, 'by-ad', '$pageview', ad),
      event(40, 12, 'by-ad', '$pageview', mail),
      event(40, 13, 'by-ad', 'purchase', { revenue: 80 }),
      event(90, 10, 'by-mail', '$pageview', mail),
      event(40, 13, 'by-mail', 'purchase', { revenue: 30 }),
    ])
    const token = await gateway.token({ location_ids: ['bergen'], scope: 'read' }, 900)
    await using opened = await tab(`/?range=${day(40)}..${day(40)}`, token)
    const { page } = opened
    await settled(page)
    expect(await page.locator('[data-kpi="visitors"] .kpi-value').textContent()).toBe('4')
    const table = page.getByRole('region', { name: 'Where visitors first came from' })
    const rows = await Promise.all(
      (await table.locator('tbody tr').all()).map((row) => row.locator('th, td').allTextContents()),
    )
    expect(rows).toEqual([
      ['Direct', '3', '', '0', '0.0%', '0.00'],
      ['Paid Search', '1', '', '1', '100.0%', '80.00'],
      ['Email', '0', '', '0', '–', '30.00'],
    ])
  })

  const bergen = () => gateway.token({ location_ids: ['bergen'], scope: 'read' }, 900)
  const at = (daysAgo: number, hour: number, distinct_id: string, name: string, properties: object = {}) => ({
    event: name,
    distinct_id,
    timestamp: `${day(daysAgo)}T${hour}:00:00.000Z`,
    properties: { $lib: 'web', $session_id: `${daysAgo}-${distinct_id}`, ...properties },
  })
  const axisLabels = (page: Page) => page.locator('.visx-axis-left text').allTextContents()

  test('sessions without a page view do not bounce; a day by itself shows in the chart, and no label stands twice', async () => {
    const visitors = ['a', 'b', 'c', 'd']
    await gateway.capture('bergen', [
      ...visitors.map((id) => at(61, 10, `bouncing-${id}`, '$pageview')),
      at(61, 11, 'bouncing-d', '$pageview'),
      ...Array.from({ length: 6 }, (_, index) => at(60, 10, `opening-${index}`, 'app_opened')),
    ])
    await using opened = await tab(`/?range=${day(64)}..${day(58)}&metric=bounce`, await bergen())
    const { page } = opened
    await settled(page)
    expect(await page.locator('[data-kpi="bounce"] .kpi-value').textContent()).toBe('75.0%')
    expect(await page.locator('[data-kpi="visitors"] .kpi-value').textContent()).toBe('4')
    expect(await page.locator('[data-kpi="bounce"] .spark circle').count()).toBe(1)
    expect(await page.locator('circle.lone').count()).toBe(1)
    expect(await axisLabels(page)).toEqual(['0.0%', '20.0%', '40.0%', '60.0%', '80.0%'])
    await page.locator('[data-kpi="visitors"]').click()
    await page.getByText('Users with a page view or a screen per day').first().waitFor()
    // Those who only opened an app are no visitors, in the chart as in the figure.
    const values = await page.locator('.chart table td:nth-child(2)').allTextContents()
    expect(values).toEqual(['0', '0', '0', '4', '0', '0', '0'])
    await gateway.capture('bergen', [at(70, 10, 'alone', '$pageview')])
    await page.goto(`${gateway.url}/?range=${day(71)}..${day(70)}`)
    await settled(page)
    expect(await axisLabels(page)).toEqual(['0', '1'])
    const { timestamp } = at(70, 10, 'alone', '$pageview')
    await gateway.capture('bergen', [
      { ...at(70, 10, 'alone', '$pageview'), timestamp: timestamp.replace('.000Z', '.300Z') },
    ])
    await page.goto(`${gateway.url}/?range=${day(71)}..${day(70)}&metric=duration`)
    await settled(page)
    expect(await axisLabels(page)).toEqual(['0s', '1s'])
  })

  test('a purchase after the days is none of theirs', async () => {
    await gateway.capture('bergen', [at(81, 10, 'thinking', '$pageview'), at(80, 10, 'thinking', 'purchase')])
    await using opened = await tab(`/?range=${day(81)}..${day(81)}`, await bergen())
    await settled(opened.page)
    const cells = opened.page.getByRole('region', { name: 'Where visitors first came from' }).locator('tbody td')
    expect(await cells.allTextContents()).toEqual(['1', '', '0', '0.0%', '0.00'])
  })

  test('values of several currencies say so; one that is chosen stands in the address, and what it leaves out is said', async () => {
    await gateway.capture('bergen', [
      at(50, 10, 'in-yen', 'purchase', { revenue: 15_000, currency: 'JPY' }),
      at(50, 10, 'in-euros', 'purchase', { revenue: 100, currency: 'eur' }),
    ])
    await using opened = await tab(`/?range=${day(50)}..${day(50)}`, await bergen())
    const { page } = opened
    await settled(page)
    const note = page.locator('[data-note="currencies"]')
    expect(await field(page, 'value').textContent()).toBe('15,100.00')
    expect(await note.textContent()).toContain('EUR and JPY and added up whatever their currency')
    await page.getByLabel('Currency').selectOption('EUR')
    await page.waitForURL(/currency=EUR/)
    await settled(page)
    expect(await field(page, 'value').textContent()).toBe('100.00')
    expect(await note.textContent()).toContain('1 conversion is in another currency than EUR')
    await page.getByRole('link', { name: 'Attribution', exact: true }).click()
    await page.getByRole('heading', { name: 'Models side by side' }).waitFor()
    await settled(page)
    expect(new URL(page.url()).searchParams.get('currency')).toBe('EUR')
    await page.getByText('2 conversions worth 100.00 EUR').waitFor()
    expect(await note.textContent()).toContain('1 conversion is in another currency than EUR')
    await page.getByLabel('Show').selectOption('Value')
    await page.getByText('Each dot is the value that one model gives').waitFor()
  })

  test('all kinds of errors are listed and counted, and an address opens any of them', async () => {
    const broke = (kind: number, second: number) => ({
      ...at(30, 10, `unlucky-${kind}`, '$exception', {
        $exception_fingerprint: `kind-${kind}`,
        $exception_list: [{ type: `Error${kind}`, value: 'It broke' }],
      }),
      timestamp: `${day(30)}T10:00:${String(second).padStart(2, '0')}.000Z`,
    })
    await gateway.capture('bergen', [...Array.from({ length: 58 }, (_, kind) => broke(kind, kind)), broke(57, 59)])
    const range = `${day(30)}..${day(30)}`
    await using opened = await tab(`/errors?range=${range}&open=kind-0`, await bergen())
    const { page } = opened
    await settled(page)
    await page.getByRole('heading', { name: '58 kinds of errors' }).waitFor()
    await page.getByText('59 occurrences').waitFor()
    const kinds = page.locator('.error-list > li')
    await page.locator('[data-open="true"] .error-what').getByText('Error0').waitFor()
    expect(await kinds.count()).toBe(51)
    expect(await kinds.nth(1).locator('.error-count').allTextContents()).toEqual(['2 times', '1 user'])
    await kinds.last().scrollIntoViewIfNeeded()
    await page.mouse.wheel(0, 4000)
    await kinds.nth(57).waitFor()
    await settled(page)
    expect(await kinds.count()).toBe(58)
    expect(await kinds.last().getAttribute('data-open')).toBe('true')
    await page.getByText('59 occurrences').waitFor()
  })

  test('API usage is about the days that the page names, and says whose it is', async () => {
    await using opened = await tab()
    const { page } = opened
    await settled(page)
    const asked = page.waitForRequest((request) => request.postDataJSON()?.operationName === 'Operations')
    await page.getByRole('link', { name: 'Operations' }).click()
    expect((await asked).postDataJSON().variables).toMatchObject({ timeZone: 'Europe/Oslo' })
    await page.getByText('Of all locations that your token covers').waitFor()
  })

  test('the figures of one location never stand under the name of another', async () => {
    const token = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read' }, 900)
    await using opened = await tab('/?location=oslo', token)
    const { page } = opened
    await settled(page)
    expect(await page.locator('[data-kpi]').count()).toBe(5)
    let letThrough = () => {}
    const isOpen = new Promise<void>((resolve) => {
      letThrough = resolve
    })
    await page.route('**/graphql', async (route) => {
      await isOpen
      await route.continue()
    })
    await page.getByLabel('Location').selectOption('bergen')
    await page.waitForURL(/location=bergen/)
    await page.locator('.waiting').waitFor()
    expect(await page.locator('[data-kpi]').count()).toBe(0)
    letThrough()
    await page.locator('[data-kpi]').first().waitFor()
  })

  test.each([
    { path: '/', shown: '[data-kpi="visitors"] .kpi-value' },
    { path: '/users', shown: '[data-figure="users"]' },
  ])(
    '$path keeps what is known where it cannot be asked again, and asks when there is a network again',
    async ({ path, shown }) => {
      await using opened = await tab(path)
      const { page } = opened
      await settled(page)
      const before = await page.locator(shown).textContent()
      await page.context().setOffline(true)
      await comeBack(page)
      await page.getByRole('alert').getByText('this may be out of date').waitFor()
      expect(await page.locator(shown).textContent()).toBe(before)
      expect(await seriousViolations(page)).toEqual([])
      await page.context().setOffline(false)
      await page.getByRole('alert').waitFor({ state: 'detached' })
      expect(await page.locator(shown).textContent()).toBe(before)
    },
  )

  test('a view whose code cannot come without a network comes with it', async () => {
    await using opened = await tab()
    const { page } = opened
    await settled(page)
    await page.context().setOffline(true)
    await page.getByRole('link', { name: 'Retention' }).click()
    await page.getByRole('heading', { name: 'You are offline' }).waitFor()
    await page.context().setOffline(false)
    await page.getByRole('columnheader', { name: 'Joined' }).waitFor()
  })

  test('after the clock was set an hour is compared with the same hour, not with that of the same place', async () => {
    // The 27th of October 2024 had 25 hours in Oslo: 07:30 there is its ninth.
    const view = (timestamp: string) => ({ ...at(0, 10, `riser-${timestamp}`, '$pageview'), timestamp })
    await gateway.capture('oslo', [view('2024-10-27T06:30:00.000Z'), view('2024-10-28T20:30:00.000Z')])
    await using opened = await tab('/?range=2024-10-28..2024-10-28&metric=pageviews')
    const { page } = opened
    await settled(page)
    const rows = await page.locator('.chart table tr').allTextContents()
    expect(rows.filter((row) => row.includes('1 before'))).toEqual(['07:0001 before'])
  })

  test('long names and ids without a letter break no page', async () => {
    const long = 'long'.repeat(45)
    const visit = { $current_url: `https://shop.example/?utm_source=${long}&utm_campaign=${long}`, $browser: long }
    const now = new Date().toISOString()
    await gateway.capture('bergen', [
      { ...at(0, 10, long, '$pageview', visit), timestamp: now },
      { ...at(0, 10, long, 'purchase', { ...visit, revenue: 1 }), timestamp: now },
      { ...at(0, 10, '   ', '$pageview', visit), timestamp: now },
    ])
    await using opened = await tab('/users', await bergen())
    const { page } = opened
    await settled(page)
    const blank = page.getByRole('link', { name: '“ ”' })
    expect((await blank.boundingBox())?.width).toBeGreaterThan(20)
    const wide = () =>
      page
        .locator('main :is(p, h1, dd, small, .clamped, .channel, .id)')
        .evaluateAll((parts) =>
          parts.filter((part) => part.getBoundingClientRect().width > 700).map((part) => part.outerHTML.slice(0, 90)),
        )
    await page.setViewportSize({ width: 700, height: 900 })
    for (const path of [
      `/users/${long}`,
      `/users/nobody-${long}`,
      '/sessions?range=today',
      '/attribution?range=today&dimension=UTM_SOURCE',
    ]) {
      await page.goto(`${gateway.url}${path}`)
      await settled(page)
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(700)
      expect(await wide(), path).toEqual([])
    }
  })

  test('the link to GraphiQL signs in there, and says where there is none', async () => {
    await using opened = await tab()
    const { page } = opened
    await settled(page)
    const link = page.getByRole('link', { name: 'GraphiQL' })
    const [other] = await Promise.all([page.context().waitForEvent('page'), link.click()])
    await other.getByText(gateway.readToken.slice(0, 20)).first().waitFor({ state: 'attached' })
    expect(other.url()).toBe(`${gateway.url}/graphql`)
    await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: 'upstream is away' }))
    await link.click()
    await page.getByRole('alert').getByText('GraphiQL does not answer now').waitFor()
    await page.unroute('**/graphql')
    await page.context().setOffline(true)
    await Promise.all([page.waitForEvent('requestfailed'), link.click()])
    await page.context().setOffline(false)
    await Promise.all([page.context().waitForEvent('page'), link.click()])
    await page.getByRole('alert').waitFor({ state: 'detached' })
    await page.route('**/graphql', (route) => route.fulfill({ status: 405, body: 'GraphiQL is off' }))
    await link.click()
    await page.getByText('GraphiQL is off here').waitFor()
  })

  test('the link to GraphiQL keeps no connection, of which a browser has six', async () => {
    await using opened = await tab()
    const { page } = opened
    await settled(page)
    await page.evaluate(() => {
      window.open = () => null
    })
    for (let click = 0; click < 7; click++)
      await Promise.all([
        page.waitForResponse((response) => response.url() === `${gateway.url}/graphql`, { timeout: 15_000 }),
        page.getByRole('link', { name: 'GraphiQL' }).click(),
      ])
    await page.getByRole('link', { name: 'Users', exact: true }).click()
    await field(page, 'users').waitFor()
  })

  test('a stream that ends with its token says so', async () => {
    await using opened = await tab('/live', await gateway.token({ location_id: 'oslo', scope: 'read' }, 8))
    const { page } = opened
    await page.getByText('Live', { exact: true }).last().waitFor()
    await page.getByText('Ended. The token has expired').waitFor()
  })

  test('days without anybody say so', async () => {
    const token = await gateway.token({ location_ids: ['bergen'], scope: 'read' }, 900)
    await using opened = await tab(`/?range=${day(200)}..${day(199)}`, token)
    await settled(opened.page)
    await opened.page.getByRole('heading', { name: 'Nobody came on these days' }).waitFor()
    expect(await opened.page.locator('table').count()).toBe(0)
    // "no comparison" is the longest text beside a small curve, which must not reach into the next figure.
    await opened.page.setViewportSize({ width: 1200, height: 900 })
    const overlaps = await opened.page
      .locator('.kpi')
      .evaluateAll((all) =>
        all.filter(
          (kpi) =>
            (kpi.querySelector('.spark')?.getBoundingClientRect().right ?? 0) > kpi.getBoundingClientRect().right,
        ),
      )
    expect(overlaps).toEqual([])
  })

  test('the days move on in a tab that stays open over midnight', async () => {
    await using opened = await tab('/')
    const { page } = opened
    await settled(page)
    const spans = page.locator('.range-text span')
    const before = await spans.textContent()
    await page.evaluate(() => {
      const now = Date.now
      Date.now = () => now() + 86_400_000
    })
    await comeBack(page)
    await page.waitForFunction((text) => document.querySelector('.range-text span')?.textContent !== text, before)
    await settled(page)
  })

  test('a journey of visits and server events goes back to its beginning, nothing out of place', async () => {
    const hourMs = 3_600_000
    const at = (hoursAgo: number) => new Date(Date.now() - hoursAgo * hourMs).toISOString()
    const sent = Array.from({ length: 70 }, (_, hours) => ({ event: `sent_${hours}`, hours, properties: {} }))
    const visits = [10.5, 40.5, 80.5].map((hours, index) => ({
      event: '$pageview',
      hours,
      properties: { $lib: 'web', $session_id: `visit-${hours}`, $pathname: `/visit-${'abc'[index]}-` },
    }))
    const history = [...sent, ...visits].sort((a, b) => a.hours - b.hours)
    await gateway.capture(
      'oslo',
      history.map(({ hours, ...event }) => ({ ...event, distinct_id: 'long-known', timestamp: at(hours) })),
    )
    await using opened = await tab('/users/long-known')
    const { page } = opened
    const shown = async () => {
      await settled(page)
      const texts = await page.locator('.journey > li').allTextContents()
      return texts.map((text) => /sent_\d+(?= from)|\/visit-[abc]-/.exec(text)?.[0])
    }
    const named = history.map(({ event, properties }) => ('$pathname' in properties ? properties.$pathname : event))
    expect(await shown()).toEqual(named.slice(0, 31))
    const before = page.getByRole('button', { name: 'What was before' })
    await before.click()
    await page.getByText('sent_59').waitFor()
    expect(await shown()).toEqual(named.slice(0, 62))
    await before.click()
    await page.getByText('/visit-c-').first().waitFor()
    expect(await shown()).toEqual(named)
    expect(await before.count()).toBe(0)
  })

  test('the pages of a journey stand in a row with arrows between them, screens too; where it came from stands beside its time', async () => {
    const step = (minute: number, event: string, properties: object) => ({
      event,
      distinct_id: 'in-a-row',
      timestamp: new Date(Date.now() - (10 - minute) * 60_000).toISOString(),
      properties: { $lib: 'web', $session_id: 'in-a-row', ...properties },
    })
    await gateway.capture('oslo', [
      step(0, '$pageview', {
        $current_url: 'https://shop.example/book?utm_source=news&utm_medium=email&utm_campaign=autumn',
      }),
      step(1, 'pageview', { $current_url: 'https://shop.example/book/slot' }),
      step(2, '$screen', { $screen_name: 'Confirmed' }),
    ])
    await using opened = await tab('/users/in-a-row')
    const { page } = opened
    await settled(page)
    const paths = page.locator('.journey-pages .clamped')
    expect(await paths.allTextContents()).toEqual(['/book', '/book/slot', 'Confirmed'])
    const boxes = await Promise.all((await paths.all()).map((path) => path.boundingBox()))
    const [first, second, third] = boxes.map((box) => ({ x: 0, y: 0, width: 0, ...box }))
    expect([second?.y, third?.y]).toEqual([first?.y, first?.y])
    // An arrow and its margins.
    expect((second?.x ?? 0) - (first?.x ?? 0) - (first?.width ?? 0)).toBeGreaterThan(15)
    const middles = await page
      .locator('.journey-when, .journey-touch .channel, .journey-touch .clamped')
      .evaluateAll((parts) =>
        parts.map((part) => part.getBoundingClientRect()).map(({ top, height }) => top + height / 2),
      )
    expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(4)
  })

  test.each(['[]', '[{"event":""}]'])('a funnel of the steps %s says that it needs one', async (steps) => {
    await using opened = await tab(`/funnel?breakdown=CHANNEL&steps=${encodeURIComponent(steps)}`)
    const { page } = opened
    await settled(page)
    await page.getByRole('heading', { name: 'Add a step' }).waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await page.getByRole('button', { name: 'Add a step' }).click()
    await page.locator('.funnel-step').first().waitFor()
  })

  test.each([
    { path: '/nothing', says: 'There is no such view' },
    { path: '/?location=atlantis', says: 'No location “atlantis”' },
  ])('$path says what it is in its heading and its title', async ({ path, says }) => {
    await using opened = await tab(path)
    const { page } = opened
    await page.getByRole('heading', { level: 1, name: says }).waitFor()
    expect(await page.title()).toBe(`${says} · Attrigraph`)
    expect(await seriousViolations(page)).toEqual([])
  })

  test('an expired token leads to the sign-in page, which says why; the address stays', async () => {
    const expired = await gateway.token({ location_id: 'oslo', scope: 'read' }, -60)
    await using opened = await tab('/errors?range=7d', expired)
    await opened.page.getByLabel('Read token').waitFor()
    expect(await opened.page.locator('.signin').textContent()).toMatch(/expired|not valid/)
    expect(opened.page.url()).toContain('/errors?range=7d')
  })

  test('a gateway that cannot answer is told, and asked again', async () => {
    await using opened = await tab('/errors')
    const { page } = opened
    await settled(page)
    await page.route('**/graphql', (route) => route.fulfill({ status: 503, body: 'upstream is away' }))
    await page.getByRole('link', { name: 'Retention' }).click()
    await page.getByRole('alert').getByText('The gateway cannot answer now').waitFor()
    expect(await seriousViolations(page)).toEqual([])
    await page.unroute('**/graphql')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('columnheader', { name: 'Joined' }).waitFor()
  })

  test('an event that comes in appears at once', async () => {
    await using opened = await tab('/live')
    const { page } = opened
    await settled(page)
    await gateway.capture('oslo', [
      {
        event: 'ticket_scanned',
        distinct_id: 'visitor-at-the-door',
        timestamp: new Date().toISOString(),
        properties: {},
      },
    ])
    expect(await page.locator('.live').textContent()).toBe('Live')
    const row = page.getByRole('row', { name: /ticket_scanned.*visitor-at-the-door/ })
    await row.waitFor()
    expect(await row.locator('.when').textContent()).toMatch(/^\d\d:\d\d:\d\d$/)
    // What comes in now need not have happened today.
    await gateway.capture('oslo', [
      { event: 'ticket_found', distinct_id: 'sweeper', timestamp: '2024-02-29T11:30:05.000Z', properties: {} },
    ])
    const late = page.getByRole('row', { name: /ticket_found.*sweeper/ })
    expect(await late.locator('.when').textContent()).toBe('29 Feb 2024, 12:30:05')
  })
})
