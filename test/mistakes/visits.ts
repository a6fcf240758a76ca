import { expectData, type TestGateway } from '../testkit/gateway.ts'

/** An event as posthog-js sends it. Visits are told apart by their session id. */
export const event = (name: string, distinctId: string, session: string, at: string, properties: object = {}) => ({
  event: name,
  distinct_id: distinctId,
  timestamp: at,
  properties: { $lib: 'web', $session_id: session, ...properties },
})

export const page = (distinctId: string, session: string, at: string, properties: object = {}) =>
  event('$pageview', distinctId, session, at, { $current_url: 'https://shop.example/', ...properties })

export const identify = (user: string, anonymousId: string, session: string, at: string) =>
  event('$identify', user, session, at, { $anon_distinct_id: anonymousId })

/** Each list of events in an insert of its own. */
export async function captureApart(gateway: TestGateway, ...batches: object[][]): Promise<void> {
  for (const batch of batches) {
    const { status } = await gateway.capture('oslo', batch)
    if (status !== 200) throw new Error(`HTTP ${status}`)
  }
}

/** What ClickHouse has not merged yet stays so: an answer must not depend on its background work. */
export async function stopMerges({ clickhouse }: TestGateway, ...tables: string[]): Promise<void> {
  for (const table of tables) await clickhouse.client.command({ query: `SYSTEM STOP MERGES ${table}` })
}

/** The fields of oslo. */
export async function askOslo<T = Record<string, unknown>>(gateway: TestGateway, fields: string): Promise<T> {
  return expectData(await gateway.ask<{ location: T }>('oslo', `{ location { ${fields} } }`)).location
}
