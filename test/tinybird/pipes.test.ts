import { gunzipSync, gzipSync } from 'node:zlib'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pipeNames, pipes } from '../../src/tinybird/pipes/index.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'
import { testEngineMode } from '../testkit/test-database.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await testGateway(
    { QUERY_TIMEOUT_MS: '60000', LOCATION_TIME_ZONES: 'oslo=Europe/Oslo', GRAPHQL_MAX_BODY_BYTES: '20000' },
    () => Date.parse('2026-03-31T12:00:00Z'),
  )
  token = await gateway.token({ location_id: 'oslo', scope: 'read' }, 600)
  const at = (timestamp: string, session: string, event = '$pageview') => ({
    event,
    distinct_id: 'visitor',
    timestamp,
    properties: {
      $session_id: session,
      $lib: 'web',
      $current_url: 'https://shop.example/?utm_source=news,letter',
      $exception_message: event === '$exception' ? 'broken' : undefined,
    },
  })
  await gateway.capture('oslo', [
    at('2026-03-28T22:59:59Z', 'evening'),
    at('2026-03-28T23:00:00Z', 'midnight'),
    at('2026-03-29T21:59:59.999Z', 'last'),
    at('2026-03-29T22:00:00Z', 'after'),
    at('2026-03-29T23:00:00Z', 'after', '$exception'),
  ])
  await gateway.capture('bergen', [at('2026-03-29T10:00:00Z', 'other')])
})
afterAll(() => gateway[Symbol.asyncDispose]())

const get = (path: string, init: RequestInit = {}) =>
  gateway.fetch(`/v0/pipes/${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } })

async function sessionsOf(query: string): Promise<string[]> {
  const response = await get(`user_sessions.json?${query}`)
  const { data, error } = await response.json()
  if (error !== undefined) throw new Error(error)
  return data.map((row: { session_id: string }) => row.session_id)
}

describe('the answer', () => {
  test.each(pipeNames.map(({ name, pipe }) => [name, pipe] as const))(
    '%s has exactly its columns and types, also without a row',
    async (name, pipe) => {
      const nowhere = await gateway.token({ location_id: 'nowhere', scope: 'read' }, 600)
      const response = await gateway.fetch(`/v0/pipes/${name}.json?limit=5&token=${nowhere}`)
      const answer = await response.json()
      expect([response.status, answer.error]).toEqual([200, undefined])
      expect(answer.meta).toEqual(pipe.columns.map(({ name: column, type }) => ({ name: column, type })))
      const isPaged = pipe.parameters.some(({ name: parameter }) => parameter === 'limit')
      expect(answer).toEqual({
        meta: answer.meta,
        data: [],
        rows: 0,
        // Of a table that spans shards the engine tells it of every answer.
        ...(isPaged || testEngineMode === 'cluster' ? { rows_before_limit_at_least: 0 } : {}),
        statistics: {
          elapsed: expect.any(Number),
          rows_read: expect.any(Number),
          bytes_read: expect.any(Number),
        },
      })
    },
  )

  test('ten pipes and one second name', () => {
    expect(pipes).toHaveLength(10)
    expect(pipeNames.map(({ name }) => name).filter((name) => name.endsWith('_api'))).toEqual([
      'identified_users_attribution_api',
      'user_profiles_api',
    ])
  })

  test('counts are numbers or, if asked, texts; the total is exact; times are texts without a zone', async () => {
    const plain = await (await get('sessions_analytics.json?limit=1&offset=1')).json()
    expect(plain).toMatchObject({ rows: 1, rows_before_limit_at_least: 4 })
    // Of the answer, not of what the engine read for it.
    expect(plain.statistics.rows_read).toBe(1)
    expect(plain.data[0]).toMatchObject({
      session_id: 'last',
      event_count: 1,
      session_start: '2026-03-29 21:59:59.999000',
      session_date: '2026-03-29',
      first_utm_source: 'news,letter',
      became_identified: 0,
    })
    const quoted = await get('sessions_analytics.json?limit=1&output_format_json_quote_64bit_integers=1')
    expect((await quoted.json()).data[0]).toMatchObject({ event_count: '2' })
  })

  test('the other formats: CSV with a header, lines, Parquet, metrics; packed if accepted', async () => {
    const days = 'session_stats.csv?date_from=2026-03-29&date_to=2026-03-29'
    const csv = await get(days)
    expect(csv.headers.get('content-type')).toMatch(/^text\/csv/)
    expect(await csv.text()).toMatch(/^"date","location_id","session_count",[^\n]+\n"2026-03-29","oslo",2,[^\n]+\n$/)
    expect(await (await get(days.replace('.csv', '.csvwithnames'))).text()).toMatch(/^"date"/)
    const lines = await get('user_sessions.ndjson?limit=2')
    expect(
      (await lines.text())
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).session_id),
    ).toEqual(['after', 'last'])
    const parquet = await (await get('user_sessions.parquet?limit=2')).arrayBuffer()
    const rows = await parquetReadObjects({ file: parquet, compressors })
    expect(rows.map((row) => row.session_id)).toEqual(['after', 'last'])
    const metrics = await (await get('session_stats.prometheus?limit=1')).text()
    expect(metrics).toMatch(/^# TYPE \w+ gauge$/m)
    expect(metrics).toMatch(/^session_count\{date="2026-03-30",location_id="oslo".*\} 1$/m)
    const packed = await get('session_stats.json', { headers: { 'accept-encoding': 'gzip' } })
    expect(packed.headers.get('content-encoding')).toBe('gzip')
    expect(JSON.parse(gunzipSync(await packed.arrayBuffer()).toString()).rows).toBe(3)
  })
})

describe('parameters', () => {
  test.each([
    [
      'a bare date, both bounds inclusive, in the time zone of the location',
      'date_from=2026-03-29&date_to=2026-03-29',
      'last midnight',
    ],
    ['both spellings', 'start_date=20260329&end_date=20260329', 'last midnight'],
    [
      'an instant, inclusive too',
      'date_from=2026-03-28T23:00:00Z&date_to=2026-03-29 22:00:00.000000',
      'after last midnight',
    ],
    ['an instant with an offset', 'date_to=2026-03-29T00:00:00%2B01:00', 'midnight evening'],
    ['a finer bound than an event can have', 'date_from=2026-03-29 21:59:59.999001', 'after'],
    ['a date before and after all', 'date_from=0001-01-01&date_to=9999-12-31', 'after last midnight evening'],
    ['another name of the person', 'user_id=visitor&limit=1', 'after'],
    ['an id of nobody', 'distinct_id=', ''],
    ['a repetition that says the same', 'limit=1&limit=1', 'after'],
    ['one that is unknown', 'limit=1&colour=red&output_format_json_escape_forward_slashes=0&from=ts-sdk', 'after'],
  ])('%s', async (_, query, expected) => {
    expect((await sessionsOf(query)).join(' ')).toBe(expected)
  })

  test('form and JSON bodies of a POST', async () => {
    const form = await get('user_sessions.json', { method: 'POST', body: new URLSearchParams({ limit: '1' }) })
    expect((await form.json()).rows).toBe(1)
    for (const headers of [{ 'content-type': 'application/json' }, { 'content-type': 'text/plain' }]) {
      const body = JSON.stringify({ limit: 2, distinct_id: null, session_id: 'last' })
      const json = await get('user_sessions.json?from=chart', { method: 'POST', body, headers })
      expect((await json.json()).rows).toBe(1)
    }
  })

  test('order_by any column, order either way', async () => {
    const response = await get('sessions_analytics.json?order_by=event_count&order=ASC&limit=1000')
    const { data } = await response.json()
    expect(data.map((row: { event_count: number }) => row.event_count)).toEqual([1, 1, 1, 2])
  })

  test.each([
    ['sessions_analytics', 'limit=ten', 400],
    ['sessions_analytics', 'limit=1.5', 400],
    ['sessions_analytics', 'limit=', 400],
    ['sessions_analytics', 'limit=-1', 400],
    ['sessions_analytics', 'limit=10001', 400],
    ['sessions_analytics', 'min_duration=99999999999', 400],
    ['sessions_analytics', 'became_identified=maybe', 400],
    ['sessions_analytics', 'date_from=yesterday', 400],
    ['sessions_analytics', 'date_from=2026-02-30', 400],
    ['sessions_analytics', 'date_from=2026-01-01&start_date=2026-01-02', 400],
    ['sessions_analytics', 'limit=1&limit=2', 400],
    ['sessions_analytics', 'order_by=touch', 400],
    ['sessions_analytics', 'order_by=session_id,1', 400],
    ['sessions_analytics', 'order=sideways', 400],
    ['sessions_analytics', 'utm_source=%00', 400],
    ['sessions_analytics', 'location_id=', 400],
    ['sessions_analytics', 'output_format_json_quote_64bit_integers=2', 400],
    ['sessions_analytics', 'location_id=bergen', 403],
    ['sessions_analytics', 'q=SELECT+1', 403],
    ['sessions_analytics', 'explain=true', 403],
    ['sessions_analytics', 'pipeline=x', 403],
    ['nothing', '', 404],
    ['constructor', '', 404],
  ])('%s?%s is refused before any query', async (pipe, query, status) => {
    const made = await gateway.countQueries(async () => {
      const response = await get(`${pipe}.json?${query}`)
      expect([response.status, await response.json()]).toEqual([
        status,
        { error: expect.any(String), documentation: 'http://gateway/v0/docs' },
      ])
    })
    expect(made).toBe(0)
  })

  test('location_id is required of a token for several locations', async () => {
    token = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read' }, 600)
    expect((await get('user_sessions.json')).status).toBe(400)
    expect(await sessionsOf('location_id=bergen')).toEqual(['other'])
    token = await gateway.token({ location_id: 'oslo', scope: 'read' }, 600)
  })
})

describe('the rest of the wire', () => {
  test('a body that is too large or no parameters', async () => {
    const post = (body: string, type = 'application/json') =>
      get('user_sessions.json', { method: 'POST', body, headers: { 'content-type': type } })
    expect((await post(JSON.stringify({ session_id: 'x'.repeat(30_000) }))).status).toBe(413)
    expect((await post('[1]')).status).toBe(400)
    expect((await post('--x', 'multipart/form-data; boundary=x')).status).toBe(400)
  })

  test('a form that says one thing very often is refused, and holds nobody up', async () => {
    await using large = await testGateway()
    const bearer = await large.token({ location_id: 'oslo', scope: 'read' })
    const ask = (body: BodyInit, headers: HeadersInit = { 'content-type': 'application/x-www-form-urlencoded' }) =>
      large.fetch(`/v0/pipes/user_sessions.json?token=${bearer}`, { method: 'POST', body, headers })
    const started = performance.now()
    const response = await ask('a=&'.repeat(60_000))
    // Each occurrence used to copy those before it: many seconds.
    expect(performance.now() - started).toBeLessThan(3_000)
    expect([response.status, (await response.json()).error]).toEqual([400, expect.stringContaining('at most 1000')])
    expect((await ask('a=&'.repeat(999))).status).toBe(200)
    const [many, deep] = [Array.from({ length: 1_001 }, (_, n) => [`p${n}`, 1]), '['.repeat(100_000)]
    const json = (body: string) => ask(body, { 'content-type': 'application/json' })
    expect((await json(JSON.stringify(Object.fromEntries(many)))).status).toBe(400)
    for (const value of [`${deep}${']'.repeat(100_000)}`, '{"a":'.repeat(99_999).concat('1', '}'.repeat(99_999))]) {
      const nested = await json(`{"user_id":${value}}`)
      expect([nested.status, (await nested.json()).error]).toEqual([400, expect.stringContaining('nested deeper')])
    }
  })

  test('a compressed body is refused, and not taken for an empty one', async () => {
    const body = gzipSync('session_id=last')
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' }
    expect((await get('user_sessions.json', { method: 'POST', body, headers })).status).toBe(415)
    const identity = { ...headers, 'content-encoding': 'identity' }
    const plain = await get('user_sessions.json', { method: 'POST', body: 'session_id=last', headers: identity })
    expect((await plain.json()).rows).toBe(1)
  })

  test('methods, preflights, unknown formats and versions', async () => {
    const other = await get('user_sessions.json', { method: 'DELETE' })
    expect([other.status, other.headers.get('allow'), await other.json()]).toMatchObject([
      405,
      'GET, HEAD, POST, OPTIONS',
      { error: expect.any(String) },
    ])
    const preflight = await gateway.fetch('/v0/pipes/user_sessions.json', { method: 'OPTIONS' })
    expect(preflight.status).toBe(204)
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, HEAD, POST, OPTIONS',
      'access-control-allow-headers': 'Authorization, Content-Type, Content-Encoding',
    })
    expect((await get('user_sessions.xml')).status).toBe(404)
    const v1 = await gateway.fetch('/v1/pipes')
    expect([v1.status, (await v1.json()).error]).toEqual([404, expect.any(String)])
  })

  test('HEAD is answered as GET is, without its body', async () => {
    const paths = [
      'pipes',
      'pipes/user_sessions',
      'pipes/user_sessions.json',
      'pipes/openapi.json',
      'pipes/nothing.json',
    ]
    for (const path of [...paths, 'datasources', 'datasources/events', 'tokens', 'sql']) {
      const init = { headers: { authorization: `Bearer ${token}` } }
      const [head, whole] = await Promise.all(
        ['HEAD', 'GET'].map((method) => gateway.fetch(`/v0/${path}`, { ...init, method })),
      )
      expect([path, head?.status, await head?.text()]).toEqual([path, whole?.status, ''])
      expect(head?.headers.get('content-type')).toBe(whole?.headers.get('content-type'))
    }
    const events = await gateway.fetch('/v0/events?name=events', { method: 'HEAD' })
    expect([events.status, events.headers.get('allow')]).toEqual([405, 'POST, OPTIONS'])
  })

  test('a failure has CORS headers too, and names no token', async () => {
    const response = await gateway.fetch('/v0/pipes/user_sessions.json?token=eyJ.wrong.token')
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([403, '*'])
    expect(await response.text()).not.toContain('wrong')
  })

  test('lists and descriptions', async () => {
    const list = await (await get('')).json()
    expect(list.pipes.map((pipe: { name: string; endpoint: string }) => pipe.endpoint)).toEqual(
      pipeNames.map((p) => p.name),
    )
    const one = await (await get('identified_users_attribution_api')).json()
    expect(one.nodes[0].params.find((param: { name: string }) => param.name === 'user_id').aliases).toEqual([
      'distinct_id',
    ])
    const workspace = await gateway.fetch(`/v1/workspace?token=${token}`)
    expect(Object.keys(await workspace.json())).toEqual(['id', 'name', 'user_id', 'user_email', 'scope', 'main'])
  })

  test('metrics and errors are of the last 30 days unless asked otherwise', async () => {
    const metrics = await (await get('location_metrics.json')).json()
    expect(metrics.data.map((row: { date: string; event_count: number }) => [row.date, row.event_count])).toEqual([
      ['2026-03-30', 2],
      ['2026-03-29', 2],
      ['2026-03-28', 1],
    ])
    const errors = await (await get('error_monitoring.json')).json()
    expect(errors.data).toEqual([
      {
        location_id: 'oslo',
        error_type: 'Error',
        hour: '2026-03-29 23:00:00',
        error_count: 1,
        sample_messages: ['broken'],
      },
    ])
    const before = await (await get('location_metrics.json?end_date=2026-03-27')).json()
    expect(before.data).toEqual([])
  })
})

test('a query that takes too long is 408 with the code of the database', { timeout: 120_000 }, async () => {
  await using slow = await testGateway({ QUERY_TIMEOUT_MS: '1' })
  const bearer = await slow.token({ location_id: 'oslo', scope: 'read' })
  const response = await slow.fetch(`/v0/pipes/session_stats.json?token=${bearer}`)
  expect([response.status, response.headers.get('x-db-exception-code')]).toEqual([408, '159'])
  expect(await response.json()).toEqual({ error: expect.any(String), documentation: expect.any(String) })
})
