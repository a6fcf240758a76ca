import { PostHog } from 'posthog-node'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { configured, type GatewayProcess, startGateway, writeKey } from './gateway-process.ts'

let gateway: GatewayProcess
beforeAll(async () => {
  gateway = await startGateway(configured)
})
afterEach(() => {
  vi.unstubAllEnvs()
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

interface EventNode {
  uuid: string
  name: string
  distinctId: string
  properties: Record<string, unknown>
}
interface Answer {
  location: {
    user: { userId: string; distinctIds: string[]; properties: object; events: { nodes: EventNode[] } } | null
    groups: { nodes: EventNode[] }
    events: { totalCount: number }
  }
}
const query = `query ($id: String!) { location {
  user(by: { distinctId: $id }) { userId distinctIds properties events(first: 100) { nodes { ...Sent } } }
  groups: events(filter: { name: ["$groupidentify"] }, first: 100) { nodes { ...Sent } }
  events { totalCount }
} }
fragment Sent on Event { uuid name distinctId properties }`

describe('posthog-node', () => {
  test.each([
    ['v0', '/batch/'],
    ['v1', '/i/v1/analytics/events'],
  ])('capture mode %s: every call arrives once and belongs to its user', async (mode, path) => {
    vi.stubEnv('POSTHOG_CAPTURE_MODE', mode)
    const user = `user-${mode}`
    const paths = new Set<string>()
    const client = new PostHog(writeKey, {
      host: gateway.url,
      fetch: (url, options) => {
        paths.add(new URL(url).pathname)
        return fetch(url, options)
      },
    })
    client.capture({ distinctId: `anon-${mode}`, event: 'opened' })
    client.identify({ distinctId: user, properties: { plan: 'pro', $anon_distinct_id: `anon-${mode}` } })
    client.alias({ distinctId: user, alias: `alias-${mode}` })
    client.groupIdentify({ groupType: 'company', groupKey: mode, properties: { seats: 5 } })
    client.capture({ distinctId: `alias-${mode}`, event: 'purchase', properties: { revenue: 12.5 } })
    client.captureException(new RangeError('out of stock'), user)
    await client.shutdown()

    // Otherwise the SDK did not take the mode, and this test would say nothing about it.
    expect([...paths]).toEqual([path])
    const { user: found, groups } = (await gateway.ask<Answer>(query, { id: `alias-${mode}` })).location
    expect(found?.userId).toBe(user)
    expect(found?.distinctIds).toEqual([`alias-${mode}`, `anon-${mode}`, user])
    expect(found?.events.nodes.map(({ name, distinctId }) => [name, distinctId]).sort()).toEqual([
      ['$create_alias', user],
      ['$exception', user],
      ['$identify', user],
      ['opened', `anon-${mode}`],
      ['purchase', `alias-${mode}`],
    ])
    expect(new Set(found?.events.nodes.map(({ uuid }) => uuid)).size).toBe(5)
    expect(found?.events.nodes.every(({ properties }) => properties.$lib === 'posthog-node')).toBe(true)
    expect(found?.properties).toMatchObject({ plan: 'pro' })
    expect(groups.nodes.filter(({ distinctId }) => distinctId === `$company_${mode}`)).toMatchObject([
      { properties: { $group_type: 'company', $group_key: mode, $group_set: { seats: 5 } } },
    ])
  })

  test('an unknown key is told so, and nothing is stored', async () => {
    const before = (await gateway.ask<Answer>(query, { id: 'nobody' })).location
    const errors: unknown[] = []
    // The SDK also prints what it reports.
    const print = vi.spyOn(console, 'error').mockReturnValue()
    const client = new PostHog('unknown-key', { host: gateway.url, fetchRetryCount: 0 })
    client.on('error', (error) => errors.push(error))
    client.capture({ distinctId: 'nobody', event: 'lost' })
    await client.shutdown()
    print.mockRestore()
    expect(errors).not.toEqual([])
    const after = (await gateway.ask<Answer>(query, { id: 'nobody' })).location
    expect(after.user).toBeNull()
    expect(after.events.totalCount).toBe(before.events.totalCount)
  })
})
