import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openIngest } from '../../src/cli/open-ingest.ts'
import { createHttpIngest } from '../../src/import/http-ingest.ts'
import { importFiles } from '../../src/import/import-files.ts'
import type { Ingest } from '../../src/ingest/captured-event.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'
import { openServerDatabase, serverConfig } from '../testkit/test-database.ts'

// The same file through a gateway and into the database.

const limits = { INGEST_EVENT_MAX_BYTES: '20000', INGEST_BATCH_MAX_BYTES: '50000', INGEST_BATCH_MAX_EVENTS: '4' }
const directory = mkdtempSync(join(tmpdir(), 'attrigraph-both-ways-'))
let server: TestServer
let gateway: TestGateway
let direct: Awaited<ReturnType<typeof openIngest>>
beforeAll(async () => {
  server = await startClickHouseServer()
  gateway = await testGateway(limits, undefined, () => openServerDatabase(server.url, 'both'))
  direct = await openIngest(serverConfig(server.url, 'both', limits))
}, 120_000)
afterAll(async () => {
  await direct?.close()
  await gateway?.[Symbol.asyncDispose]()
  await server?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

const through = (locationId: string) =>
  createHttpIngest({
    url: 'http://gateway',
    writeKey: `key-${locationId}`,
    fetch: async (url, init) => gateway.app.fetch(new Request(url, init)),
  })

async function imported(locationId: string, ingest: Ingest, rows: readonly (object | string)[]) {
  const path = join(directory, 'rows.ndjson')
  writeFileSync(path, rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row))).join('\n'))
  const mapping = { columns: new Map(), rename: new Map() }
  const report = await importFiles({ files: [path], mapping, maxDepth: 64, locationId, ingest, batchSize: 100 })
  const { rows: all, accepted, duplicates, quarantined, dropped } = report
  return { rows: all, accepted, duplicates, quarantined, dropped }
}

const stored = (table: string, columns: string, locationId: string) =>
  select(gateway.clickhouse, `SELECT ${columns} FROM ${table} WHERE location_id = {location_id:String} ORDER BY ALL`, {
    location_id: locationId,
  })

const time = '2026-01-01T10:00:00Z'
const row = { event: 'e', distinct_id: 'anna', timestamp: time }
const nested = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
const rows = [
  row,
  row,
  { ...row, event: 'later', timestamp: '2105-12-31T23:59:59Z' },
  { ...row, event: '$performance_event' },
  { ...row, event: 'seen', distinct_id: '$posthog_cookieless' },
  { ...row, event: '$identify', properties: { $anon_distinct_id: '$posthog_cookieless' } },
  { ...row, event: 'sets', properties: { $unset: { plan: true } } },
  { ...row, event: 'large', text: 'x'.repeat(25_000) },
  { ...row, event: 'larger than a request', text: 'x'.repeat(60_000) },
  { ...row, event: 'deepest', properties: nested(62) },
  { ...row, distinct_id: '', text: 'y'.repeat(60_000) },
]
const counts = { rows: 11, accepted: 6, duplicates: 1, quarantined: 3, dropped: 1 }
/** A gateway does not tell what is stored already. */
const untold = { ...counts, accepted: 7, duplicates: 0 }

test('becomes the same events, and is counted alike', async () => {
  expect(await imported('oslo', through('oslo'), rows)).toEqual(untold)
  const columns = 'uuid, event, distinct_id, timestamp, properties'
  const events = await stored('events', columns, 'oslo')
  expect(events).toHaveLength(counts.accepted)
  expect(events).toContainEqual(expect.objectContaining({ event: 'later', timestamp: '2105-12-31T23:59:59.000Z' }))
  expect(await stored('events_quarantine', 'DISTINCT reason, quarantine_id', 'oslo')).toMatchObject([
    { reason: 'event_too_large' },
    { reason: 'event_too_large' },
    { reason: 'missing_distinct_id' },
  ])
  expect(await stored('identity_mappings', '*', 'oslo')).toEqual([])

  expect(await imported('oslo', through('oslo'), rows)).toEqual(untold)
  const again = { ...counts, accepted: 0, duplicates: 7 }
  expect(await imported('oslo', direct.ingest, rows)).toEqual(again)
  expect(await stored('events', columns, 'oslo')).toEqual(events)
  expect(await imported('bergen', direct.ingest, rows)).toEqual(counts)
})

test('an id that is a long float is the same both ways', async () => {
  const none = { rows: 1, quarantined: 0, dropped: 0 }
  const numbered = `{"event":"e","distinct_id":"anna","user_id":1.2345678901234568e18,"timestamp":"${time}"}`
  expect(await imported('turku', through('turku'), [numbered])).toEqual({ ...none, accepted: 1, duplicates: 0 })
  expect(await imported('turku', direct.ingest, [numbered])).toEqual({ ...none, accepted: 0, duplicates: 1 })
})

test('an overload in the middle does not make duplicates of what was stored before it', async () => {
  let requests = 0
  const http = createHttpIngest({
    url: 'http://gateway',
    writeKey: 'key-turku',
    fetch: async (url, init) =>
      ++requests === 2
        ? new Response('', { status: 503, headers: { 'Retry-After': '0.01' } })
        : gateway.app.fetch(new Request(url, init)),
  })
  const many = ['a', 'b'].map((distinct_id) => ({ ...row, distinct_id, text: 'x'.repeat(4_500_000) }))
  expect(await imported('turku', http, many)).toEqual({
    ...counts,
    rows: 2,
    accepted: 0,
    duplicates: 0,
    quarantined: 2,
    dropped: 0,
  })
  expect(requests).toBeGreaterThan(3)
})
