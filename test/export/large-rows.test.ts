import { afterAll, beforeAll, expect, test } from 'vitest'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

const total = 250
const bytes = 1_200_000

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ QUERY_MAX_MEMORY_BYTES: '1000000000' })
  // Ingest would take most of the time of the test.
  await gateway.clickhouse.client.command({
    query: `INSERT INTO events (location_id, uuid, event, distinct_id, timestamp, properties)
      SELECT 'oslo', generateUUIDv4(), 'e', 'd', toDateTime64(1767225600 + number, 3, 'UTC'),
        concat('{"n":', toString(number), ',"text":"', repeat(repeat('x', 100), ${bytes / 100}), '"}')
      FROM numbers(${total}) SETTINGS max_block_size = 20, min_insert_block_size_rows = 20`,
  })
})
afterAll(() => gateway[Symbol.asyncDispose]())

async function exported(query = '') {
  const authorization = `Bearer ${await gateway.token({ location_id: 'oslo', scope: 'read' })}`
  const answer = await gateway.fetch(`/export/events.ndjson${query}`, { headers: { authorization } })
  if (!answer.ok || answer.body === null) throw new Error(`${answer.status} ${await answer.text()}`)
  let lines = 0
  for await (const chunk of answer.body) for (const byte of chunk) if (byte === 10) lines++
  return { lines, cursor: answer.headers.get('x-next-cursor') }
}

test('large events are exported, also as the first of a location', { timeout: 120_000 }, async () => {
  expect(await exported()).toEqual({ lines: total, cursor: null })
})

test('an answer with a limit ends at about 32 MB, and says where to continue', async () => {
  const first = await exported('?limit=200')
  expect(first.lines).toBeGreaterThan(20)
  expect(first.lines * bytes).toBeLessThan(50_000_000)
  const second = await exported(`?limit=10&after=${first.cursor}`)
  expect(second).toEqual({ lines: 10, cursor: expect.any(String) })
})
