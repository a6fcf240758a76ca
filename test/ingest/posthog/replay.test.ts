import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createStaticWriteKeys } from '../../../src/auth/write-keys.ts'
import { posthog } from './testkit.ts'

// PostHog's own recordings are not part of this project; `wire-forms.test.ts` has the same forms as fixtures.
const recordings = new URL('../../../../shared/data/posthog/requests_dump.jsonl', import.meta.url)

const recording = z.object({
  path: z.string(),
  method: z.string(),
  content_encoding: z.string(),
  content_type: z.string(),
  now: z.string(),
  body: z.base64(),
  output: z.array(
    z.object({ uuid: z.string(), distinct_id: z.string(), data: z.string(), sent_at: z.string(), token: z.string() }),
  ),
})
type Recording = z.infer<typeof recording>

const sentEvent = z.object({
  event: z.string(),
  properties: z.record(z.string(), z.json()),
  $set: z.record(z.string(), z.json()).optional(),
  $set_once: z.record(z.string(), z.json()).optional(),
  timestamp: z.string().optional(),
  offset: z.number().optional(),
})

/** What must be stored, computed from the recorded output and not with the code under test. */
function expectedEvents({ output, now }: Recording) {
  return output.map(({ uuid, distinct_id, data, sent_at }) => {
    const { event, properties, $set, $set_once, timestamp, offset } = sentEvent.parse(JSON.parse(data))
    const nowMs = Date.parse(now)
    const skew = sent_at === '' ? 0 : Date.parse(sent_at) - nowMs
    return {
      uuid,
      event,
      distinctId: distinct_id,
      timestampMs: offset === undefined ? Date.parse(timestamp ?? '') - skew : nowMs - offset,
      properties: {
        ...properties,
        ...($set && { $set: { ...Object(properties.$set), ...$set } }),
        ...($set_once && { $set_once: { ...Object(properties.$set_once), ...$set_once } }),
      },
    }
  })
}

describe.skipIf(!existsSync(recordings))('recorded requests', () => {
  const lines = existsSync(recordings) ? readFileSync(recordings, 'utf8').split('\n') : []
  const requests = lines.filter((line) => line.startsWith('{')).map((line) => recording.parse(JSON.parse(line)))

  test('all are there', () => expect(requests).toHaveLength(16))

  test.each(requests.map((request, index) => [index + 1, request.path, request] as const))(
    '%i: %s',
    async (_, path, request) => {
      const tokens = new Map(request.output.map(({ token }) => [token, 'oslo']))
      const { post, deliveries } = posthog({
        writeKeys: createStaticWriteKeys(tokens),
        now: () => Date.parse(request.now),
      })
      const body = new Uint8Array(Buffer.from(request.body, 'base64'))
      const headers = {
        'Content-Type': request.content_type,
        ...(request.content_encoding === '' ? {} : { 'Content-Encoding': request.content_encoding }),
      }
      expect((await post(path, body, headers)).status).toBe(200)
      expect(deliveries).toEqual([{ locationId: 'oslo', events: expectedEvents(request), rejected: [], sender: {} }])
    },
  )
})
