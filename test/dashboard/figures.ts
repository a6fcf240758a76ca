import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { type SeededGateway, timeZone, type viewPaths } from './testkit.ts'

type View = keyof ReturnType<typeof viewPaths>

const dayMs = 86_400_000
const day = (offset: number) => new Intl.DateTimeFormat('en-CA', { timeZone }).format(Date.now() + offset * dayMs)
const range = { from: day(-14), to: day(-1) }
const numbers = (texts: string[]) => texts.map((text) => Number(text.replaceAll(/[^\d.]/g, '')))
const number = async (page: Page, selector: string) => numbers([(await page.locator(selector).textContent()) ?? ''])[0]
const column = async (page: Page, selector: string) => numbers(await page.locator(selector).allTextContents())

/** What each view shows, against what the API says to who asks it plainly. */
export const figures: Record<View, (page: Page, gateway: SeededGateway) => Promise<void>> = {
  async overview(page, { ask }) {
    const { location } = await ask<{
      location: {
        sessionStats: { sessionCount: number }[]
        metrics: { pageviewCount: number }[]
        funnel: { steps: { count: number }[]; breakdown: { steps: { count: number }[] }[] }
        attributionReport: { conversionCount: number; conversionValue: string }
      }
    }>(
      `query ($range: DateRange!) { location {
        sessionStats(range: $range) { sessionCount }
        metrics(range: $range) { pageviewCount }
        funnel(input: { range: $range, steps: [{ event: "$pageview" }], breakdown: CHANNEL_GROUP }) { steps { count } breakdown { steps { count } } }
        attributionReport(input: { range: $range, conversionEvent: "purchase", valueProperty: "revenue", models: [LINEAR] }) { conversionCount conversionValue }
      } }`,
      { range },
    )
    const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
    const sessions = sum(location.sessionStats.map(({ sessionCount }) => sessionCount))
    expect(sessions).toBeGreaterThan(50)
    expect(await number(page, '[data-kpi="sessions"] .kpi-value')).toBe(sessions)
    expect(await number(page, '[data-kpi="pageviews"] .kpi-value')).toBe(
      sum(location.metrics.map(({ pageviewCount }) => pageviewCount)),
    )
    expect(await number(page, '[data-kpi="visitors"] .kpi-value')).toBe(location.funnel.steps[0]?.count)
    expect(await column(page, 'tbody td.narrow')).toEqual(location.funnel.breakdown.map(({ steps }) => steps[0]?.count))
    expect(await number(page, '[data-figure="conversions"]')).toBe(location.attributionReport.conversionCount)
    expect(await number(page, '[data-figure="value"]')).toBeCloseTo(
      Number(location.attributionReport.conversionValue),
      1,
    )
    // The chart has a value for each day, readable by keyboard.
    await page.getByRole('slider').press('ArrowRight')
    expect(await page.locator('.tip').textContent()).toMatch(/^\d/)
  },

  async attribution(page, { ask }) {
    const { location } = await ask<{
      location: {
        attributionReport: { rows: { credits: { share: number }[] }[] }
        acquisitionCosts: { cost: string; returnOnAdSpend: number | null }[]
      }
    }>(
      `query ($range: DateRange!) { location {
        attributionReport(input: { range: $range, conversionEvent: "purchase", models: [FIRST_TOUCH, MARKOV] }) { rows { credits { share } } }
        acquisitionCosts(input: { range: $range, conversionEvent: "purchase", valueProperty: "revenue", dimension: UTM_SOURCE }) { cost returnOnAdSpend }
      } }`,
      { range },
    )
    const shares = (place: number) =>
      location.attributionReport.rows.map(({ credits }) => Math.round((credits[place]?.share ?? 0) * 1000) / 10)
    expect(shares(0).length).toBeGreaterThan(2)
    expect(await column(page, '[data-model="FIRST_TOUCH"]')).toEqual(shares(0))
    expect((await column(page, '[data-model="MARKOV"]')).toSorted()).toEqual(shares(1).toSorted())
    const paid = location.acquisitionCosts.filter(({ cost }) => Number(cost) !== 0)
    expect(paid.length).toBeGreaterThan(2)
    expect(await column(page, 'section[aria-label="Cost and return"] tbody td:nth-child(3)')).toEqual(
      paid.map(({ cost }) => Number(cost)),
    )
  },

  async funnel(page, { ask }) {
    const { location } = await ask<{ location: { funnel: { steps: { count: number }[] } } }>(
      `query ($range: DateRange!) { location { funnel(input: { range: $range, windowSeconds: 1209600, steps: [
        { event: "$pageview" }, { event: "$pageview", pathname: "/cart" }, { event: "$pageview", pathname: "/checkout/payment" }, { event: "purchase" }
      ] }) { steps { count } } } }`,
      { range },
    )
    expect(location.funnel.steps[3]?.count).toBeGreaterThan(0)
    expect(await column(page, '.funnel-count strong')).toEqual(location.funnel.steps.map(({ count }) => count))
  },

  async retention(page, { ask }) {
    const { location } = await ask<{ location: { retention: { cohorts: { size: number }[] } } }>(
      'query ($range: DateRange!) { location { retention(input: { range: $range }) { cohorts { size } } } }',
      { range: { from: day(-30), to: day(-1) } },
    )
    expect(await column(page, 'tbody td:nth-child(2)')).toEqual(location.retention.cohorts.map(({ size }) => size))
  },

  async paths(page, { ask }) {
    const { location } = await ask<{ location: { paths: { sessionCount: number; edges: { count: number }[] } } }>(
      'query ($range: DateRange!) { location { paths(input: { range: $range, startPathname: "/shop", maxSteps: 4, maxEdges: 40 }) { sessionCount edges { count } } } }',
      { range },
    )
    expect(await number(page, 'main h2')).toBe(location.paths.sessionCount)
    expect(await page.locator('.sankey-link').count()).toBe(location.paths.edges.length)
  },

  async users(page, { ask }) {
    const { location } = await ask<{ location: { users: { totalCount: number } } }>(
      '{ location { users(filter: { identified: true }) { totalCount } } }',
    )
    expect(await number(page, '[data-figure="users"]')).toBe(location.users.totalCount)
  },

  async user(page, { ask, userId }) {
    const { location } = await ask<{
      location: { user: { properties: { email: string }; sessionCount: number; distinctIds: string[] } }
    }>('query ($id: String!) { location { user(by: { userId: $id }) { properties sessionCount distinctIds } } }', {
      id: userId,
    })
    const { properties, sessionCount, distinctIds } = location.user
    await page.getByText(properties.email).waitFor()
    expect(await page.locator('.journey details').count()).toBe(sessionCount)
    expect(await page.locator('.ids li .id').allTextContents()).toEqual(distinctIds)
  },

  async sessions(page, { ask }) {
    const { location } = await ask<{ location: { sessionStats: { sessionCount: number }[] } }>(
      'query ($range: DateRange!) { location { sessionStats(range: $range) { sessionCount } } }',
      { range },
    )
    // Days of the time zone: the same sessions, counted in two ways.
    expect(await number(page, '[data-figure="sessions"]')).toBe(
      location.sessionStats.reduce((sum, { sessionCount }) => sum + sessionCount, 0),
    )
  },

  async errors(page, { ask }) {
    const { location } = await ask<{ location: { errors: { nodes: { count: number }[] } } }>(
      'query ($range: DateRange!) { location { errors(range: $range, first: 50) { nodes { count } } } }',
      { range },
    )
    expect(location.errors.nodes.length).toBeGreaterThan(1)
    expect(await column(page, '.error-head .error-count:nth-of-type(3) strong')).toEqual(
      location.errors.nodes.map(({ count }) => count),
    )
    await page.locator('.error-head').first().click()
    await page.locator('.stack').first().waitFor()
  },

  async live(page, { capture }) {
    await capture('oslo', [{ event: 'looked_in', distinct_id: 'somebody', properties: {} }])
    await page.getByRole('row', { name: /looked_in/ }).waitFor()
    expect(await number(page, '[data-figure="activeUsers"]')).toBeGreaterThan(0)
    expect(await number(page, '[data-figure="eventsPerMinute"]')).toBeGreaterThan(0)
  },

  async operations(page, { ask }) {
    const { location } = await ask<{ location: { ingestHealth: { accepted: number } } }>(
      'query ($range: DateRange!) { location { ingestHealth(range: $range) { accepted } } }',
      { range: { from: day(0), to: day(0) } },
    )
    expect(location.ingestHealth.accepted).toBeGreaterThan(500)
    expect(await number(page, '[data-figure="accepted"]')).toBe(location.ingestHealth.accepted)
  },
}
