import { Tinybird } from '@chronark/zod-bird'
import { TinybirdGenerator } from '@tinybirdco/mockingbird'
import { createJWT, createTinybirdApi, TinybirdApiError } from '@tinybirdco/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { mintToken } from '../../src/auth/mint-token.ts'
import { configured, type GatewayProcess, secret, startGateway, writeKey } from './gateway-process.ts'

/** Unmodified Tinybird clients: only their base URL and token are ours. */
let gateway: GatewayProcess
let manage: string
beforeAll(async () => {
  gateway = await startGateway({ ...configured, QUERY_TIMEOUT_MS: '60000' })
  manage = await mintToken(secret, { location_id: 'oslo', scope: 'read manage' }, 600)
  const visit = (distinct_id: string, session: string, utm_source?: string) => ({
    event: '$pageview',
    distinct_id,
    timestamp: '2026-03-01T10:00:00Z',
    properties: { $session_id: session, $lib: 'web', $current_url: 'https://shop.example/', utm_source },
  })
  const batch = [visit('ada', 'a1', 'news'), visit('ada', 'a2'), visit('bob', 'b1', 'search')]
  const body = JSON.stringify({ api_key: writeKey, batch })
  expect((await fetch(`${gateway.url}/batch/`, { method: 'POST', body })).status).toBe(200)
}, 90_000)
afterAll(() => gateway?.[Symbol.asyncDispose]())

const limits = (rps: number) => ({ name: `at most ${rps}`, limits: { rps } })
async function tokenFor(fixed_params: Record<string, string>, more: object = { name: 'front end' }): Promise<string> {
  const scopes = ['user_sessions', 'user_attribution_optimized'].map((resource) => ({
    type: 'PIPES:READ' as const,
    resource,
    fixed_params: { location_id: 'oslo', ...fixed_params },
  }))
  const expiresAt = new Date(Date.now() + 600_000)
  const { token } = await createJWT({ baseUrl: gateway.url, token: manage }, { name: 'n', ...more, expiresAt, scopes })
  return token
}

describe('@tinybirdco/sdk', { timeout: 120_000 }, () => {
  test('mints a token, asks a pipe with it, and cannot leave what the token fixes', async () => {
    const api = createTinybirdApi({ baseUrl: gateway.url, token: await tokenFor({ distinct_id: 'ada' }) })
    const answer = await api.query<{ session_id: string }>('user_sessions', { limit: 10 })
    expect(answer.data.map((row) => row.session_id)).toEqual(['a2', 'a1'])
    expect(answer).toMatchObject({ rows: 2, statistics: { rows_read: expect.any(Number) } })
    const others = { location_id: 'bergen', distinct_id: 'bob', user_id: ['bob', 'ada'] }
    const attempt = await api.query<{ session_id: string }>('user_sessions', others)
    expect(attempt.data.map((row) => row.session_id)).toEqual(['a2', 'a1'])
  })

  test('surfaces what the gateway says of an error', async () => {
    const api = createTinybirdApi({ baseUrl: gateway.url, token: await tokenFor({}) })
    const failure = await api.query('user_sessions', { limit: 'many' }).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(TinybirdApiError)
    expect(failure).toMatchObject({
      statusCode: 400,
      message: expect.stringContaining("'limit' must be a whole number"),
    })
    expect(await api.query('session_stats').catch((error: unknown) => error)).toMatchObject({ statusCode: 403 })
    await expect(tokenFor({ location_id: 'bergen' })).rejects.toMatchObject({ status: 403 })
  })

  test('writes rows and is told how many', async () => {
    const api = createTinybirdApi({ baseUrl: gateway.url, token: writeKey })
    const row = { date: '2026-03-01', channel: 'google_ads', cost: '12.50', currency: 'EUR' }
    expect(await api.ingestBatch('ad_costs', [row, { ...row, cost: 'ten' }])).toEqual({
      successful_rows: 1,
      quarantined_rows: 1,
    })
  })
})

describe('@tinybirdco/sdk writes events', { timeout: 120_000 }, () => {
  test('which a pipe and the graph tell like those of a PostHog SDK, once', async () => {
    const writer = createTinybirdApi({ baseUrl: gateway.url, token: writeKey })
    const event = {
      uuid: '0195a000-0000-7000-8000-000000000001',
      event: '$pageview',
      distinct_id: 'cleo',
      timestamp: '2026-03-01 11:00:00.000',
      session_id: 'c1',
      current_url: 'https://shop.example/?utm_source=tinybird',
      utm_source: 'tinybird',
      properties: '{}',
    }
    const stored = { successful_rows: 1, quarantined_rows: 0 }
    expect(await writer.ingest('events', event)).toEqual(stored)
    expect(await writer.ingest('events', event)).toEqual(stored)
    const reader = createTinybirdApi({ baseUrl: gateway.url, token: await tokenFor({ distinct_id: 'cleo' }) })
    const { data } = await reader.query<object>('user_sessions', {})
    expect(data).toMatchObject([{ session_id: 'c1', event_count: 1, first_utm_source: 'tinybird' }])
    const { location } = await gateway.ask<{ location: { user: { eventCount: number } } }>(
      '{ location { user(by: { userId: "cleo" }) { eventCount } } }',
    )
    expect(location.user).toEqual({ eventCount: 1 })
  })
})

describe('zod-bird', { timeout: 120_000 }, () => {
  const pipeWith = (token: string) =>
    new Tinybird({ baseUrl: gateway.url, token }).buildPipe({
      pipe: 'user_attribution_optimized',
      parameters: z.object({ user_id: z.string().optional(), limit: z.number().optional() }),
      data: z.object({
        user_id: z.string(),
        first_utm_source: z.string().nullable(),
        session_count: z.number(),
        first_seen: z.string().transform((text) => new Date(`${text.replace(' ', 'T')}Z`).toISOString()),
      }),
    })

  test('validates the answer by its own schema', async () => {
    const { data, meta } = await pipeWith(await tokenFor({}))({ user_id: 'ada' })
    expect(data).toEqual([
      { user_id: 'ada', first_utm_source: 'news', session_count: 2, first_seen: '2026-03-01T10:00:00.000Z' },
    ])
    expect(meta.at(0)).toEqual({ name: 'user_id', type: 'String' })
  })

  test('waits when the limit is reached, and gets its answer', async () => {
    // One in ten seconds: a slow machine reaches it too, and the client has not given up by then.
    const ask = pipeWith(await tokenFor({}, limits(0.1)))
    const statuses: number[] = []
    const real = globalThis.fetch
    globalThis.fetch = async (...request) => {
      const response = await real(...request)
      statuses.push(response.status)
      return response
    }
    try {
      await ask({ user_id: 'ada' })
      expect((await ask({ user_id: 'ada' })).data).toHaveLength(1)
    } finally {
      globalThis.fetch = real
    }
    expect(statuses.slice(0, 2)).toEqual([200, 429])
    expect(statuses.at(-1)).toBe(200)
  })

  test('knows an unauthorised request by its 403', async () => {
    await expect(pipeWith('no token')({})).rejects.toThrow('Unauthorized')
  })

  test('writes rows', async () => {
    const ingest = new Tinybird({ baseUrl: gateway.url, token: writeKey }).buildIngestEndpoint({
      datasource: 'ad_costs',
      event: z.object({ date: z.string(), channel: z.string(), cost: z.string(), currency: z.string() }),
    })
    const row = { date: '2026-03-02', channel: 'facebook_ads', cost: '3', currency: 'EUR' }
    expect(await ingest([row, { ...row, date: '2026-03-03' }])).toEqual({ successful_rows: 2, quarantined_rows: 0 })
  })
})

test('mockingbird writes generated rows', { timeout: 60_000 }, async () => {
  const generator = new TinybirdGenerator({
    endpoint: gateway.url,
    token: writeKey,
    datasource: 'ad_costs',
    eps: 5,
    limit: 5,
    logs: false,
    schema: {
      date: { type: 'mockingbird.pick', params: [{ values: ['2026-03-04'] }] },
      channel: { type: 'mockingbird.pick', params: [{ values: ['mockingbird'] }] },
      campaign: { type: 'string.uuid' },
      cost: { type: 'number.int', params: [{ min: 1, max: 9 }] },
      currency: { type: 'mockingbird.pick', params: [{ values: ['EUR'] }] },
    },
  })
  await generator.generate()
  const { location } = await gateway.ask<{ location: { adCosts: { nodes: { channel: string }[] } } }>(
    '{ location { adCosts(range: { from: "2026-03-04", to: "2026-03-04" }) { nodes { channel } } } }',
  )
  expect(location.adCosts.nodes.map(({ channel }) => channel)).toEqual(Array(5).fill('mockingbird'))
})
