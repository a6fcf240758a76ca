import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { logRequests } from '../../src/http/request-log.ts'
import { createLogger } from '../../src/log.ts'
import { select } from '../testkit/engine.ts'
import { testGateway } from '../testkit/gateway.ts'
import { askOslo, captureApart, event, identify, page, stopMerges } from './visits.ts'

// Mistakes of earlier implementations, by their numbers; each comment says what the old behaviour answers.

test('3: distinct counts are over all inserts, of each range that is asked for', async () => {
  await using gateway = await testGateway()
  await stopMerges(gateway, 'location_metrics_mv')
  await captureApart(
    gateway,
    [page('ada', 'a', '2026-03-01T10:00:00Z'), page('bob', 'b', '2026-03-01T10:00:00Z')],
    [page('ada', 'a', '2026-03-01T10:01:00Z')],
    [page('ada', 'a', '2026-03-01T10:20:00Z'), page('ada', 'a2', '2026-03-02T10:00:00Z')],
  )
  expect(await select(gateway.clickhouse, 'SELECT distinct_id FROM location_metrics_mv')).toHaveLength(5)
  const fields = 'eventCount pageviewCount uniqueUsers sessionCount eventsPerUser'
  const counts = { eventCount: 4, pageviewCount: 4, uniqueUsers: 2, sessionCount: 2, eventsPerUser: 2 }
  const second = { eventCount: 1, pageviewCount: 1, uniqueUsers: 1, sessionCount: 1, eventsPerUser: 1 }
  // Old: 4 users and 4 sessions on the first day, ada once per insert; 5 users in the month.
  expect(
    await askOslo(
      gateway,
      `first: metrics(range: { from: "2026-03-01", to: "2026-03-01" }) { ${fields} }
       second: metrics(range: { from: "2026-03-02", to: "2026-03-02" }) { ${fields} }
       month: metrics(range: { from: "2026-03-01", to: "2026-03-31" }, granularity: MONTH) { ${fields} }`,
    ),
  ).toEqual({
    first: [counts],
    second: [second],
    month: [{ eventCount: 5, pageviewCount: 5, uniqueUsers: 2, sessionCount: 3, eventsPerUser: 2.5 }],
  })
})

test('12: page views count under each of their names, and $autocapture is stored and counted', async () => {
  await using gateway = await testGateway()
  const names = ['$pageview', 'pageview', '$screen', '$autocapture', '$autocapture', '$pageleave']
  await captureApart(
    gateway,
    names.map((name, second) => event(name, 'ada', 's', `2026-03-01T10:00:0${second}Z`)),
  )
  // Old: 1 page view and no $autocapture.
  expect(
    await askOslo(
      gateway,
      `metrics(range: { from: "2026-03-01", to: "2026-03-01" }) { eventCount pageviewCount autocaptureCount }
       session(sessionId: "s") { eventCount pageviewCount }
       events(filter: { name: ["$autocapture"] }) { totalCount }`,
    ),
  ).toEqual({
    metrics: [{ eventCount: 6, pageviewCount: 3, autocaptureCount: 2 }],
    session: { eventCount: 6, pageviewCount: 3 },
    events: { totalCount: 2 },
  })
})

const uuid = (n: number) => `018a981f-4b35-7c66-825e-${String(n).padStart(12, '0')}`
const counted = `events { totalCount } sessions { nodes { eventCount pageviewCount } }
  users { nodes { userId eventCount sessionCount } }
  metrics(range: { from: "2026-03-01", to: "2026-03-01" }) { eventCount pageviewCount identifyCount errorCount }
  sessionStats(range: { from: "2026-03-01", to: "2026-03-01" }) { sessionCount averagePageviews }
  errors(range: { from: "2026-03-01", to: "2026-03-01" }) { nodes { count series { count } } }
  refusedIdentityMappings { nodes { count } }`
const visit = [
  { ...page('anon', 's', '2026-03-01T10:00:00Z'), uuid: uuid(1) },
  { ...identify('ada', 'anon', 's', '2026-03-01T10:00:01Z'), uuid: uuid(2) },
  { ...identify('bob', 'anon', 's', '2026-03-01T10:00:02Z'), uuid: uuid(3) },
  { ...event('$exception', 'ada', 's', '2026-03-01T10:00:03Z', { $exception_message: 'no' }), uuid: uuid(4) },
  { ...page('ada', 's', '2026-03-01T10:00:04Z'), uuid: uuid(5) },
]
const countedOnce = {
  events: { totalCount: 5 },
  sessions: { nodes: [{ eventCount: 5, pageviewCount: 2 }] },
  users: {
    nodes: [
      { userId: 'ada', eventCount: 4, sessionCount: 1 },
      { userId: 'bob', eventCount: 1, sessionCount: 0 },
    ],
  },
  metrics: [{ eventCount: 5, pageviewCount: 2, identifyCount: 2, errorCount: 1 }],
  sessionStats: [{ sessionCount: 1, averagePageviews: 2 }],
  errors: { nodes: [{ count: 1, series: [{ count: 1 }] }] },
  refusedIdentityMappings: { nodes: [{ count: 1 }] },
}

test('16: an event that is sent again counts once, in every answer', async () => {
  await using gateway = await testGateway()
  const later = visit.map((one) => ({ ...one, timestamp: '2026-03-01T11:00:00Z' }))
  // Whole, in parts, twice in one request, and with another time.
  await captureApart(gateway, visit, visit, visit.slice(2), [...visit.slice(0, 2), ...visit.slice(0, 2)], later)
  // Old: each copy counts.
  expect(await askOslo(gateway, counted)).toEqual(countedOnce)
})

test('18: the last day of a range is in it, to its last millisecond', async () => {
  await using gateway = await testGateway()
  const times = ['2026-01-31T00:00:00.000Z', '2026-01-31T23:59:59.999Z', '2026-02-01T00:00:00.000Z']
  await captureApart(
    gateway,
    times.map((at, n) => event('$exception', 'ada', `s${n}`, at, { $exception_message: 'no' })),
  )
  const january = 'range: { from: "2026-01-01", to: "2026-01-31" }, granularity: MONTH'
  // Old: 1 of the 31st at most, that of midnight.
  expect(
    await askOslo(
      gateway,
      `metrics(${january}) { eventCount sessionCount } sessionStats(${january}) { sessionCount }
       errors(range: { from: "2026-01-31", to: "2026-01-31" }) { nodes { count lastSeenAt } }`,
    ),
  ).toEqual({
    metrics: [{ eventCount: 2, sessionCount: 2 }],
    sessionStats: [{ sessionCount: 2 }],
    errors: { nodes: [{ count: 2, lastSeenAt: '2026-01-31T23:59:59.999Z' }] },
  })
})

test('23: a batch that failed half way and is sent again, with more, is stored once', async () => {
  await using gateway = await testGateway()
  const illegal = { ...identify('anonymous', 'anon', 's', '2026-03-01T10:00:05Z'), uuid: uuid(6) }
  const rename = (from: string, to: string) =>
    gateway.clickhouse.client.command({ query: `RENAME TABLE ${from} TO ${to}` })
  // The last table but one that a batch writes to is away: the events are stored, and their sender hears of a failure.
  await rename('identity_mappings_quarantine', 'away')
  expect((await gateway.capture('oslo', [...visit.slice(0, 3), illegal])).status).toBeGreaterThanOrEqual(500)
  expect(await select(gateway.clickhouse, 'SELECT uuid FROM events')).toHaveLength(4)
  await rename('away', 'identity_mappings_quarantine')
  await captureApart(gateway, [...visit.slice(0, 3), illegal, ...visit.slice(3)])
  // The rows of an interrupted insert are repeated as they were; every answer takes each once. Old: four events count
  // twice.
  expect(await select(gateway.clickhouse, 'SELECT DISTINCT uuid, timestamp FROM events')).toHaveLength(6)
  expect(await askOslo(gateway, 'events { totalCount } session(sessionId: "s") { eventCount pageviewCount }')).toEqual({
    events: { totalCount: 6 },
    session: { eventCount: 6, pageviewCount: 2 },
  })
})

test('23: a token in a URL is not logged', async () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => lines.push(line) })
  const app = new Hono().use(logRequests(log)).all('*', (context) => context.text('ok'))
  await app.request('/v0/events?name=events&token=p.secret&wait=true')
  expect(lines.map((line) => JSON.parse(line).url)).toEqual(['/v0/events?name=events&token=[redacted]&wait=true'])
  expect(lines.join()).not.toContain('secret')
})
