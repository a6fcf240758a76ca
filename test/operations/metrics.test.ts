import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { batcherLimits } from '../../src/limits/limits-of.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { createMetricsRoute } from '../../src/telemetry/metrics-route.ts'
import { testConfig } from '../testkit/config.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

interface Sample {
  name: string
  labels: Record<string, string>
  value: number
}

/** The text format of Prometheus, read strictly: each line is a comment or a sample. */
function parse(text: string): Sample[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !/^# (HELP|TYPE) /.test(line))
    .map((line) => {
      const [, name = '', labels = '', value = ''] =
        /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?[\d.e+-]+|Na[nN]|[+-]Inf)$/.exec(line) ?? []
      if (name === '') throw new Error(`No sample: ${line}`)
      const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)",?/g)].map(([, label = '', text = '']) => [
        label,
        text,
      ])
      return { name, labels: Object.fromEntries(pairs), value: Number(value) }
    })
}

async function scrape(gateway: TestGateway): Promise<Sample[]> {
  const response = await gateway.fetch('/metrics')
  expect(response.status).toBe(200)
  expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/)
  return parse(await response.text())
}

const value = (samples: Sample[], name: string, labels: Record<string, string> = {}) =>
  samples
    .filter((sample) => sample.name === `attrigraph_${name}`)
    .filter((sample) => Object.entries(labels).every(([label, text]) => sample.labels[label] === text))
    .reduce((sum, sample) => sum + sample.value, 0)

describe('metrics', () => {
  test('tell what came in and what was asked', async () => {
    await using gateway = await testGateway()
    await gateway.capture('oslo', [{ event: 'a', distinct_id: 'secret-visitor' }, { event: 'nobody' }])
    await gateway.capture('oslo', [{ event: 'a', distinct_id: 'secret-visitor', timestamp: '2026-01-01T00:00:00Z' }])
    await gateway.capture('oslo', [{ event: 'a', distinct_id: 'secret-visitor', timestamp: '2026-01-01T00:00:00Z' }])
    await gateway.capture('unknown', [{ event: 'a', distinct_id: 'd' }])
    await gateway.ask('oslo', 'query Users { location { users { nodes { userId } } } }')
    await gateway.ask('oslo', 'query Other { location(id: "bergen") { id } }')
    await gateway.ask('oslo', '{ viewer { subject } }')

    const samples = await scrape(gateway)
    expect(value(samples, 'ingest_events_total', { door: 'posthog', outcome: 'accepted' })).toBe(2)
    expect(value(samples, 'ingest_events_total', { outcome: 'duplicate' })).toBe(1)
    expect(value(samples, 'ingest_events_total', { outcome: 'quarantined', reason: 'missing_distinct_id' })).toBe(1)
    expect(value(samples, 'ingest_refused_requests_total', { reason: 'unknown_token' })).toBe(1)
    expect(value(samples, 'ingest_duration_seconds_count', { door: 'posthog' })).toBe(3)
    expect(value(samples, 'ingest_group_events_count')).toBe(3)
    expect(value(samples, 'ingest_queue_events')).toBe(0)
    expect(value(samples, 'clickhouse_query_duration_seconds_count', { statement: 'users', outcome: 'ok' })).toBe(1)
    expect(value(samples, 'clickhouse_rows_read_total', { statement: 'users' })).toBeGreaterThan(0)
    expect(value(samples, 'clickhouse_queries_running')).toBe(0)
    expect(value(samples, 'clickhouse_insert_duration_seconds_count', { table: 'events', outcome: 'ok' })).toBe(2)
    const operation = (labels: Record<string, string>) =>
      value(samples, 'graphql_operation_duration_seconds_count', labels)
    expect(operation({ operation: 'Users', outcome: 'ok' })).toBe(1)
    expect(operation({ operation: 'Other', outcome: 'FORBIDDEN' })).toBe(1)
    expect(operation({ operation: '(anonymous)' })).toBe(1)
    expect(value(samples, 'graphql_errors_total', { code: 'FORBIDDEN' })).toBe(1)
    expect(value(samples, 'subscriptions_open')).toBe(0)
    const names = new Set(samples.map(({ name }) => name))
    for (const name of [
      'nodejs_eventloop_lag_p99_seconds',
      'process_resident_memory_bytes',
      'nodejs_heap_size_used_bytes',
    ])
      expect(names).toContain(name)
    // Labels are closed or bounded: no location, no id, no text of a query.
    expect(JSON.stringify(samples)).not.toMatch(/oslo|bergen|secret-visitor|userId/)
  })

  test('count who asks too much at each door that reads', async () => {
    await using gateway = await testGateway({ READ_REQUESTS_PER_SECOND: '1', READ_REQUESTS_BURST: '1' }, () => 0)
    const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
    const headers = { authorization: `Bearer ${token}` }
    expect((await gateway.askWith(token, '{ viewer { subject } }')).status).toBe(200)
    const refused = [
      (await gateway.askWith(token, '{ viewer { subject } }')).status,
      (await gateway.fetch('/export/users.csv', { headers })).status,
      (await gateway.fetch('/v0/pipes/session_stats.json?location_id=oslo', { headers })).status,
    ]
    expect(refused).toEqual([429, 429, 429])
    expect(value(await scrape(gateway), 'rate_limited_total', { door: 'read' })).toBe(3)
  })

  test('count what the Events API refuses, as the location of the key is told', async () => {
    const limits = { INGEST_EVENTS_PER_SECOND_PER_KEY: '1', INGEST_EVENTS_BURST_PER_KEY: '1' }
    const now = Date.now()
    await using gateway = await testGateway({ ...limits, INGEST_BATCH_MAX_BYTES: '1000' }, () => now)
    const row = '{"event":"e","distinct_id":"d","timestamp":"2026-01-01"}'
    const send = async (query: string, body = row, key = 'key-oslo') => {
      const headers = { authorization: `Bearer ${key}` }
      return (await gateway.fetch(`/v0/events?${query}`, { method: 'POST', headers, body })).status
    }
    expect(await send('name=events')).toBe(202)
    const refused = [
      await send('name=events'),
      await send('name=events', 'x'.repeat(2_000)),
      // The door takes the bearer first.
      await send('name=nothing&token=key-bergen'),
      await send('name=events&format=csv'),
      await send('name=events', row, 'unknown'),
      (await gateway.fetch('/v0/events?name=events', { method: 'POST', body: row })).status,
    ]
    expect(refused).toEqual([429, 413, 404, 400, 403, 403])
    const samples = await scrape(gateway)
    const counted = Object.fromEntries(
      samples
        .filter(({ name }) => name === 'attrigraph_ingest_refused_requests_total')
        .map(({ labels, value }) => [`${labels.door} ${labels.reason}`, value]),
    )
    const ofTheKey = ['unavailable', 'too_large', 'not_found', 'invalid_parameter']
    const all = [...ofTheKey, 'unknown_token', 'missing_token']
    expect(counted).toEqual(Object.fromEntries(all.map((reason) => [`tinybird ${reason}`, 1])))
    const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
    const health = `{ location { ingestHealth(range: { from: "${day(-1)}", to: "${day(1)}" }) { byReason { reason count } } } }`
    const byReason = ofTheKey.sort().map((reason) => ({ reason, count: 1 }))
    await expect
      .poll(async () => (await gateway.ask('oslo', health)).data, { timeout: 15_000 })
      .toEqual({ location: { ingestHealth: { byReason } } })
  })

  test('a caller cannot make labels without end', async () => {
    await using gateway = await testGateway()
    for (let n = 0; n < 130; n++) await gateway.ask('oslo', `query Name${n} { viewer { subject } }`)
    const operations = (await scrape(gateway)).filter(
      ({ name }) => name === 'attrigraph_graphql_operation_duration_seconds_count',
    )
    expect(operations).toHaveLength(101)
    expect(operations.find(({ labels }) => labels.operation === '(other)')?.value).toBe(30)
  })
})

describe('who may scrape', () => {
  const ask = (access: { host: string; token?: string }, headers: Record<string, string> = {}) =>
    createMetricsRoute(createMetrics(), { token: undefined, ...access }).request('/metrics', { headers })
  const token = 'a-token-of-the-scraper'

  test.each([
    ['on loopback', { host: '127.0.0.1' }, {}, 200],
    ['on loopback, through a proxy', { host: '127.0.0.1' }, { 'x-forwarded-for': '203.0.113.7' }, 403],
    ['reachable and no token set', { host: '0.0.0.0' }, {}, 403],
    ['reachable, no token set, one sent', { host: '0.0.0.0' }, { authorization: 'Bearer x' }, 403],
    ['reachable, with the token', { host: '0.0.0.0', token }, { authorization: `Bearer ${token}` }, 200],
    ['reachable, with another', { host: '0.0.0.0', token }, { authorization: 'Bearer another' }, 401],
    ['on loopback, a token is set and none sent', { host: '127.0.0.1', token }, {}, 401],
  ])('%s', async (_, access, headers, status) => {
    const response = await ask(access, headers)
    expect(response.status).toBe(status)
    if (status !== 200) expect(await response.text()).toContain('METRICS_TOKEN')
  })
})

describe('docs/operations.md', () => {
  const page = readFileSync('docs/operations.md', 'utf8')

  test('has every metric that a gateway tells', async () => {
    await using gateway = await testGateway()
    const told = [...(await (await gateway.fetch('/metrics')).text()).matchAll(/^# TYPE attrigraph_(\w+)/gm)]
    const names = told.map(([, name = '']) => name)
    expect(names).toContain('query_slots')
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([])
  })

  test('raises the alarm before one location alone is refused', () => {
    const threshold = Number(/attrigraph_ingest_queue_events\) > (\d+)/.exec(page)?.[1])
    expect(threshold).toBeGreaterThan(0)
    expect(threshold).toBeLessThan(batcherLimits(testConfig()).locationMaxEvents ?? 0)
  })
})
