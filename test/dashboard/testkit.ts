import type { Page } from 'playwright-core'

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
  operations: '/operations?range=today',
})

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
    '{ location { users(first: 1, filter: { identified: true, minSessionCount: 4, hasClickId: [GOOGLE] }) { nodes { userId } } } }',
  )
  return location.users.nodes[0]?.userId ?? ''
}

/** Waits until everything that was asked is answered and drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('h1').waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null, undefined, {
    timeout: 90_000,
  })
  await page.waitForTimeout(120)
}
