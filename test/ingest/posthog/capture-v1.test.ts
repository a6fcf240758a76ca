import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { IngestOverloadedError } from '../../../src/ingest/captured-event.ts'
import { iso, nowMs, posthog, token, uuid } from './testkit.ts'

const path = '/i/v1/analytics/events'
const requestId = '018a981f-0000-7c66-825e-8b0eeae65714'
const happened = nowMs - 5_000
const headers = {
  Authorization: `Bearer ${token}`,
  'Content-Type': 'application/json',
  'User-Agent': 'posthog-node/5.70.0',
  'PostHog-Sdk-Info': '@posthog/node/5.70.0',
  'PostHog-Attempt': '1',
  'PostHog-Request-Id': requestId,
  'PostHog-Request-Timestamp': iso(nowMs - 2_000),
}
const event = (over: object = {}) => ({ event: 'e', uuid, distinct_id: 'd', timestamp: iso(happened), ...over })
const body = (...batch: unknown[]) => ({ created_at: iso(nowMs), batch })

describe('capture V1', () => {
  test('puts back what was lifted out of the properties', async () => {
    const { post, deliveries } = posthog()
    const options = { process_person_profile: false, cookieless_mode: true, product_tour_id: 't' }
    const sent = event({ session_id: 's', window_id: 'w', options, properties: { a: 1, $set: { b: 2 } } })
    const response = await post(path, body(sent), headers)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({ results: { [uuid]: { result: 'ok' } } })
    expect(response.headers.get('PostHog-Request-Id')).toBe(requestId)
    expect(response.headers.get('Retry-After')).toBeNull()
    expect(deliveries).toEqual([
      {
        locationId: 'oslo',
        rejected: [],
        sender: {},
        events: [
          {
            uuid,
            event: 'e',
            distinctId: 'd',
            timestampMs: happened + 2_000,
            properties: {
              a: 1,
              $set: { b: 2 },
              $session_id: 's',
              $window_id: 'w',
              $process_person_profile: false,
              $cookieless_mode: true,
              $product_tour_id: 't',
              $lib: '@posthog/node',
              $lib_version: '5.70.0',
            },
          },
        ],
      },
    ])
  })

  test('gzip, and no clock correction where the event forbids it', async () => {
    const { post, events } = posthog()
    const sent = body(event({ options: { disable_skew_correction: true } }))
    const packed = new Uint8Array(gzipSync(JSON.stringify(sent)))
    expect((await post(`${path}/`, packed, { ...headers, 'Content-Encoding': 'gzip' })).status).toBe(200)
    expect(events()).toMatchObject([{ timestampMs: happened, properties: { $ignore_sent_at: true } }])
  })

  test('history keeps its times, and is not about whoever sends it', async () => {
    const { post, events } = posthog()
    const ahead = nowMs + 40 * 86_400_000
    const sent = body(event({ timestamp: iso(ahead), distinct_id: '$posthog_cookieless' }))
    for (const agent of ['posthog-node/5.70.0', 'replicator/1'])
      await post(path, { ...sent, historical_migration: true }, { ...headers, 'User-Agent': agent })
    await post(path, { ...sent, historical_migration: 'yes' }, headers)
    const [first, second, live] = events()
    expect([first?.timestampMs, live?.timestampMs]).toEqual([ahead + 2_000, nowMs])
    expect(second).toEqual(first)
  })

  test('bad events are dropped one by one, and kept in quarantine', async () => {
    const { post, events, rejected } = posthog()
    const [lost, ignored] = [uuid.replace(/4$/, '5'), uuid.replace(/4$/, '6')]
    const batch = [
      event(),
      event({ uuid: lost, distinct_id: '' }),
      event({ uuid: ignored, event: '$performance_event' }),
      5,
    ]
    const answer = await (await post(path, body(...batch), headers)).json()
    expect(answer.results).toMatchObject({
      [uuid]: { result: 'ok' },
      [lost]: { result: 'drop', details: expect.stringContaining('distinct_id') },
      [ignored]: { result: 'drop' },
    })
    expect(events()).toHaveLength(1)
    expect(rejected().map(({ reason }) => reason)).toEqual(['missing_distinct_id', 'not_an_object'])
  })

  test.each([
    ['Authorization', undefined, 401],
    ['Authorization', 'Basic abc', 401],
    ['Authorization', 'Bearer phc_unknown', 401],
    ['Content-Type', 'text/plain', 415],
    ['Content-Encoding', 'lzma', 415],
    ['User-Agent', undefined, 400],
    ['PostHog-Sdk-Info', undefined, 400],
    ['PostHog-Sdk-Info', 'posthog-node', 400],
    ['PostHog-Attempt', undefined, 400],
    ['PostHog-Attempt', '0', 400],
    ['PostHog-Attempt', '1.5', 400],
    ['PostHog-Request-Id', 'x', 400],
    ['PostHog-Request-Timestamp', undefined, 400],
    ['PostHog-Request-Timestamp', '1694769302', 400],
  ])('%s: %s is refused', async (name, value, status) => {
    const { post, deliveries } = posthog()
    const { [name]: _, ...others } = { ...headers } as Record<string, string>
    const response = await post(path, body(event()), value === undefined ? others : { ...others, [name]: value })
    expect(response.status).toBe(status)
    expect(Object.keys(await response.json())).toEqual(['error', 'error_description', 'error_uri'])
    expect(response.headers.get('Retry-After')).toBeNull()
    expect(deliveries).toEqual([])
  })

  test('the scheme is case-insensitive', async () => {
    const { post } = posthog()
    expect((await post(path, body(event()), { ...headers, Authorization: `bearer ${token}` })).status).toBe(200)
  })

  test.each([[{}], [[event()]], [{ batch: 5 }]])('a body of another form is 400: %j', async (wrong) => {
    const { post } = posthog()
    expect((await post(path, wrong, headers)).status).toBe(400)
  })

  test('what cannot be stored is sent again: 503 with Retry-After and the request id', async () => {
    const { post } = posthog({ ingest: { accept: () => Promise.reject(new IngestOverloadedError('full', 3)) } })
    const response = await post(path, body(event()), headers)
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '3'])
    expect(response.headers.get('PostHog-Request-Id')).toBe(requestId)
    expect(await response.json()).toMatchObject({ error: 'unavailable' })
  })
})
