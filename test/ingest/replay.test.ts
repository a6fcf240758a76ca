import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { createStaticWriteKeys } from '../../src/auth/write-keys.ts'
import type { CapturedEvent, Ingest } from '../../src/ingest/captured-event.ts'
import { createPosthogRoutes } from '../../src/ingest/posthog/routes.ts'
import { silentLog } from '../testkit/engine.ts'

// PostHog's captured SDK requests with the events they must become (PostHog/posthog, MIT); not part of this project.
const dump = fileURLToPath(new URL('../../../shared/data/posthog/requests_dump.jsonl', import.meta.url))

interface Recorded {
  path: string
  method: string
  content_encoding: string
  content_type: string
  now: string
  body: string
  output: { uuid: string; distinct_id: string; data: string; now: string; sent_at: string; token: string }[]
}

const recorded: Recorded[] = existsSync(dump)
  ? readFileSync(dump, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line))
  : []

async function replay({ path, method, content_encoding, content_type, now, body, output }: Recorded) {
  const events: CapturedEvent[] = []
  const ingest: Ingest = {
    accept: async (delivery) => {
      events.push(...delivery.events)
      return { accepted: delivery.events.length, duplicates: 0, quarantined: delivery.rejected.length }
    },
  }
  const tokens = new Map(output.map(({ token }) => [token, 'oslo']))
  const routes = createPosthogRoutes({
    ingest,
    writeKeys: createStaticWriteKeys(tokens),
    limits: { eventMaxBytes: 2e6, batchMaxBytes: 2e7, batchMaxEvents: 50_000, maxDepth: 64 },
    log: silentLog,
    now: () => Date.parse(now),
  })
  const response = await routes.request(path, {
    method,
    headers: { 'content-type': content_type, ...(content_encoding ? { 'content-encoding': content_encoding } : {}) },
    ...(method === 'POST' ? { body: Buffer.from(body, 'base64') } : {}),
  })
  return { response, events }
}

describe.skipIf(recorded.length === 0)('the recorded requests of real SDKs', () => {
  test('16 are there', () => expect(recorded).toHaveLength(16))

  test.each(recorded.map((one, index) => [`${index + 1}: ${one.method} ${one.path}`, one] as const))(
    '%s',
    async (_, one) => {
      const { response, events } = await replay(one)
      expect(await response.json()).toEqual({ status: 'Ok' })
      expect(response.status).toBe(200)
      const expected = one.output.map(({ uuid, distinct_id, data }) => ({ uuid, distinct_id, ...JSON.parse(data) }))
      expect(events).toHaveLength(expected.length)
      events.forEach((event, index) => {
        const want = expected[index]
        expect(event.event).toBe(want.event)
        expect(event.distinctId).toBe(want.distinct_id.slice(0, 200))
        // PostHog makes up a uuid where the SDK sent none; the data then has none.
        if (typeof JSON.parse(one.output[index]?.data ?? '{}').uuid === 'string') expect(event.uuid).toBe(want.uuid)
        expect(event.properties).toMatchObject(want.properties)
        expect(
          Object.keys(event.properties).filter(
            (key) => !(key in want.properties) && !['$set', '$set_once', '$unset'].includes(key),
          ),
        ).toEqual([])
        const at = one.output[index]
        const nowMs = Date.parse(one.now)
        const skew = at?.sent_at ? Date.parse(at.sent_at) - nowMs : 0
        const wanted =
          typeof want.offset === 'number'
            ? nowMs - want.offset
            : want.timestamp
              ? Date.parse(want.timestamp) - skew
              : nowMs
        expect(Math.abs(event.timestampMs - wanted)).toBeLessThanOrEqual(1)
      })
    },
  )
})
