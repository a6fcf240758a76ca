import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parse } from 'csv-parse/sync'
import { parquetReadObjects } from 'hyparquet'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
let token: string
const day = (n: number, hour = 0) => new Date(Date.UTC(2026, 0, n, hour)).toISOString()
const total = 1_300
const message = 'no:\nat pay (cart.js:1:2)\rat start'

beforeAll(async () => {
  gateway = await testGateway({ INGEST_FLUSH_EVENTS: '50000', LOCATION_TIME_ZONES: 'oslo=Europe/Oslo' })
  token = await gateway.token({ location_id: 'oslo', scope: 'read' }, 3_600)
  const event = (n: number) => ({
    uuid: `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    event: n % 3 === 0 ? 'bought' : '$pageview',
    distinct_id: `user ${n % 100}`,
    // Many at the same time, so that a page ends among them.
    timestamp: day(1 + (n % 4), 12),
    properties: {
      $lib: 'web',
      $session_id: `s${n % 200}`,
      $current_url: `https://shop.example/${n % 7}?utm_source=${n % 2 ? 'mail' : 'ads'}`,
      text: 'a "quote", a comma,\r\na line; æ',
      amount: 12.5,
    },
  })
  await gateway.capture(
    'oslo',
    Array.from({ length: total }, (_, n) => event(n)),
  )
  await gateway.capture('bergen', [{ ...event(1), event: 'secret' }])
  const rows = [
    { anonymous_id: 'anon', user_id: 'user 1', first_seen: day(1) },
    { anonymous_id: 'anon 2', user_id: 'user 2', first_seen: day(2) },
  ]
  const post = (name: string, body: unknown) =>
    gateway.fetch(`/v0/events?name=${name}&token=key-oslo`, { method: 'POST', body: JSON.stringify(body) })
  await post('identity_mappings', rows)
  const error = { error_type: 'TypeError', message: 'no', component: 'cart', user_id: 'anon' }
  // In Oslo the second is of January 3rd.
  await post('errors', [
    { ...error, timestamp: day(1), message },
    { ...error, timestamp: day(2, 23), error_type: 'RangeError' },
  ])
  const cost = { date: '2026-01-02', channel: 'tv', currency: 'EUR', clicks: 3 }
  await post('ad_costs', [
    { ...cost, cost: '12345678901234567890.123456789' },
    { ...cost, date: '2026-01-03', cost: '-0.5', source: 'x', clicks: null },
  ])
})
afterAll(() => gateway[Symbol.asyncDispose]())

const get = (path: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
  gateway.fetch(`/export/${path}`, { headers })

type Json = Record<string, unknown>
const lines = (text: string): Json[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line))
async function ndjson(path: string): Promise<Json[]> {
  const answer = await get(path)
  if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`)
  return lines(await answer.text())
}

test('an event that was stored twice comes once, with its earlier time, wherever pages end', async () => {
  const stored = [1, 2, 3, 4, 5, 6].map((n) => [n, n])
  // Of the second event a copy behind the end of a page.
  const values = [...stored, [2, 5]].map(([n = 0, hour = 0]) => ({
    location_id: 'twice',
    uuid: `018f0000-0000-7000-8000-${String(n).padStart(12, '0')}`,
    event: `event ${n}`,
    distinct_id: 'ada',
    timestamp: day(1, hour).replace('T', ' ').replace('Z', ''),
    properties: '{}',
  }))
  await gateway.clickhouse.client.insert({ table: 'events', values, format: 'JSONEachRow' })
  const headers = { authorization: `Bearer ${await gateway.token({ location_id: 'twice', scope: 'read' })}` }
  const names: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const answer = await get(`events.ndjson?limit=3${cursor === '' ? '' : `&after=${cursor}`}`, headers)
    cursor = answer.headers.get('x-next-cursor')
    const lines = (await answer.text()).split('\n').filter((line) => line !== '')
    names.push(...lines.map((line): string => JSON.parse(line).name))
  }
  expect(names).toEqual([1, 2, 3, 4, 5, 6].map((n) => `event ${n}`))
})

describe('events', () => {
  test('NDJSON, CSV and Parquet hold the same rows, each once, the earliest first', async () => {
    const rows = await ndjson('events.ndjson')
    expect(rows).toHaveLength(total)
    expect(new Set(rows.map(({ uuid }) => uuid)).size).toBe(total)
    const order = rows.map(({ timestamp, uuid }) => `${timestamp}${uuid}`)
    expect(order).toEqual(order.toSorted())
    expect(rows[0]).toMatchObject({
      location_id: 'oslo',
      name: 'bought',
      timestamp: '2026-01-01T12:00:00.000Z',
      properties: { text: 'a "quote", a comma,\r\na line; æ', amount: 12.5 },
    })
    expect(Object.keys(rows[0] ?? {})).not.toContain('sort_key')

    const csv = await get('events.csv')
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    const records: Json[] = parse(await csv.text(), { columns: true })
    expect(records.map(({ properties, ...rest }) => ({ ...rest, properties: JSON.parse(String(properties)) }))).toEqual(
      rows,
    )

    const parquet = await (await get('events.parquet')).arrayBuffer()
    const objects = await parquetReadObjects({ file: parquet })
    expect(
      objects.map(({ properties, timestamp, ...rest }) => ({
        ...rest,
        timestamp: timestamp.toISOString(),
        properties: JSON.parse(properties),
      })),
    ).toEqual(rows)
  })

  test('gzip, when it is taken', async () => {
    const answer = await get('events.ndjson', { authorization: `Bearer ${token}`, 'accept-encoding': 'br, gzip' })
    expect(answer.headers.get('content-encoding')).toBe('gzip')
    const text = gunzipSync(await answer.arrayBuffer()).toString()
    expect(lines(text)).toHaveLength(total)
  })

  test.each([
    ['gzip;q=0', null],
    ['br, gzip;q=0, *', null],
    ['br;q=1, GZIP;q=0.1', 'gzip'],
    ['*', 'gzip'],
    ['x-gzip-like', null],
  ])('Accept-Encoding: %s', async (accepted, encoding) => {
    const headers = { authorization: `Bearer ${token}`, 'accept-encoding': accepted }
    const answer = await get('events.ndjson?limit=1', headers)
    expect(answer.headers.get('content-encoding')).toBe(encoding)
    await answer.arrayBuffer()
  })

  test('pages by limit, and by the cursor of any row, continue where they ended', async () => {
    const all = await ndjson('events.ndjson?cursor=true')
    const pages: Json[] = []
    let path = 'events.ndjson?limit=400'
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await get(`${path}${cursor === '' ? '' : `&after=${cursor}`}`)
      cursor = answer.headers.get('x-next-cursor')
      const page = lines(await answer.text())
      expect(page.length).toBeLessThanOrEqual(400)
      pages.push(...page)
    }
    expect(pages).toEqual(all.map(({ cursor: _, ...row }) => row))
    path = `events.ndjson?after=${all[777]?.cursor}`
    expect(await ndjson(path)).toEqual(pages.slice(778))
    // An event that comes later is in the rest.
    await gateway.capture('oslo', [{ event: 'later', distinct_id: 'user 1', timestamp: day(20) }])
    expect(await ndjson(`events.ndjson?after=${all.at(-1)?.cursor}`)).toMatchObject([{ name: 'later' }])
  })

  test('the filters of the graph hold, with its own rules', async () => {
    const filter = { name: ['bought', 'none'], after: day(2), before: day(3), search: 'SHOP' }
    const query = new URLSearchParams({
      occurredAfter: filter.after,
      occurredBefore: filter.before,
      search: filter.search,
    })
    for (const name of filter.name) query.append('name', name)
    const found = await ndjson(`events.ndjson?${query}`)
    const answer = await gateway.ask<{ location: { events: { nodes: { uuid: string }[] } } }>(
      'oslo',
      'query ($filter: EventFilter) { location { events(filter: $filter, first: 1000) { nodes { uuid } } } }',
      { filter },
    )
    const expected = expectData(answer).location.events.nodes.map(({ uuid }) => uuid)
    expect(found.map(({ uuid }) => uuid)).toEqual(expected.toReversed())
    expect(expected.length).toBeGreaterThan(50)
  })
})

test('sessions, by their filters', async () => {
  const rows = await ndjson('sessions.ndjson?utmSource=mail&utmSource=x&bounced=false&minDurationSeconds=0')
  const answer = await gateway.ask<{ location: { sessions: { nodes: { sessionId: string }[] } } }>(
    'oslo',
    `{ location { sessions(filter: { utmSource: ["mail", "x"], bounced: false, minDurationSeconds: 0 }, first: 1000,
      orderBy: { field: STARTED_AT, direction: ASC }) { nodes { sessionId } } } }`,
  )
  const expected = expectData(answer).location.sessions.nodes.map(({ sessionId }) => sessionId)
  expect(rows.map(({ session_id }) => session_id)).toEqual(expected)
  expect(rows.length).toBeGreaterThan(10)
  expect(rows[0]).toMatchObject({ touch: { utm_source: 'mail' }, event_count: expect.any(Number) })
  const records: Json[] = parse(await (await get('sessions.csv')).text(), { columns: true })
  expect(JSON.parse(String(records[0]?.touch))).toHaveProperty('utm_source')
})

test('events and errors without a session id name the sessions that are exported', async () => {
  const at = (minute: number) => new Date(Date.UTC(2026, 0, 20, 12, minute)).toISOString()
  const event = (name: string, minute: number, properties = {}) => ({
    event: name,
    distinct_id: 'no~id',
    timestamp: at(minute),
    properties: { $lib: 'web', ...properties },
  })
  await gateway.capture('turku', [
    event('$pageview', 0),
    event('$pageview', 5),
    event('$exception', 6, { $exception_list: [{ type: 'E', value: 'v' }] }),
    event('$pageview', 50),
    event('paid', 7, { $lib: 'posthog-node' }),
    event('error', 8, { $lib: 'posthog-node', message: 'from a server' }),
  ])
  const turku = { authorization: `Bearer ${await gateway.token({ location_id: 'turku', scope: 'read' })}` }
  const read = async (path: string) => lines(await (await get(path, turku)).text())
  const [first, second] = [0, 50].map((minute) => `~${Date.parse(at(minute))}~no~id`)
  expect((await read('sessions.ndjson')).map((row) => row.session_id)).toEqual([first, second])
  const events = await read('events.ndjson')
  expect(events.map(({ name, session_id }) => [name, session_id])).toEqual([
    ['$pageview', first],
    ['$pageview', first],
    ['$exception', first],
    ['paid', null],
    ['error', null],
    ['$pageview', second],
  ])
  const errors = await read('errors.ndjson')
  expect(errors.map(({ message, session_id }) => [message, session_id])).toEqual([
    ['v', first],
    ['from a server', null],
  ])
  const query = `{ location { errors(range: { from: "2026-01-20", to: "2026-01-20" }) { nodes { samples { message session { sessionId } } } } } }`
  const { nodes } = expectData(
    await gateway.ask<{ location: { errors: { nodes: { samples: object[] }[] } } }>('turku', query),
  ).location.errors
  expect(nodes.flatMap(({ samples }) => samples)).toEqual(
    expect.arrayContaining([
      { message: 'v', session: { sessionId: first } },
      { message: 'from a server', session: null },
    ]),
  )
})

test('users, also by what they did', async () => {
  expect(await ndjson('users.ndjson')).toHaveLength(100)
  const performed = JSON.stringify({ event: 'later' })
  const answer = await get(`users.ndjson?${new URLSearchParams({ performed, minEventCount: '2' })}`)
  expect([answer.status, lines(await answer.text()).map(({ user_id }) => user_id)]).toEqual([200, ['user 1']])
  const objects = await parquetReadObjects({ file: await (await get('users.parquet?identified=true')).arrayBuffer() })
  expect(objects).toMatchObject([
    { user_id: 'user 1', distinct_ids: expect.stringContaining('anon'), event_count: 14n, is_identified: true },
    { user_id: 'user 2', event_count: 13n },
  ])
})

test('errors one by one, on local days', async () => {
  expect(await ndjson('errors.ndjson')).toMatchObject([
    { type: 'TypeError', distinct_id: 'anon', user_id: 'user 1', handled: true, timestamp: day(1) },
    { type: 'RangeError' },
  ])
  expect(await ndjson('errors.ndjson?from=2026-01-03')).toMatchObject([{ type: 'RangeError' }])
  expect(await ndjson('errors.ndjson?to=2026-01-02&type=TypeError&type=x&level=error&component=cart')).toHaveLength(1)
  expect(await ndjson('errors.ndjson?limit=1&search=range')).toMatchObject([{ type: 'RangeError' }])
})

test('CSV quotes a line feed and a carriage return that stand alone', async () => {
  const text = await (await get('errors.csv')).text()
  expect(text).toContain(`,"${message}",`)
  const records: Json[] = parse(text, { columns: true })
  expect(records.map((record) => record.message)).toEqual([message, 'no'])
})

test('identity mappings as they were said', async () => {
  expect(await ndjson('identity_mappings.ndjson')).toMatchObject([
    { anonymous_id: 'anon', user_id: 'user 1', source: '$identify', mapped_at: day(1), decided_by: null },
    { anonymous_id: 'anon 2' },
  ])
})

test('ad costs keep every digit', async () => {
  const costs = ['12345678901234567890.123456789', '-0.5']
  expect(await ndjson('ad_costs.ndjson')).toMatchObject(costs.map((cost) => ({ cost })))
  const records: Json[] = parse(await (await get('ad_costs.csv')).text(), { columns: true })
  expect(records.map(({ cost }) => cost)).toEqual(costs)
  expect(await ndjson('ad_costs.ndjson?from=2026-01-03&to=2026-01-03')).toMatchObject([{ clicks: null, source: 'x' }])
  // As ClickHouse itself reads the file.
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-export-'))
  const path = join(directory, 'costs.parquet')
  writeFileSync(path, Buffer.from(await (await get('ad_costs.parquet')).arrayBuffer()))
  const result = await gateway.clickhouse.client.query({
    query: 'SELECT cost, date, clicks FROM file({path:String}, Parquet) ORDER BY date',
    query_params: { path },
    format: 'JSONEachRow',
  })
  rmSync(directory, { recursive: true })
  expect(await result.json()).toEqual([
    { cost: costs[0], date: '2026-01-02', clicks: '3' },
    { cost: costs[1], date: '2026-01-03', clicks: null },
  ])
})

describe('who may', () => {
  const readOslo = { location_id: 'oslo', scope: 'read' }
  test.each<[string, string, Record<string, unknown> | undefined, number, string]>([
    ['no token', 'events.csv', undefined, 401, 'UNAUTHENTICATED'],
    ['no scope', 'events.csv', { location_id: 'oslo', scope: 'write' }, 403, 'FORBIDDEN'],
    ['another location', 'events.csv?location_id=bergen', { location_id: 'oslo', scope: 'read' }, 403, 'FORBIDDEN'],
    ['several locations', 'events.csv', { location_ids: ['oslo', 'bergen'], scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['all locations', 'events.csv', { location_ids: '*', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['no table', 'event_ids.csv', { location_id: 'oslo', scope: 'read' }, 404, 'NOT_FOUND'],
    ['a name of Object', 'constructor.csv', { location_id: 'oslo', scope: 'read' }, 404, 'NOT_FOUND'],
    ['no format', 'events.xml', { location_id: 'oslo', scope: 'read' }, 404, 'NOT_FOUND'],
    ['an unknown filter', 'events.csv?nmae=x', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['a wrong time', 'sessions.csv?startedAfter=soon', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['a wrong number', 'users.csv?minSessionCount=1.5', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['a negative count', 'users.csv?minEventCount=-1', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['a wrong enum', 'users.csv?hasClickId=NOBODY', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['no JSON', 'users.csv?performed=x', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['twice', 'sessions.csv?bounced=true&bounced=false', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    [
      'a reversed range',
      'errors.csv?from=2026-02-01&to=2026-01-01',
      { location_id: 'oslo', scope: 'read' },
      400,
      'BAD_USER_INPUT',
    ],
    ['two locations', 'events.csv?location_id=oslo&location_id=bergen', readOslo, 400, 'BAD_USER_INPUT'],
    ['two limits', 'events.csv?limit=1&limit=2', readOslo, 400, 'BAD_USER_INPUT'],
    ['two days', 'errors.csv?from=2026-01-01&from=2026-01-02', readOslo, 400, 'BAD_USER_INPUT'],
    ['two days of costs', 'ad_costs.csv?to=2026-01-01&to=2026-01-02', readOslo, 400, 'BAD_USER_INPUT'],
    ['neither true nor false', 'events.csv?cursor=yes', readOslo, 400, 'BAD_USER_INPUT'],
    ['a wrong limit', 'events.csv?limit=0', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
    ['a foreign cursor', 'events.csv?after=abc', { location_id: 'oslo', scope: 'read' }, 400, 'BAD_USER_INPUT'],
  ])('%s is refused', async (_, path, claims, status, code) => {
    const headers: Record<string, string> =
      claims === undefined ? {} : { authorization: `Bearer ${await gateway.token({ scope: '', ...claims })}` }
    const answer = await get(path, headers)
    expect([answer.status, await answer.json()]).toEqual([status, { error: expect.any(String), code }])
  })

  test('nobody sees the rows of another location', async () => {
    const both = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read' })
    const headers = { authorization: `Bearer ${both}` }
    const bergen = lines(await (await get('events.ndjson?location_id=bergen', headers)).text())
    expect(bergen).toMatchObject([{ location_id: 'bergen', name: 'secret' }])
    const cursor = (await (await get('events.ndjson?location_id=bergen&cursor=true', headers)).json()).cursor
    expect((await get(`events.ndjson?location_id=oslo&after=${cursor}`, headers)).status).toBe(400)
    expect((await ndjson('events.ndjson')).some(({ name }) => name === 'secret')).toBe(false)
  })
})

test('each export is kept as API usage when it has ended, however it ends', async () => {
  await using other = await testGateway()
  const { client } = other.clickhouse
  const bearer = await other.token({ location_id: 'oslo', scope: 'read manage' })
  const headers = { authorization: `Bearer ${bearer}`, 'x-client-name': 'warehouse' }
  const events = Array.from({ length: 100 }, (_, n) => ({ event: 'e', distinct_id: `d${n}`, properties: { n } }))
  await other.capture('oslo', events)
  const ask = (path: string) => other.fetch(`/export/${path}`, { headers })
  const whole = await (await ask('events.ndjson')).text()
  expect((await ask('users.csv?nmae=x')).status).toBe(400)
  const left = (await ask('sessions.csv')).body
  await left?.cancel()
  const broken = await ask('events.csv')
  const query = client.query
  Object.assign(client, { query: () => Promise.reject(new Error('ECONNRESET')) })
  await expect(broken.text()).rejects.toThrow()
  Object.assign(client, { query })

  const kept = () =>
    select<Record<string, unknown>>(
      other.clickhouse,
      `SELECT operation_name, location_id, client_name, status, error_code, clickhouse_queries, rows_read > 0 AS has_read,
        toUInt32(response_bytes) AS bytes, duration_ms > 0 AS took FROM api_requests WHERE door = 'export' ORDER BY requested_at, error_code`,
    )
  await expect.poll(async () => (await kept()).length, { timeout: 15_000 }).toBe(4)
  const asked = { location_id: 'oslo', client_name: 'warehouse', took: 1 }
  const rows = await kept()
  expect(rows).toHaveLength(4)
  expect(rows.toSorted((a, b) => String(a.error_code).localeCompare(String(b.error_code)))).toMatchObject([
    { ...asked, operation_name: 'events', status: 200, error_code: '', has_read: 1, bytes: Buffer.byteLength(whole) },
    { ...asked, operation_name: 'users', status: 400, error_code: 'BAD_USER_INPUT', clickhouse_queries: 0, bytes: 0 },
    { ...asked, operation_name: 'sessions', status: 499, error_code: 'CLIENT_CLOSED_REQUEST', bytes: 0 },
    { ...asked, operation_name: 'events', status: 200, error_code: 'UNAVAILABLE', has_read: 1 },
  ])
})
