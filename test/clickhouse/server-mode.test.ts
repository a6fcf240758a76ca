import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { LocationScope } from '../../src/auth/principal.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import type { JsonObject } from '../../src/json/json-value.ts'
import { eventConditionParams } from '../../src/resolvers/event-conditions.ts'
import { unlimited } from '../../src/resolvers/page.ts'
import { filterParams } from '../../src/resolvers/user-filter.ts'
import { createSql } from '../../src/sql/run.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { scopeOf } from '../testkit/scope.ts'

let server: TestServer
let clickhouse: ClickHouse

beforeAll(async () => {
  server = await startClickHouseServer()
  const env = { CLICKHOUSE_URL: server.url, JWT_SECRET: 'x'.repeat(32) }
  clickhouse = await createClickHouse(testConfig(env))
  await migrate(clickhouse)
})
afterAll(async () => {
  await clickhouse.close()
  await server[Symbol.asyncDispose]()
})

const limits = { timeoutMs: 5_000, maxMemoryBytes: 1e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }

describe('on a ClickHouse server', () => {
  test('the same DDL, writer and statements work over HTTP, retries included', async () => {
    const writer = createWriter({ client: clickhouse.client, log: silentLog })
    const event = {
      uuid: '018a981f-4b35-7c66-825e-8b0eeae65701',
      event: '$pageview',
      distinctId: "it's \\ me",
      timestampMs: Date.UTC(2026, 0, 1),
      properties: { $session_id: 's1', $lib: 'web', $current_url: 'https://shop.example/?gclid=G' },
    }
    const delivery = { locationId: 'oslo', events: [event], rejected: [], sender: {} }
    expect(await writer.write([delivery])).toMatchObject([{ accepted: 1 }])
    expect(await writer.write([delivery])).toMatchObject([{ duplicates: 1 }])
    const sql = createSql(clickhouse, limits)({ scope: scopeOf('oslo') })
    const rows = await sql.rows(
      'users-by-id-with-sessions',
      { location_ids: ['oslo'], ids: ["it's \\ me", 'nobody'] },
      ['user_id', 'event_count', 'session_count', 'first_seen'],
    )
    expect(rows).toEqual([
      { user_id: "it's \\ me", event_count: '1', session_count: '1', first_seen: '2026-01-01T00:00:00.000Z' },
    ])
  })

  test('the statements of reports take their parameters over HTTP too', async () => {
    const writer = createWriter({ client: clickhouse.client, log: silentLog })
    const at = (minute: number, event: string, properties: JsonObject) => ({
      event,
      distinctId: 'visitor',
      timestampMs: Date.UTC(2026, 0, 2, 10, minute),
      properties: { $session_id: 's2', $lib: 'web', ...properties },
    })
    const events = [
      at(0, '$pageview', { $current_url: "https://shop.example/it's?utm_source=o'neill" }),
      at(1, '$pageview', { $current_url: 'https://shop.example/b' }),
      at(2, 'purchase', { revenue: 19.99, plan: 'pro' }),
    ]
    await writer.write([{ locationId: 'reports', events, rejected: [], sender: {} }])
    const sql = createSql(clickhouse, limits)({ scope: scopeOf('reports') })
    const days = { location_ids: ['reports'], from: '2026-01-01', to: '2026-01-31', time_zone: 'Europe/Oslo' }
    const report = {
      dimension: 'UTM_SOURCE',
      conversion_event: 'purchase',
      value_property: 'revenue',
      currency: '',
      lookback_days: 30,
      half_life_days: 7,
      path_transform: 'EXPOSURE',
      with_others: true,
      data_driven: true,
      markov: true,
      models: ['MARKOV', 'DATA_DRIVEN'],
      max_keys: 10,
      max_markov_keys: 10,
    }
    expect(await sql.rows('attribution-report', { ...days, ...report }, ['keys', 'conversions', 'value'])).toEqual([
      { keys: ["o'neill"], conversions: [[1], [1]], value: [['19.99'], ['19.99']] },
    ])
    const steps = {
      events: ['$pageview', 'purchase'],
      pathnames: ["/it's", ''],
      funnel_ids: ['', ''],
      step_ids: ['', ''],
      property_conditions: [2],
      property_keys: ['plan'],
      property_values: ['"pro"'],
      window_ms: '3600000',
      within_range: false,
    }
    expect(await sql.rows('funnel', { ...days, ...steps }, ['step', 'user_count'])).toEqual([
      { step: 1, user_count: '1' },
      { step: 2, user_count: '1' },
    ])
    const way = { start: "/it's", end: '', max_steps: 5, max_edges: 5 }
    expect(await sql.rows('paths', { ...days, ...way }, ['edges'])).toEqual([
      { edges: [{ step: 1, from: "/it's", to: '/b', count: '1' }] },
    ])
    const cohorts = { granularity: 'MONTH', periods: 1, cohort_by: 'FIRST_EVENT', start_event: '', return_event: '' }
    expect(await sql.rows('retention', { ...days, ...cohorts }, ['start', 'retained'])).toEqual([
      { start: '2026-01-01', retained: ['1', '0'] },
    ])
  })

  test('conditions are bound over HTTP: quotes, JSON texts, days and booleans', async () => {
    const sql = createSql(clickhouse, limits)({ scope: scopeOf('oslo') })
    const properties = { $session_id: 's1', nothing: null }
    const range = { from: '2026-01-01', to: '2026-01-01' }
    const keyset = { ...unlimited, order_by: 'LAST_SEEN', location_ids: ['oslo'] }
    const segment = filterParams({ performed: [{ event: '$pageview', properties, range }] }, 'Europe/Oslo')
    expect(await sql.rows('users', { ...keyset, ...segment }, ['user_id'])).toEqual([{ user_id: "it's \\ me" }])
    const conditions = eventConditionParams([{ path: '', condition: { event: '$pageview', properties } }])
    const zone = { time_zone: 'Europe/Oslo', location_ids: ['oslo'] }
    const window = { ...range, ...zone, window_ms: '1000', within_range: true }
    expect(await sql.rows('funnel', { ...conditions, ...window }, ['step', 'user_count'])).toEqual([
      { step: 1, user_count: '1' },
    ])
  })

  test('a long list of ids does not burst the URL', async () => {
    const sql = createSql(clickhouse, limits)({ scope: scopeOf('oslo') })
    const ids = Array.from({ length: 2_000 }, (_, index) => `anonymous-visitor-number-${index}`)
    expect(await sql.rows('users-by-id', { location_ids: ['oslo'], ids }, ['user_id'])).toEqual([])
  })

  test('a query cannot write, whatever its text', async () => {
    const settings = { readonly: '2' } as const
    await expect(
      clickhouse.client.command({ query: 'DROP TABLE events', clickhouse_settings: settings }),
    ).rejects.toThrow(/readonly/i)
  })

  test('an aborted request stops with its code', async () => {
    const abort = new AbortController()
    const sql = createSql(clickhouse, limits)({ scope: scopeOf('oslo'), signal: abort.signal })
    const answer = sql.rows(
      'session-stats',
      { location_ids: ['oslo'], from: '2026-01-01', to: '2026-12-31', granularity: 'DAY', time_zone: 'UTC' },
      ['date'],
    )
    abort.abort()
    await expect(answer).rejects.toMatchObject({ code: 'CLIENT_CLOSED_REQUEST' })
  })

  test('what reads too much is refused with a code and without the words of the database', async () => {
    const narrow = createSql(clickhouse, { ...limits, maxRowsToRead: 1 })({ scope: scopeOf('oslo') })
    const writer = createWriter({ client: clickhouse.client, log: silentLog })
    const events = Array.from({ length: 50 }, (_, n) => ({
      event: 'e',
      distinctId: `d${n}`,
      timestampMs: n,
      properties: {},
    }))
    await writer.write([{ locationId: 'oslo', events, rejected: [], sender: {} }])
    const answer = narrow.rows(
      'location-metrics',
      { location_ids: ['oslo'], from: '1970-01-01', to: '1970-01-02', time_zone: 'UTC', granularity: 'DAY' },
      ['start', 'event_count'],
    )
    await expect(answer).rejects.toMatchObject({
      code: 'RESOURCE_LIMIT',
      message: expect.not.stringMatching(/DB::|Code:/),
    })
  })

  test('a server that is gone is UNAVAILABLE', async () => {
    const gone = await startClickHouseServer()
    const other = await createClickHouse(testConfig({ CLICKHOUSE_URL: gone.url, JWT_SECRET: 'x'.repeat(32) }))
    await migrate(other)
    await gone[Symbol.asyncDispose]()
    const scope: LocationScope = scopeOf('oslo')
    const answer = createSql(
      other,
      limits,
    )({ scope }).rows('users-by-id', { location_ids: ['oslo'], ids: ['a'] }, ['user_id'])
    await expect(answer).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await other.close()
  })
})
