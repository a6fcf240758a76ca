import { PostHog } from 'posthog-node'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { configured, type GatewayProcess, startGateway, writeKey } from './gateway-process.ts'

let gateway: GatewayProcess
beforeAll(async () => {
  gateway = await startGateway(configured)
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Answer {
  location: {
    user: {
      userId: string
      distinctIds: string[]
      properties: object
      events: { nodes: { name: string; properties: { $lib?: string } }[] }
    } | null
  }
}
const query = `query ($id: String!) { location { user(by: { distinctId: $id }) { userId distinctIds properties events(first: 100) { nodes { name properties } } } } }`

describe('posthog-node', () => {
  test.each(['v0', 'v1'])('capture mode %s: every call arrives once and belongs to its user', async (mode) => {
    process.env.POSTHOG_CAPTURE_MODE = mode
    const user = `user-${mode}`
    const client = new PostHog(writeKey, { host: gateway.url })
    client.capture({ distinctId: `anon-${mode}`, event: 'opened' })
    client.identify({ distinctId: user, properties: { plan: 'pro', $anon_distinct_id: `anon-${mode}` } })
    client.alias({ distinctId: user, alias: `alias-${mode}` })
    client.capture({ distinctId: `alias-${mode}`, event: 'purchase', properties: { revenue: 12.5 } })
    client.captureException(new RangeError('out of stock'), user)
    await client.shutdown()
    delete process.env.POSTHOG_CAPTURE_MODE
    const { user: found } = (await gateway.ask<Answer>(query, { id: `alias-${mode}` })).location
    expect(found?.userId).toBe(user)
    expect(found?.distinctIds).toEqual([`alias-${mode}`, `anon-${mode}`, user])
    expect(found?.events.nodes.map(({ name }) => name).sort()).toEqual([
      '$create_alias',
      '$exception',
      '$identify',
      'opened',
      'purchase',
    ])
    expect(found?.events.nodes.every(({ properties }) => properties.$lib === 'posthog-node')).toBe(true)
    expect(found?.properties).toMatchObject({ plan: 'pro' })
  })

  test('an unknown key is told so, and nothing is stored', async () => {
    const errors: unknown[] = []
    // The SDK also prints what it reports.
    const print = vi.spyOn(console, 'error').mockReturnValue()
    const client = new PostHog('unknown-key', { host: gateway.url, fetchRetryCount: 0 })
    client.on('error', (error) => errors.push(error))
    client.capture({ distinctId: 'nobody', event: 'lost' })
    await client.shutdown()
    print.mockRestore()
    expect(errors).not.toEqual([])
    expect((await gateway.ask<Answer>(query, { id: 'nobody' })).location.user).toBeNull()
  })
})
