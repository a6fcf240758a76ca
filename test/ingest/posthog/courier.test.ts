import { expect, test } from 'vitest'
import { createStaticWriteKeys } from '../../../src/auth/write-keys.ts'
import { createBodyBudget } from '../../../src/ingest/body-budget.ts'
import { createCourier } from '../../../src/ingest/posthog/courier.ts'
import { createLogger } from '../../../src/log.ts'

test('nothing is made of events before their token is known and they are counted', async () => {
  const courier = createCourier({
    ingest: { accept: ({ events }) => Promise.resolve({ accepted: events.length, duplicates: 0, quarantined: 0 }) },
    writeKeys: createStaticWriteKeys(new Map([['phc_oslo', 'oslo']])),
    limits: { eventMaxBytes: 1_000, batchMaxBytes: 10_000, batchMaxEvents: 2, maxDepth: 64 },
    bodies: createBodyBudget(1e6),
    log: createLogger('silent'),
  })
  let made = 0
  const deliver = (token: string, events: number) =>
    courier.deliver({
      token,
      events: Array(events).fill({ event: 'e', distinct_id: 'd' }),
      toClassic: (event) => {
        made++
        return event
      },
      nowMs: Date.UTC(2026, 4, 1),
      sentAtMs: undefined,
      defaultName: undefined,
      payloadBytes: 100,
      sender: {},
      userAgent: '',
    })
  await expect(deliver('phc_unknown', 2)).rejects.toMatchObject({ code: 'unknown_token' })
  await expect(deliver('phc_oslo', 3)).rejects.toMatchObject({ code: 'too_many_events' })
  expect(made).toBe(0)
  await deliver('phc_oslo', 2)
  expect(made).toBe(2)
})
