import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { sendDemoAdCosts } from '../../src/demo/send-ad-costs.ts'
import { sendDemo } from '../../src/demo/send-demo.ts'
import { type RunningGateway, runningGateway } from '../testkit/running-gateway.ts'

/** The address of each view, with what makes it show something. */
export const viewPaths = (userId: string) => ({
  overview: '/',
  attribution: '/attribution',
  funnel: '/funnel?breakdown=CHANNEL_GROUP',
  retention: '/retention?range=30d',
  paths: '/paths?from=%2Fshop',
  users: '/users?identified=true',
  user: `/users/${encodeURIComponent(userId)}`,
  sessions: '/sessions',
  errors: '/errors',
  live: '/live',
  operations: '/operations',
})

export interface SeededGateway extends RunningGateway {
  readToken: string
  /** Somebody with a history. */
  userId: string
  ask<T>(query: string, variables?: object): Promise<T>
}

export const timeZone = 'Europe/Oslo'

/** A gateway on a socket whose location oslo has two weeks of demo traffic. Answers may take long on a busy machine. */
export async function seededGateway(): Promise<SeededGateway> {
  const gateway = await runningGateway({ LOCATION_TIME_ZONES: `oslo=${timeZone}`, QUERY_TIMEOUT_MS: '60000' })
  const demo = {
    send: (request: Request) => fetch(request),
    url: gateway.url,
    writeKey: 'key-oslo',
    seed: 'dashboard',
    now: Date.now(),
    days: 15,
    visitorsPerDay: 14,
  }
  await sendDemoAdCosts(demo)
  await sendDemo(demo)
  const readToken = await gateway.token({ location_id: 'oslo', scope: 'read manage', sub: 'tester' }, 900)
  const ask = <T>(query: string, variables?: object) => askGateway<T>(gateway.url, readToken, query, variables)
  return { ...gateway, readToken, ask, userId: await findUser(gateway.url, readToken) }
}

export async function askGateway<T>(origin: string, token: string, query: string, variables?: object): Promise<T> {
  const response = await fetch(`${origin}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors !== undefined) throw new Error(JSON.stringify(errors, null, 2))
  return data
}

/** Somebody with a history: identified, on several visits, by an ad. */
export async function findUser(origin: string, token: string): Promise<string> {
  const { location } = await askGateway<{ location: { users: { nodes: { userId: string }[] } } }>(
    origin,
    token,
    '{ location { users(first: 1, filter: { identified: true, minSessionCount: 3, hasClickId: [GOOGLE] }) { nodes { userId } } } }',
  )
  return location.users.nodes[0]?.userId ?? ''
}

const patience = { timeout: 90_000 }

/** Waits until everything that was asked is answered and drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor(patience)
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null, undefined, patience)
  // A chart draws once it knows its size.
  await page.waitForFunction(
    () => [...document.querySelectorAll('.chart')].every((chart) => chart.querySelector('svg') !== null),
    undefined,
    patience,
  )
  await page.waitForTimeout(120)
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Moderate to axe-core, but who cannot see the page finds their way by these. */
const orientation = ['landmark-unique', 'page-has-heading-one', 'landmark-one-main', 'heading-order']

/** What axe-core calls serious or critical on the page as it is now, or what leaves one lost there: rule and place. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated by the browser's debugger: the page's own policy lets no foreign script in.
  await page.evaluate(axeSource)
  return page.evaluate(async (orientation) => {
    const axe: unknown = Reflect.get(window, 'axe')
    if (typeof axe !== 'object' || axe === null || !('run' in axe) || typeof axe.run !== 'function') return ['no axe']
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations
      .filter(
        ({ id, impact }: { id: string; impact: string }) =>
          impact === 'serious' || impact === 'critical' || orientation.includes(id),
      )
      .flatMap(({ id, nodes }: { id: string; nodes: { html: string; failureSummary: string }[] }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary.slice(0, 240)}`),
      )
  }, orientation)
}

/** How many questions wait for an earlier answer, one after the other: the depth of the waterfall. */
export function watchQuestions(page: Page) {
  const questions: { name: string; start: number; end: number }[] = []
  const open = new Map<unknown, number>()
  page.on('request', (request) => open.set(request, performance.now()))
  page.on('requestfinished', (request) => {
    if (request.method() !== 'POST' || !request.url().endsWith('/graphql')) return
    const { operationName } = request.postDataJSON()
    questions.push({ name: operationName, start: open.get(request) ?? 0, end: performance.now() })
  })
  return {
    names: () => questions.map(({ name }) => name),
    depth() {
      const depths: number[] = []
      const inOrder = questions.toSorted((a, b) => a.start - b.start)
      inOrder.forEach((question, index) => {
        const before = inOrder
          .slice(0, index)
          .map((other, place) => (other.end <= question.start ? (depths[place] ?? 0) : 0))
        depths.push(1 + Math.max(0, ...before))
      })
      return Math.max(0, ...depths)
    },
  }
}
