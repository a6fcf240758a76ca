import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
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

const serverEvent = (distinctId: string) => ({
  event: 'paid',
  distinct_id: distinctId,
  properties: { $lib: 'posthog-node' },
})

async function nextPush(stream: EventStream): Promise<Push['data']['locationActivity']> {
  const push = await stream.next<Push>()
  if (push?.errors !== undefined || push === undefined) throw new Error(`No push: ${JSON.stringify(push)}`)
  return push.data.locationActivity
}

/** The first push of which this is so: one may come between an event and what derives from it. */
async function pushUntil(stream: EventStream, isSo: (push: Push['data']['locationActivity']) => boolean) {
  for (;;) {
    const push = await nextPush(stream)
    if (isSo(push)) return push
  }
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
  const streams: EventStream[] = []
  const reader = () => gateway.token({ location_id: 'oslo', scope: 'read' })
  async function subscribe(token: string, text: string, variables?: object): Promise<EventStream> {
    const stream = await gateway.subscribe(token, text, variables)
    streams.push(stream)
    return stream
  }

  beforeAll(async () => {
    clickhouse = mode === 'embedded' ? undefined : await startClickHouseServer()
    gateway = await runningGateway({
      SUBSCRIPTIONS_MAX_PER_TOKEN: '2',
      JWT_SECRET: 'x'.repeat(32),
      ...(clickhouse === undefined ? {} : { CLICKHOUSE_URL: clickhouse.url }),
    })
  })
  afterEach(async () => {
    for (const stream of streams.splice(0)) stream.close()
    if (!gateway.stopped())
      await expect.poll(() => metric(gateway, 'attrigraph_subscriptions_open'), { timeout: 10_000 }).toBe(0)
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await clickhouse?.[Symbol.asyncDispose]()
  })

  test('an event that is sent arrives, with its user and session', async () => {
    const stream = await subscribe(await reader(), query)
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    expect(await nextPush(stream)).toMatchObject({ eventsPerMinute: 0, activeUsers: 0, latestEvents: [] })

    // Another location's events are not pushed here.
    await gateway.capture('bergen', [event('bo', '$pageview', 's2')])
    await gateway.capture('oslo', [event('anonymous-1', '$pageview', 's1'), serverEvent('ann')])
    const push = await pushUntil(stream, ({ activeUsers }) => activeUsers === 2)
    expect(push).toMatchObject({ eventsPerMinute: 2, activeSessions: 1 })
    expect(push.latestEvents).toHaveLength(2)
    expect(push.latestEvents).toContainEqual({
      name: '$pageview',
      user: { userId: 'anonymous-1' },
      session: { sessionId: 's1' },
    })
    expect(push.latestEvents).toContainEqual({ name: 'paid', user: { userId: 'ann' }, session: null })
  })

  test('an event that was pushed before is told anew: it may be of another user by now', async () => {
    const stream = await subscribe(await reader(), query)
    expect((await nextPush(stream)).latestEvents.map(({ user }) => user.userId)).toContain('anonymous-1')
    const properties = { $lib: 'web', $session_id: 's1', $anon_distinct_id: 'anonymous-1' }
    await gateway.capture('oslo', [{ event: '$identify', distinct_id: 'ann', properties }])
    const push = await pushUntil(stream, ({ activeUsers }) => activeUsers === 1)
    expect(push.latestEvents[0]).toEqual({ name: '$identify', user: { userId: 'ann' }, session: { sessionId: 's1' } })
    expect(push.latestEvents.map(({ user }) => user.userId)).toEqual(['ann', 'ann', 'ann'])
  })

  test('who somebody is, is asked for each push: of the same ids too', async () => {
    await gateway.capture('oslo', [event('phone', 'opened'), event('cleo', 'opened')])
    const token = await gateway.token({ location_id: 'oslo', scope: 'read manage' })
    const stream = await subscribe(
      token,
      'subscription { locationActivity(intervalSeconds: 1) { latestEvents(first: 1) { name user { userId distinctIds } } } }',
    )
    await nextPush(stream)
    const mapped = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query:
          'mutation { mapIdentity(input: { locationId: "oslo", anonymousId: "phone", userId: "cleo" }) { distinctIds } }',
      }),
    })
    const distinctIds = ['cleo', 'phone']
    expect(await mapped.json()).toEqual({ data: { mapIdentity: { distinctIds } } })
    await gateway.capture('oslo', [event('cleo', 'later')])
    const { latestEvents } = await pushUntil(stream, ({ latestEvents: [latest] }) => latest?.name === 'later')
    expect(latestEvents).toEqual([{ name: 'later', user: { userId: 'cleo', distinctIds } }])
  })

  test('subscribers of one location share a poll, which ends with the last of them', async () => {
    const token = await reader()
    const both = [await subscribe(token, query), await subscribe(token, query)]
    for (const stream of both) await nextPush(stream)
    const before = await metric(gateway, 'attrigraph_activity_polls_total')
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    const polls = (await metric(gateway, 'attrigraph_activity_polls_total')) - before
    expect(polls).toBeGreaterThanOrEqual(1)
    expect(polls).toBeLessThanOrEqual(4)

    const refused = await subscribe(token, query)
    expect(codeOf(await refused.next<Push>())).toBe('RATE_LIMITED')

    for (const stream of both) stream.close()
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
    const stream = await subscribe(await gateway.token(claims), query, variables)
    expect(codeOf(await stream.next<Push>())).toBe(code)
    expect(await stream.next()).toBeUndefined()
    expect(await metric(gateway, 'attrigraph_activity_polls_total')).toBe(before)
  })

  test('who must say which location is told by which argument', async () => {
    const both = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read' })
    const push = await (await subscribe(both, query)).next<Push>()
    expect(push?.errors?.[0]?.message).toMatch(/^locationId: name the location/)
  })

  test('what asks for too much ends with its first answer', async () => {
    const deep = `subscription { locationActivity { latestEvents(first: 50) { user { sessions(first: 100) { nodes { events(first: 100) { nodes { name } } } } } } } }`
    const stream = await subscribe(await reader(), deep)
    expect(codeOf(await stream.next<Push>())).toBe('QUERY_TOO_COMPLEX')
    expect(await stream.next()).toBeUndefined()
  })

  test('it ends when the token expires, and is kept alive until then', async () => {
    const token = await gateway.token({ location_id: 'oslo', scope: 'read' }, 9)
    const stream = await subscribe(token, query, { seconds: 60 })
    await nextPush(stream)
    expect(await stream.next()).toBeUndefined()
    expect(stream.keepAlives()).toBeGreaterThan(2)
  })

  test('a stop does not wait for subscribers', async () => {
    const stream = await subscribe(await reader(), query)
    await nextPush(stream)
    const startedAt = performance.now()
    await gateway.stop()
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(await stream.next()).toBeUndefined()
  })
})
