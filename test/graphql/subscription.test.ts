import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { type EventStream, type RunningGateway, runningGateway } from '../testkit/running-gateway.ts'

interface Push {
  data: {
    locationActivity: {
      at: string
      eventsPerMinute: number
      activeUsers: number
      activeSessions: number
      latestEvents: { name: string; user: { userId: string }; session: { sessionId: string } | null }[]
    }
  }
  errors?: { message: string; extensions: { code: string } }[]
}

const query = `subscription Live($locationId: String, $seconds: Int = 1) {
  locationActivity(locationId: $locationId, intervalSeconds: $seconds) {
    at eventsPerMinute activeUsers activeSessions latestEvents(first: 3) { name user { userId } session { sessionId } } } }`

const event = (distinctId: string, name: string, sessionId?: string) => ({
  event: name,
  distinct_id: distinctId,
  properties: { $lib: 'web', ...(sessionId === undefined ? {} : { $session_id: sessionId }) },
})

async function nextPush(stream: EventStream): Promise<Push['data']['locationActivity']> {
  const push = await stream.next<Push>()
  if (push?.errors !== undefined || push === undefined) throw new Error(`No push: ${JSON.stringify(push)}`)
  return push.data.locationActivity
}

const codeOf = (push: Push | undefined) => push?.errors?.[0]?.extensions.code

async function metric(gateway: RunningGateway, name: string): Promise<number> {
  const text = await (await fetch(`${gateway.url}/metrics`)).text()
  const values = [...text.matchAll(new RegExp(`^${name}(?:{[^}]*})? (\\S+)$`, 'gm'))].map(([, value]) => Number(value))
  return values.reduce((sum, value) => sum + value, 0)
}

describe.each(['embedded', 'on a ClickHouse server'])('locationActivity, %s', (mode) => {
  let clickhouse: TestServer | undefined
  let gateway: RunningGateway
  const reader = () => gateway.token({ location_id: 'oslo', scope: 'read' })

  beforeAll(async () => {
    clickhouse = mode === 'embedded' ? undefined : await startClickHouseServer()
    gateway = await runningGateway({
      SUBSCRIPTIONS_MAX_PER_TOKEN: '2',
      JWT_SECRET: 'x'.repeat(32),
      ...(clickhouse === undefined ? {} : { CLICKHOUSE_URL: clickhouse.url }),
    })
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await clickhouse?.[Symbol.asyncDispose]()
  })

  test('an event that is sent arrives, with its user and session, and so does a mapping', async () => {
    const stream = await gateway.subscribe(await reader(), query)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    expect(await nextPush(stream)).toMatchObject({ eventsPerMinute: 0, activeUsers: 0, latestEvents: [] })

    await gateway.capture('oslo', [event('anonymous-1', '$pageview', 's1'), event('ann', 'server-side')])
    expect(await nextPush(stream)).toMatchObject({ eventsPerMinute: 2, activeUsers: 2 })

    // The same event loaded again, in the same subscription: it is another user's by now.
    const identify = event('ann', '$identify', 's1')
    await gateway.capture('oslo', [
      { ...identify, properties: { ...identify.properties, $anon_distinct_id: 'anonymous-1' } },
    ])
    const third = await nextPush(stream)
    expect(third).toMatchObject({ eventsPerMinute: 3, activeUsers: 1 })
    expect(third.latestEvents[0]).toEqual({ name: '$identify', user: { userId: 'ann' }, session: { sessionId: 's1' } })
    expect(third.latestEvents.map(({ user }) => user.userId)).toEqual(['ann', 'ann', 'ann'])

    // Another location's events are not pushed here.
    await gateway.capture('bergen', [event('bo', '$pageview', 's2')])
    await gateway.capture('oslo', [event('ann', 'last', 's1')])
    expect((await nextPush(stream)).latestEvents[0]?.name).toBe('last')
    stream.close()
  })

  test('subscribers of one location share a poll, which ends with the last of them', async () => {
    await expect.poll(() => metric(gateway, 'attrigraph_subscriptions_open'), { timeout: 10_000 }).toBe(0)
    const token = await reader()
    const streams = [await gateway.subscribe(token, query), await gateway.subscribe(token, query)]
    for (const stream of streams) await nextPush(stream)
    const before = await metric(gateway, 'attrigraph_activity_polls_total')
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    const polls = (await metric(gateway, 'attrigraph_activity_polls_total')) - before
    expect(polls).toBeGreaterThanOrEqual(1)
    expect(polls).toBeLessThanOrEqual(4)

    const refused = await gateway.subscribe(token, query)
    expect(codeOf(await refused.next<Push>())).toBe('RATE_LIMITED')

    for (const stream of streams) stream.close()
    await expect.poll(() => metric(gateway, 'attrigraph_subscriptions_open'), { timeout: 10_000 }).toBe(0)
    const after = await metric(gateway, 'attrigraph_activity_polls_total')
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(await metric(gateway, 'attrigraph_activity_polls_total')).toBe(after)
  })

  test.each([
    ['another location', { location_id: 'oslo', scope: 'read' }, { locationId: 'bergen' }, 'FORBIDDEN'],
    ['without the scope', { location_id: 'oslo', scope: 'manage' }, {}, 'FORBIDDEN'],
    ['too often', { location_id: 'oslo', scope: 'read' }, { seconds: 0 }, 'BAD_USER_INPUT'],
    ['which of two', { location_ids: ['oslo', 'bergen'], scope: 'read' }, {}, 'BAD_USER_INPUT'],
  ])('%s is refused, and nothing is read', async (_, claims, variables, code) => {
    const before = await metric(gateway, 'attrigraph_activity_polls_total')
    const stream = await gateway.subscribe(await gateway.token(claims), query, variables)
    expect(codeOf(await stream.next<Push>())).toBe(code)
    expect(await stream.next()).toBeUndefined()
    expect(await metric(gateway, 'attrigraph_activity_polls_total')).toBe(before)
  })

  test('what asks for too much ends with its first answer', async () => {
    const deep = `subscription { locationActivity { latestEvents(first: 50) { user { sessions(first: 100) { nodes { events(first: 100) { nodes { name } } } } } } } }`
    const stream = await gateway.subscribe(await reader(), deep)
    expect(codeOf(await stream.next<Push>())).toBe('QUERY_TOO_COMPLEX')
    expect(await stream.next()).toBeUndefined()
  })

  test('it ends when the token expires, and is kept alive until then', async () => {
    const token = await gateway.token({ location_id: 'oslo', scope: 'read' }, 3)
    const stream = await gateway.subscribe(token, query, { seconds: 60 })
    await nextPush(stream)
    expect(await stream.next()).toBeUndefined()
    expect(stream.keepAlives()).toBeGreaterThan(2)
  })

  test('a stop does not wait for subscribers', async () => {
    const stream = await gateway.subscribe(await reader(), query)
    await nextPush(stream)
    const startedAt = performance.now()
    await gateway.server.stop()
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(await stream.next()).toBeUndefined()
  })
})
