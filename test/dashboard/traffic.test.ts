import { expect, test } from 'vitest'
import { trafficOf } from '../../dashboard/views/overview/traffic.ts'

const bucket = (day: number, figures: { sessions: number; viewed?: number; bounce?: number; seconds?: number }) => ({
  __typename: 'SessionStats' as const,
  start: `2026-03-0${day}T00:00:00.000Z`,
  sessionCount: figures.sessions,
  pageviewSessionCount: figures.viewed ?? 0,
  bounceRate: figures.bounce ?? null,
  averageDurationSeconds: figures.seconds ?? null,
})

test('the bounce rate of all days weighs each by the sessions that can bounce, the length by all sessions', () => {
  const { totals } = trafficOf(
    [],
    [
      bucket(1, { sessions: 100, seconds: 10 }),
      bucket(2, { sessions: 5, viewed: 4, bounce: 0.75, seconds: 31 }),
      bucket(3, { sessions: 12, viewed: 12, bounce: 0.25, seconds: 10 }),
      bucket(4, { sessions: 0 }),
    ],
    0,
  )
  expect(totals.bounce).toBe((4 * 0.75 + 12 * 0.25) / 16)
  expect(totals.duration).toBe((100 * 10 + 5 * 31 + 12 * 10) / 117)
})

test('where no session can bounce the rate is unknown, and so is the length where there is no session', () => {
  expect(trafficOf([], [bucket(1, { sessions: 9, seconds: 4 })], 0).totals).toMatchObject({ bounce: null, duration: 4 })
  expect(trafficOf([], [bucket(1, { sessions: 0 })], 0).totals).toMatchObject({ bounce: null, duration: null })
})
