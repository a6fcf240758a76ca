import { expect, test } from 'vitest'
import { testGateway } from '../../testkit/gateway.ts'

const events = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ event: 'e', distinct_id: `d${n}`, properties: { n } }))

test('a write key that sends too much gets 503 with Retry-After, never 429; other keys are taken', async () => {
  let now = Date.UTC(2026, 0, 1)
  const limits = { INGEST_EVENTS_PER_SECOND_PER_KEY: '10', INGEST_EVENTS_BURST_PER_KEY: '20' }
  await using gateway = await testGateway(limits, () => now)
  expect((await gateway.capture('oslo', events(20))).status).toBe(200)
  const refused = await gateway.capture('oslo', events(5))
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
  expect(await refused.json()).toMatchObject({ type: 'server_error', code: 'unavailable' })
  expect((await gateway.capture('bergen', events(5))).status).toBe(200)
  now += 1_000
  expect((await gateway.capture('oslo', events(5))).status).toBe(200)
})

test('a location whose share of the queue is full gets 503; another is taken', async () => {
  const limits = { INGEST_QUEUE_MAX_EVENTS_PER_LOCATION: '10', INGEST_FLUSH_MS: '300' }
  await using gateway = await testGateway(limits)
  const answers = await Promise.all([
    gateway.capture('oslo', events(8)),
    gateway.capture('oslo', events(8)),
    gateway.capture('bergen', events(8)),
  ])
  const [first, second, other] = answers
  expect([first?.status, second?.status].sort()).toEqual([200, 503])
  expect(answers.find(({ status }) => status === 503)?.headers.get('retry-after')).toBe('5')
  expect(other?.status).toBe(200)
})
