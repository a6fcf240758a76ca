import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHttpIngest } from '../../src/import/http-ingest.ts'
import { importFiles } from '../../src/import/import-files.ts'
import { openForwardedRow } from '../../src/ingest/forwarded-row.ts'
import { empty, select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

// Rows of a file that are no events, imported through a gateway: its settings and erasures hold for them as for others.

let gateway: TestGateway
let officer: string
let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'forwarded-'))
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '120000' })
  officer = await gateway.token({ location_ids: ['oslo', 'bergen'], scope: 'read manage erase' }, 600)
}, 240_000)
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await rm(directory, { recursive: true })
})
beforeEach(() => empty(gateway.clickhouse, 'events_quarantine'))

async function change(mutation: string, input: object) {
  expectData(await gateway.askWith(officer, mutation, { input }))
  // So long an instance may apply older settings.
  await new Promise((resolve) => setTimeout(resolve, 2_100))
}

const quarantine = () =>
  select<{ reason: string; detail: string; raw: string }>(
    gateway.clickhouse,
    'SELECT toString(reason) AS reason, detail, raw FROM events_quarantine FINAL ORDER BY raw',
  )

let imports = 0
async function importText(locationId: string, name: string, text: string) {
  const path = join(directory, name)
  await writeFile(path, text)
  const fetch = async (url: URL, init: RequestInit) => gateway.app.fetch(new Request(url, init))
  const ingest = createHttpIngest({ url: 'http://gateway', writeKey: `key-${locationId}`, fetch })
  return importFiles({
    files: [path],
    mapping: { columns: new Map(), rename: new Map() },
    maxDepth: 64,
    locationId,
    ingest,
    batchSize: 100,
    checkpoint: join(directory, `checkpoint-${imports++}`),
    onProgress: () => undefined,
  })
}

test('settings hold for rows that a gateway is sent by an import', async () => {
  await change('mutation ($input: SetPrivacySettingsInput!) { setPrivacySettings(input: $input) { consent } }', {
    locationId: 'oslo',
    deniedProperties: ['email'],
    ipAnonymization: 'DROP',
  })
  const row = {
    event: 'x',
    distinct_id: 'bob',
    timestamp: 'nonsense',
    email: 'bob@secret.example',
    $ip: '203.0.113.77',
  }
  const inner = JSON.stringify({ email: 'bob@secret.example', plan: 'pro', $set: { email: 'bob@secret.example' } })
  const rows = [
    { ...row, $consent: false },
    { ...row, plan: 'free' },
    { ...row, properties: inner },
    { ...row, properties: JSON.stringify({ $consent: false }) },
    { ...row, $consent: false, properties: { plan: 'pro' } },
    { ...row, deep: [{ email: 'bob@secret.example' }] },
  ]
  const report = await importText('oslo', 'rows.ndjson', rows.map((one) => JSON.stringify(one)).join('\n'))
  // Three of them refuse consent.
  expect(report).toMatchObject({ rows: rows.length, quarantined: 3, dropped: 3 })
  // A CSV row cannot be read without its head, so nothing of it is kept but where it was.
  await importText('oslo', 'rows.csv', 'event,distinct_id,timestamp,email\nx,bob,nonsense,bob@secret.example\n')
  const kept = { event: 'x', distinct_id: 'bob', timestamp: 'nonsense' }
  const stored = await quarantine()
  expect(stored.map(({ raw }) => (raw === '' ? '' : JSON.parse(raw)))).toEqual([
    '',
    { ...kept, deep: [{}] },
    { ...kept, plan: 'free' },
    { ...kept, properties: JSON.stringify({ plan: 'pro', $set: {} }) },
  ])
  expect(stored.map(({ reason }) => reason)).toEqual(Array.from({ length: 4 }, () => 'invalid_timestamp'))
  expect(stored[0]?.detail).toMatch(/^rows\.csv, row 1: /)
}, 240_000)

test('who was erased does not come back in a row or in what is said about it', async () => {
  const eve = 'eve@evil.example'
  await gateway.capture('bergen', [
    { event: 'seen', distinct_id: eve },
    { event: 'seen', distinct_id: 'bob' },
  ])
  for (const distinctId of [eve, 'bob'])
    await change('mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId } }', {
      locationId: 'bergen',
      by: { distinctId },
    })
  const csv = `event,distinct_id,timestamp\nx,${eve},nonsense\nx,bob,nonsense\nx,dave,nonsense\n`
  await importText('bergen', 'people.csv', csv)
  const form = { event: null, reason: 'malformed_row', detail: `of ${eve}`, raw: 'x' }
  await gateway.capture('bergen', [form, { ...form, reason: 'not_storable', detail: '' }])
  expect(await quarantine()).toMatchObject([
    { reason: 'invalid_timestamp', raw: 'x,dave,nonsense' },
    { reason: 'missing_event_name', raw: JSON.stringify({ ...form, reason: 'not_storable', detail: '' }) },
  ])
}, 240_000)

test('only what an import says of a row is taken from the form of one', () => {
  const form = { event: null, reason: 'malformed_row', detail: 'x'.repeat(1_000), raw: 'a,b' }
  expect(openForwardedRow(form)).toEqual({ reason: 'malformed_row', detail: 'x'.repeat(500), raw: 'a,b' })
  for (const other of [{ event: 'e' }, { reason: 'not_storable' }, { raw: 1 }, { detail: null }, { more: 1 }])
    expect(openForwardedRow({ ...form, ...other })).toBeUndefined()
})
