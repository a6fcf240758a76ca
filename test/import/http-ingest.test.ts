import { expect, test } from 'vitest'
import { createHttpIngest } from '../../src/import/http-ingest.ts'
import { createBodyBudget } from '../../src/ingest/body-budget.ts'
import { IngestOverloadedError } from '../../src/ingest/captured-event.ts'
import { createPosthogRoutes } from '../../src/ingest/posthog/routes.ts'
import { silentLog } from '../testkit/config.ts'
import { recordingIngest } from './recording-ingest.ts'

const limits = { eventMaxBytes: 2e6, batchMaxBytes: 20e6, batchMaxEvents: 50_000, maxDepth: 64 }
const writeKeys = { locationOf: async (key: string) => (key === 'k' ? 'berlin' : undefined) }

function gateway() {
  const ingest = recordingIngest()
  const routes = createPosthogRoutes({ ingest, writeKeys, limits, bodies: createBodyBudget(1e9), log: silentLog })
  let requests = 0
  const fetch = async (url: URL, init: RequestInit) => {
    requests++
    return routes.fetch(new Request(url, init))
  }
  return { ingest, fetch, requests: () => requests }
}

const event = (n: number, properties = {}) => ({
  event: 'e',
  distinctId: `d${n}`,
  timestampMs: 1_735_689_600_000 + n,
  properties,
})
const rejected = { reason: 'missing_distinct_id', detail: 'a.csv, row 3: none', raw: ',e,2025' } as const
const delivery = { locationId: 'berlin', events: [event(1), event(2)], rejected: [rejected], sender: {} }

test('events arrive as they were, rejected rows in quarantine with their text', async () => {
  const { ingest, fetch } = gateway()
  const http = createHttpIngest({ url: 'http://gateway', writeKey: 'k', fetch })
  expect(await http.accept(delivery)).toEqual({ accepted: 2, duplicates: 0, quarantined: 1 })
  expect(ingest.stored).toEqual([event(1), event(2)])
  expect(ingest.rejected).toEqual([rejected])
  // The gateway answers 400 to a bad event that comes alone; it is in quarantine all the same.
  const lone = { ...delivery, events: [], rejected: [{ ...rejected, raw: 'alone' }] }
  expect(await http.accept(lone)).toEqual({ accepted: 0, duplicates: 0, quarantined: 1 })
  expect(ingest.rejected).toHaveLength(2)
})

test('a large delivery is several requests', async () => {
  const { ingest, fetch, requests } = gateway()
  const events = Array.from({ length: 30 }, (_, n) => event(n, { text: 'x'.repeat(1_000_000) }))
  const http = createHttpIngest({ url: 'http://gateway', writeKey: 'k', fetch })
  await http.accept({ ...delivery, events })
  expect(ingest.stored).toHaveLength(30)
  expect(requests()).toBe(5)
})

test('the size of a request is in bytes: three for each of these characters', async () => {
  const { ingest, fetch } = gateway()
  const events = Array.from({ length: 15 }, (_, n) => event(n, { text: '漢'.repeat(500_000) }))
  await createHttpIngest({ url: 'http://gateway', writeKey: 'k', fetch }).accept({ ...delivery, events })
  expect(ingest.stored).toHaveLength(15)
})

test('a wrong key, an overload and a missing gateway are told apart', async () => {
  const ingest = (answer: () => Promise<Response>) =>
    createHttpIngest({ url: 'http://gateway', writeKey: 'x', fetch: answer })
  await expect(
    createHttpIngest({ url: 'http://gateway', writeKey: 'x', fetch: gateway().fetch }).accept(delivery),
  ).rejects.toThrow(/write key right/)
  const full = () => new Response('', { status: 503, headers: { 'Retry-After': '7' } })
  await expect(ingest(async () => full()).accept(delivery)).rejects.toMatchObject({ retryAfterSeconds: 7 })
  await expect(ingest(async () => full()).accept(delivery)).rejects.toBeInstanceOf(IngestOverloadedError)
  await expect(ingest(() => Promise.reject(new TypeError('fetch failed'))).accept(delivery)).rejects.toThrow(
    /Is the gateway running/,
  )
})
