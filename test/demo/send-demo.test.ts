import { expect, test } from 'vitest'
import { sendDemo } from '../../src/demo/send-demo.ts'
import { createBodyBudget } from '../../src/ingest/body-budget.ts'
import { IngestOverloadedError } from '../../src/ingest/captured-event.ts'
import { createPosthogRoutes } from '../../src/ingest/posthog/routes.ts'
import { recordingIngest } from '../import/recording-ingest.ts'
import { silentLog } from '../testkit/config.ts'

const now = Date.UTC(2026, 2, 15, 14, 30)
const options = { seed: 'test', now, days: 5, writeKey: 'demo-key' }

/** The real ingest routes before an ingest that only remembers. */
function gateway(before?: (count: number) => void) {
  const ingest = recordingIngest(before)
  const limits = { eventMaxBytes: 1e6, batchMaxBytes: 20e6, batchMaxEvents: 50_000, maxDepth: 64 }
  const writeKeys = { locationOf: async (key: string) => (key === 'demo-key' ? 'demo' : undefined) }
  const routes = createPosthogRoutes({ ingest, writeKeys, limits, bodies: createBodyBudget(1e9), log: silentLog })
  return { ingest, send: async (request: Request) => routes.fetch(request) }
}

test('everything that is sent is taken as it was meant, and sending it again adds nothing', async () => {
  const { ingest, send } = gateway()
  const progress: number[] = []
  const summary = await sendDemo({ ...options, send, onProgress: (sent, total) => progress.push(sent / total) })
  expect(ingest.stored).toHaveLength(summary.events)
  expect(ingest.rejected).toEqual([])
  expect(progress.at(-1)).toBe(1)
  for (const { timestampMs } of ingest.stored)
    expect(timestampMs >= summary.fromMs && timestampMs < summary.toMs).toBe(true)

  const before = ingest.stored
  await sendDemo({ ...options, send, now: now + 60_000 })
  expect(ingest.stored).toEqual(before)
})

test('an overloaded gateway is asked again, a wrong key is told', async () => {
  const busy = gateway((count) => {
    if (count === 2) throw new IngestOverloadedError('full', 1)
  })
  const summary = await sendDemo({ ...options, days: 2, send: busy.send })
  expect(busy.ingest.stored).toHaveLength(summary.events)
  await expect(sendDemo({ ...options, writeKey: 'wrong', send: busy.send })).rejects.toThrow(/answered 401/)
})
