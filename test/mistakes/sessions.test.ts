import { expect, test } from 'vitest'
import { select } from '../testkit/engine.ts'
import { testGateway } from '../testkit/gateway.ts'
import { askOslo, captureApart, event, page, stopMerges } from './visits.ts'

// Mistakes of earlier implementations, by their numbers; each comment says what the old behaviour answers.

test('1: a session is one row, in however many inserts and in whichever order its events came', async () => {
  await using gateway = await testGateway()
  await stopMerges(gateway, 'sessions_mv')
  await captureApart(
    gateway,
    [page('ada', 's', '2026-03-01T10:01:00Z', { $current_url: 'https://shop.example/middle' })],
    [page('ada', 's', '2026-03-01T10:02:00Z', { $current_url: 'https://shop.example/end' })],
    [page('ada', 's', '2026-03-01T10:00:00Z', { $current_url: 'https://shop.example/start' })],
  )
  const stored = await select(gateway.clickhouse, 'SELECT session_key FROM sessions_mv')
  expect(stored).toHaveLength(3)
  // Old: three sessions of one page view and no length each.
  const fields = 'totalCount nodes { sessionId eventCount pageviewCount durationSeconds isBounce entryUrl exitUrl }'
  const session = {
    sessionId: 's',
    eventCount: 3,
    pageviewCount: 3,
    durationSeconds: 120,
    isBounce: false,
    entryUrl: 'https://shop.example/start',
    exitUrl: 'https://shop.example/end',
  }
  expect(
    await askOslo(gateway, `sessions { ${fields} } user(by: { userId: "ada" }) { sessions { ${fields} } }`),
  ).toEqual({
    sessions: { totalCount: 1, nodes: [session] },
    user: { sessions: { totalCount: 1, nodes: [session] } },
  })
})

test('2: statistics are of whole sessions, one row per day, and averages of weeks are not averages of days', async () => {
  await using gateway = await testGateway()
  await stopMerges(gateway, 'sessions_mv')
  await captureApart(
    gateway,
    [page('ada', 'a', '2026-03-02T10:00:00Z'), page('bob', 'b', '2026-03-02T11:00:00Z')],
    [page('ada', 'a', '2026-03-02T10:00:30Z')],
    [page('ada', 'a', '2026-03-02T10:01:00Z')],
    [0, 5, 10, 15, 90].map((seconds) =>
      page('eve', 'e', `2026-03-03T10:0${seconds === 90 ? '1:30' : `0:${String(seconds).padStart(2, '0')}`}Z`),
    ),
  )
  const fields = 'date sessionCount averagePageviews averageDurationSeconds bounceRate'
  // Old: the first day has several rows, 4 sessions, 1 page view and 0 seconds on average; the week 3.5 page views, not
  // 3.
  expect(
    await askOslo(
      gateway,
      `days: sessionStats(range: { from: "2026-03-02", to: "2026-03-03" }) { ${fields} }
       weeks: sessionStats(range: { from: "2026-03-02", to: "2026-03-08" }, granularity: WEEK) { ${fields} }`,
    ),
  ).toEqual({
    days: [
      { date: '2026-03-02', sessionCount: 2, averagePageviews: 2, averageDurationSeconds: 30, bounceRate: 0.5 },
      { date: '2026-03-03', sessionCount: 1, averagePageviews: 5, averageDurationSeconds: 90, bounceRate: 0 },
    ],
    weeks: [
      { date: '2026-03-02', sessionCount: 3, averagePageviews: 3, averageDurationSeconds: 50, bounceRate: 1 / 3 },
    ],
  })
})

test('9: session counts are distinct sessions, wherever they are counted', async () => {
  await using gateway = await testGateway()
  await captureApart(gateway, [
    page('ada', 'one', '2026-03-01T10:00:00Z'),
    page('ada', 'one', '2026-03-01T10:00:20Z'),
    event('$autocapture', 'ada', 'one', '2026-03-01T10:00:30Z'),
    page('ada', 'two', '2026-03-01T15:00:00Z'),
    page('ada', 'two', '2026-03-01T15:00:20Z'),
  ])
  // Old: 5, the events, in one place and 2 in another.
  expect(
    await askOslo(
      gateway,
      `sessions { totalCount } user(by: { userId: "ada" }) { sessionCount sessions { totalCount } }
       users(filter: { minSessionCount: 3 }) { totalCount }
       metrics(range: { from: "2026-03-01", to: "2026-03-01" }) { sessionCount }
       sessionStats(range: { from: "2026-03-01", to: "2026-03-01" }) { sessionCount }`,
    ),
  ).toEqual({
    sessions: { totalCount: 2 },
    user: { sessionCount: 2, sessions: { totalCount: 2 } },
    users: { totalCount: 0 },
    metrics: [{ sessionCount: 2 }],
    sessionStats: [{ sessionCount: 2 }],
  })
})

test('22: a bounce is told by the events of the whole session, not by equal seconds', async () => {
  await using gateway = await testGateway()
  await captureApart(gateway, [
    page('ada', 'two-pages', '2026-03-01T10:00:00.100Z'),
    page('ada', 'two-pages', '2026-03-01T10:00:00.900Z'),
    page('bob', 'clicked', '2026-03-01T10:00:00.100Z'),
    event('$autocapture', 'bob', 'clicked', '2026-03-01T10:00:00.200Z'),
    page('eve', 'left', '2026-03-01T10:00:00.100Z'),
    event('$pageleave', 'eve', 'left', '2026-03-01T10:00:03.100Z'),
  ])
  // Old: the first two bounce, in one second as they are, and the last does not.
  expect(await askOslo(gateway, 'sessions(filter: { bounced: true }) { totalCount nodes { sessionId } }')).toEqual({
    sessions: { totalCount: 1, nodes: [{ sessionId: 'left' }] },
  })
})

test('22: a session over midnight is one session, of the day of its start', async () => {
  await using gateway = await testGateway()
  await captureApart(
    gateway,
    [page('ada', 'late', '2026-03-01T23:59:58Z')],
    [page('ada', 'late', '2026-03-02T00:00:02Z')],
  )
  // Old: one session on either day, and both bounce.
  expect(
    await askOslo(
      gateway,
      `sessions { totalCount nodes { pageviewCount durationSeconds isBounce } }
       sessionStats(range: { from: "2026-03-01", to: "2026-03-02" }) { date sessionCount bounceRate }`,
    ),
  ).toEqual({
    sessions: { totalCount: 1, nodes: [{ pageviewCount: 2, durationSeconds: 4, isBounce: false }] },
    sessionStats: [
      { date: '2026-03-01', sessionCount: 1, bounceRate: 0 },
      { date: '2026-03-02', sessionCount: 0, bounceRate: null },
    ],
  })
})
