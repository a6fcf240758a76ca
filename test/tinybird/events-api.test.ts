import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

// What the zstd command makes of `zipped` (from a pipe, so without its size).
const zstd = Buffer.from(
  'KLUv/QRYFQMAAoYUGoC5OcANNUHLY4GCuwxMXWJ3gZ+I/NNMgh4VC98LS6UA4Tg4Cg5AP/eT0JHR7TA2yUPXxothD4huoszGLFvTxehFMpE2PuNLnf9HrLvRTBXFigUAJ0E4rg4EAyHgKmFHus/Y',
  'base64',
)
const zipped =
  '{"uuid":"018f0000-0000-7000-8000-0000000000a1","event":"zipped","distinct_id":"z","timestamp":"2026-01-02 03:04:05.678901"}'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ INGEST_BATCH_MAX_BYTES: '1000000' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function post(
  name: string,
  body: string | Uint8Array<ArrayBuffer>,
  {
    key = 'key-oslo',
    query = '',
    headers = {},
  }: { key?: string; query?: string; headers?: Record<string, string> } = {},
) {
  const answer = await gateway.fetch(`/v0/events?name=${name}${query}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, ...headers },
    body,
  })
  return [answer.status, await answer.json()]
}

const lines = (...rows: object[]) => rows.map((row) => JSON.stringify(row)).join('\n')
const taken = (rows: number) => ({ successful_rows: rows, quarantined_rows: 0 })

const stored = (where: string) =>
  select<Record<string, unknown>>(
    gateway.clickhouse,
    `SELECT * EXCEPT (location_id, received_at, properties) FROM events WHERE ${where} ORDER BY timestamp, uuid`,
  )
const quarantined = (locationId: string) =>
  select<{ reason: string; raw: string }>(
    gateway.clickhouse,
    'SELECT reason, raw FROM events_quarantine FINAL WHERE location_id = {location_id:String} ORDER BY reason, raw',
    { location_id: locationId },
  )

describe('events', () => {
  const uuid = (n: number) => `018f0000-0000-7000-8000-00000000000${n}`
  /** A page view as posthog-js sends it, and the row that a Tinybird pipeline makes of it. */
  const properties = { $lib: 'web', $screen_name: 'x', amount: 12.5 }
  const sdk = {
    uuid: uuid(1),
    event: '$pageview',
    distinct_id: 'anna',
    timestamp: '2026-01-31T10:00:00.123Z',
    properties: {
      ...properties,
      $session_id: 's-1',
      $pageview_id: 'p-1',
      $current_url: 'https://shop.example/offer?x=1',
      $host: 'shop.example',
      $pathname: '/offer',
      $referrer: 'https://www.google.com/',
      $referring_domain: 'www.google.com',
      $session_entry_url: 'https://shop.example/in',
      $session_entry_utm_source: 'mail',
      $session_entry_gclid: 'g-1',
      $session_entry__kx: 'k-1',
      $is_identified: true,
      $browser: 'Firefox',
      $device_type: 'Desktop',
      $timezone: 'Europe/Oslo',
      utm_source: 'news',
      gclid: 'g-2',
      _kx: 'k-2',
      funnel_id: 'f',
      step_id: '2',
      funnel_name: 'F',
      page_id: 'pg',
      affiliate_id: 'af',
    },
  }
  const row = {
    uuid: uuid(1),
    event: '$pageview',
    distinct_id: 'anna',
    timestamp: '2026-01-31 10:00:00.123456',
    location_id: 'oslo',
    session_id: 's-1',
    pageview_id: 'p-1',
    current_url: 'https://shop.example/offer?x=1',
    host: 'shop.example',
    pathname: '/offer',
    referrer: 'https://www.google.com/',
    referring_domain: 'www.google.com',
    session_entry_url: 'https://shop.example/in',
    session_entry_utm_source: 'mail',
    session_entry_gclid: 'g-1',
    session_entry__kx: 'k-1',
    is_identified: 1,
    browser: 'Firefox',
    device_type: 'Desktop',
    timezone: 'Europe/Oslo',
    utm_source: 'news',
    utm_medium: null,
    utm_term: '',
    gclid: 'g-2',
    _kx: 'k-2',
    funnel_id: 'f',
    step_id: 2,
    funnel_name: 'F',
    page_id: 'pg',
    affiliate_id: 'af',
    something_else: { ignored: true },
  }

  test('a row is the event that posthog-js would have sent; as such it is stored once, whichever door it takes', async () => {
    expect((await gateway.capture('bergen', [sdk])).status).toBe(200)
    expect(await post('events', JSON.stringify({ ...row, properties }), { query: '&wait=true' })).toEqual([
      200,
      taken(1),
    ])
    const [bySdk, byRow] = [await stored("location_id = 'bergen'"), await stored("location_id = 'oslo'")]
    expect(byRow).toEqual(bySdk)
    expect(byRow).toHaveLength(1)
    const texts = await select<{ properties: string }>(
      gateway.clickhouse,
      'SELECT properties FROM events ORDER BY location_id',
    )
    expect(JSON.parse(texts[1]?.properties ?? '')).toEqual(JSON.parse(texts[0]?.properties ?? ''))

    // As text, again, and from the other door.
    expect(await post('events', JSON.stringify({ ...row, properties: JSON.stringify(properties) }))).toEqual([
      202,
      taken(1),
    ])
    await gateway.capture('oslo', [sdk])
    expect(await stored("location_id = 'oslo'")).toHaveLength(1)
    const answer = await gateway.ask<{ location: { sessions: { nodes: object[] } } }>(
      'oslo',
      '{ location { sessions { nodes { sessionId touch { channel utmSource } user { userId } } } } }',
    )
    expect(expectData(answer).location.sessions.nodes).toEqual([
      { sessionId: 's-1', touch: { channel: 'utm', utmSource: 'mail' }, user: { userId: 'anna' } },
    ])
  })

  test('the write key alone says whose a row is; bad rows are quarantined as they came, and fail no other', async () => {
    const good = { uuid: uuid(2), event: 'good', distinct_id: 'd', timestamp: '2026-01-01T00:00:00Z' }
    const bad = [
      { ...good, location_id: 'oslo' },
      { ...good, event: '' },
      { ...good, distinct_id: null },
      { ...good, timestamp: 'yesterday' },
      { ...good, properties: '[1]' },
      { ...good, current_url: { a: 1 } },
      [good],
    ]
    const body = [lines({ ...good, location_id: 'bergen' }, ...bad), '{"event":', 'null'].join('\n')
    expect(await post('events', body, { key: 'key-bergen' })).toEqual([
      202,
      { successful_rows: 1, quarantined_rows: 9 },
    ])
    const reasons = ['invalid_timestamp', 'malformed_row', 'malformed_row', 'malformed_row', 'missing_distinct_id']
    const more = ['missing_event_name', 'not_an_object', 'not_an_object', 'other_location']
    const found = await quarantined('bergen')
    expect(found.map(({ reason }) => reason)).toEqual([...reasons, ...more])
    expect(found.at(-1)?.raw).toBe(JSON.stringify(bad[0]))
    expect(await stored("event = 'good'")).toHaveLength(1)
    expect(await stored("event = 'good' AND location_id != 'bergen'")).toEqual([])
  })

  test.each<[string, string, Uint8Array<ArrayBuffer>]>([
    ['gzip', 'gzip', new Uint8Array(gzipSync(zipped))],
    ['deflate', 'deflate', new Uint8Array(deflateSync(zipped))],
    ['raw deflate', 'deflate', new Uint8Array(deflateRawSync(zipped))],
    ['br', 'br', new Uint8Array(brotliCompressSync(zipped))],
    ['zstd', 'zstd', new Uint8Array(zstd)],
  ])('%s is taken off, whatever the content type', async (_, encoding, body) => {
    const headers = { 'content-encoding': encoding, 'content-type': 'application/x-www-form-urlencoded' }
    expect(await post('events', body, { headers, query: '&format=json&from=mockingbird' })).toEqual([202, taken(1)])
    expect(await stored("event = 'zipped'")).toMatchObject([{ timestamp: '2026-01-02T03:04:05.678Z' }])
  })

  test('a row is measured in bytes, as an event is, and quarantine keeps no more of it than it says', async () => {
    await using strict = await testGateway({ INGEST_EVENT_MAX_BYTES: '150000' })
    const row = (event: string, size: number) =>
      JSON.stringify({
        event,
        distinct_id: 'd',
        timestamp: '2026-01-01T00:00:00Z',
        properties: { t: '漢'.repeat(size) },
      })
    const answer = await strict.fetch('/v0/events?name=events', {
      method: 'POST',
      headers: { authorization: 'Bearer key-oslo' },
      body: `${row('fits', 49_000)}\n${row('does not', 60_000)}`,
    })
    expect(await answer.json()).toEqual({ successful_rows: 1, quarantined_rows: 1 })
    const kept = await select<{ bytes: string; raw: string }>(
      strict.clickhouse,
      'SELECT length(raw) AS bytes, raw FROM events_quarantine',
    )
    expect(kept).toHaveLength(1)
    expect(Number(kept[0]?.bytes)).toBeGreaterThan(99_990)
    expect(Number(kept[0]?.bytes)).toBeLessThanOrEqual(100_000)
    expect(row('does not', 60_000).startsWith(kept[0]?.raw ?? '-')).toBe(true)
  })

  test('rows that differ in a column that is not stored are two events, each once', async () => {
    const row = { event: 'differs', distinct_id: 'd', timestamp: '2026-01-01 00:00:00' }
    const rows = [
      row,
      { ...row, nothing: null },
      { ...row, plan: 'a' },
      { ...row, plan: 'b' },
      { ...row, plan: { c: 1 } },
    ]
    for (let time = 0; time < 2; time++) expect(await post('events', lines(...rows))).toEqual([202, taken(5)])
    await post('events', lines({ plan: 'b', ...row, timestamp: '2026-01-01T00:00:00Z' }))
    expect(await stored("event = 'differs'")).toHaveLength(4)
    const sdk = { event: 'differs', distinct_id: 'd', timestamp: '2026-01-01T00:00:00Z' }
    await gateway.capture('oslo', [sdk])
    expect(await stored("event = 'differs'")).toHaveLength(4)
    const now = { event: 'differs now', distinct_id: 'd' }
    expect(await post('events', lines({ ...now, plan: 'a' }, { ...now, plan: 'b' }))).toEqual([202, taken(2)])
    expect(await stored("event = 'differs now'")).toHaveLength(2)
  })

  test('$performance_event is counted as dropped at every door', async () => {
    const event = { event: '$performance_event', distinct_id: 'd', timestamp: '2026-01-01T00:00:00Z' }
    expect(await post('events', lines(event), { key: 'key-turku' })).toEqual([202, taken(1)])
    expect((await gateway.capture('turku', [event])).status).toBe(200)
    const range = `{ from: "${new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)}", to: "${new Date().toISOString().slice(0, 10)}" }`
    const dropped = () =>
      gateway.ask('turku', `{ location { ingestHealth(range: ${range}) { byReason { outcome reason count } } } }`)
    await expect
      .poll(async () => expectData(await dropped()), { timeout: 15_000 })
      .toEqual({ location: { ingestHealth: { byReason: [{ outcome: 'DROPPED', reason: 'ignored', count: 2 }] } } })
  })

  test('what grows too much, or is no zstd, is refused', async () => {
    const frame = (window: number, ...blocks: number[]) =>
      new Uint8Array([0x28, 0xb5, 0x2f, 0xfd, 0, window, ...blocks])
    const repeated = (bytes: number, isLast: boolean) => {
      const header = (bytes << 3) | 2 | (isLast ? 1 : 0)
      return [header & 255, (header >> 8) & 255, header >> 16, 0x20]
    }
    const many = Array.from({ length: 20 }, (_, n) => repeated(131_072, n === 19)).flat()
    const send = async (body: Uint8Array<ArrayBuffer>) =>
      (await post('events', body, { headers: { 'content-encoding': 'zstd' } }))[0]
    expect(await send(frame(0x38, ...many))).toBe(413)
    // A window of gigabytes, and one that is moved for each of many small blocks.
    expect(await send(frame(0xa8, ...repeated(1, true)))).toBe(413)
    const tiny = Array.from({ length: 20_000 }, (_, n) => repeated(1, n === 19_999)).flat()
    expect(await send(frame(0x68, ...tiny))).toBe(400)
    expect(await send(new Uint8Array([1, 2, 3]))).toBe(400)
    expect(await send(new Uint8Array(zstd.subarray(0, 40)))).toBe(400)
    expect(await send(new Uint8Array(Buffer.concat([zstd, Buffer.from('x')])))).toBe(400)
  })
})

test('identity_mappings are statements of an $identify at the time it was first seen, once', async () => {
  const visit = (distinct_id: string, n: number) => ({
    event: 'seen',
    distinct_id,
    timestamp: `2026-02-0${n}T00:00:00Z`,
  })
  await post('events', lines(visit('anon', 1), visit('user', 2), visit('late', 3)))
  const mapping = { anonymous_id: 'anon', user_id: 'user', first_seen: '2026-02-05 00:00:00', location_id: 'oslo' }
  const rows = lines(
    mapping,
    // Said later, so it does not count.
    { ...mapping, user_id: 'late', first_seen: '2026-02-06 00:00:00' },
    { ...mapping, anonymous_id: 'null' },
    { ...mapping, anonymous_id: 'untimed', first_seen: undefined },
    { ...mapping, location_id: 'bergen' },
  )
  for (const _ of [1, 2])
    expect(await post('identity_mappings', rows)).toEqual([202, { successful_rows: 2, quarantined_rows: 3 }])
  const answer = await gateway.ask<{ location: { user: object; refusedIdentityMappings: object } }>(
    'oslo',
    `{ location { user(by: { distinctId: "anon" }) { userId eventCount distinctIds identityMappings { anonymousId source mappedAt } }
      refusedIdentityMappings { nodes { anonymousId userId reason count } } } }`,
  )
  const { user, refusedIdentityMappings } = expectData(answer).location
  expect(user).toMatchObject({
    userId: 'user',
    eventCount: 2,
    identityMappings: [{ anonymousId: 'anon', source: '$identify', mappedAt: '2026-02-05T00:00:00.000Z' }],
  })
  expect(refusedIdentityMappings).toEqual({
    nodes: [
      { anonymousId: 'anon', userId: 'late', reason: 'ALREADY_MAPPED', count: 1 },
      { anonymousId: 'null', userId: 'user', reason: 'ILLEGAL_ANONYMOUS_ID', count: 1 },
    ],
  })
  // By an SDK the earliest counts too, among all of them.
  await gateway.capture('oslo', [
    {
      event: '$identify',
      distinct_id: 'late',
      timestamp: '2026-02-04T00:00:00Z',
      properties: { $anon_distinct_id: 'anon' },
    },
  ])
  const moved = await gateway.ask<{ location: { user: object } }>(
    'oslo',
    '{ location { user(by: { distinctId: "anon" }) { userId } } }',
  )
  expect(expectData(moved).location.user).toEqual({ userId: 'late' })
})

test('errors are errors, once', async () => {
  const error = {
    timestamp: '2026-03-01 10:00:00.5',
    location_id: 'oslo',
    error_type: 'TypeError',
    message: 'x is not a function',
    component: 'cart',
    request_id: 'r-1',
    user_id: 'anna',
  }
  const rows = lines(error, { ...error, user_id: null, request_id: 'r-2' }, { ...error, timestamp: null })
  for (const _ of [1, 2]) expect(await post('errors', rows)).toEqual([202, { successful_rows: 2, quarantined_rows: 1 }])
  const answer = await gateway.ask<{ location: { errors: object; metrics: object } }>(
    'oslo',
    `{ location { errors(range: { from: "2026-03-01", to: "2026-03-01" }) { nodes { type message component level count
      samples { occurredAt message user { userId } } } } metrics(range: { from: "2026-03-01", to: "2026-03-01" }) { eventCount } } }`,
  )
  const { errors, metrics } = expectData(answer).location
  expect(errors).toMatchObject({
    nodes: [{ type: 'TypeError', message: 'x is not a function', component: 'cart', level: 'error', count: 2 }],
  })
  expect(metrics).toEqual([{ eventCount: 0 }])
})

test('costs of another location are quarantined', async () => {
  const cost = { date: '2026-01-01', channel: 'tv', cost: 1, currency: 'EUR' }
  const others = ['bergen', ['oslo'], { id: 'oslo' }].map((location_id) => ({ ...cost, location_id }))
  const rows = lines(...others, { ...cost, location_id: 'oslo' })
  expect(await post('ad_costs', rows)).toEqual([202, { successful_rows: 1, quarantined_rows: 3 }])
})

test('a page of another origin may post: flock.js sends its token in the URL', async () => {
  const preflight = await gateway.fetch('/v0/events?name=events', { method: 'OPTIONS' })
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([
    204,
    'Authorization, Content-Type, Content-Encoding',
  ])
  expect(preflight.headers.get('access-control-allow-methods')).toBe('POST, OPTIONS')
  for (const token of ['key-oslo', 'nobody']) {
    const answer = await gateway.fetch(`/v0/events?name=events&token=${token}`, { method: 'POST', body: '{}' })
    expect(answer.status).toBe(token === 'nobody' ? 403 : 202)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  }
  expect(
    (await gateway.fetch('/v0/events?name=events', { headers: { authorization: 'Bearer key-oslo' } })).status,
  ).toBe(405)
})

test('the rate of a write key holds here too: 429, and when to come again', async () => {
  await using limited = await testGateway({
    INGEST_EVENTS_PER_SECOND_PER_KEY: '1',
    INGEST_EVENTS_BURST_PER_KEY: '20',
  })
  const send = (rows: number) =>
    limited.fetch('/v0/events?name=events', {
      method: 'POST',
      headers: { authorization: 'Bearer key-oslo' },
      body: lines(...Array.from({ length: rows }, (_, index) => ({ event: 'x', distinct_id: `visitor-${index}` }))),
    })
  const first = await send(20)
  expect([first.status, first.headers.get('x-ratelimit-limit')]).toEqual([202, '20'])
  const second = await send(20)
  expect(second.status).toBe(429)
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(1)
  expect(await second.json()).toMatchObject({ error: expect.stringMatching(/^The write key sends too many rows/) })
  // The same key at the other door: one count for both.
  const events = Array.from({ length: 20 }, () => ({ event: 'y', distinct_id: 'visitor-1', properties: {} }))
  expect((await limited.capture('oslo', events)).status).toBe(503)
})
