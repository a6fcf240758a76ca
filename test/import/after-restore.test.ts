import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import type { Config } from '../../src/config.ts'
import { importFiles } from '../../src/import/import-files.ts'
import { formatReport } from '../../src/import/report.ts'
import { attrigraph } from '../backup/command.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { select } from '../testkit/engine.ts'
import { serverConfig } from '../testkit/test-database.ts'
import { recordingIngest } from './recording-ingest.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-import-'))
const events = join(directory, 'events.csv')
let server: TestServer
let config: Config
let env: Record<string, string>

beforeAll(async () => {
  server = await startClickHouseServer(undefined, { backups: true })
  config = serverConfig(server.url, 'attrigraph')
  env = { CLICKHOUSE_URL: server.url, DATA_DIR: directory }
  const rows = Array.from({ length: 250 }, (_, n) => `d${n},e,2025-01-01T00:00:00Z`)
  writeFileSync(events, ['distinct_id,event,timestamp', ...rows, 'd,e,never'].join('\n'))
}, 60_000)
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  rmSync(directory, { recursive: true, force: true })
})

const run = async (query: string) => {
  const clickhouse = await createClickHouse(config)
  await clickhouse.client.command({ query }).finally(() => clickhouse.close())
}
const stored = async () => {
  const clickhouse = await createClickHouse(config)
  const rows = await select<{ n: string }>(clickhouse, 'SELECT uniqExact(uuid) AS n FROM events')
  await clickhouse.close()
  return Number(rows[0]?.n)
}
const importEvents = () => attrigraph(['import', events, '--location', 'oslo', '--batch-size', '100'], env)

describe('a checkpoint is not believed about a database that was restored', () => {
  test('the same file again stores what the older backup does not hold', { timeout: 120_000 }, async () => {
    await attrigraph(['migrate'], env)
    await attrigraph(['backup', '--to', 'file:empty'], env)
    expect(await importEvents()).toContain('251 rows: 250 accepted, 0 duplicates, 1 quarantined')
    // What the database has is skipped; the chunk with a row for the quarantine is handed over again.
    expect(await importEvents()).toContain(
      '51 rows: 0 accepted, 50 duplicates, 1 quarantined; 200 rows skipped, the database has them from an earlier run',
    )
    await run('DROP DATABASE attrigraph SYNC')
    await attrigraph(['restore', '--from', 'file:empty'], env)
    expect(await stored()).toBe(0)
    expect(await importEvents()).toContain('251 rows: 250 accepted, 0 duplicates, 1 quarantined')
    expect(await stored()).toBe(250)
  })

  test('of a chunk that lacks one event, that one is stored', { timeout: 60_000 }, async () => {
    for (const table of ['event_ids', 'event_claims', 'events'])
      await run(`DELETE FROM ${table} WHERE uuid IN (SELECT uuid FROM events WHERE distinct_id = 'd7')`)
    expect(await stored()).toBe(249)
    expect(await importEvents()).toContain('151 rows: 1 accepted, 149 duplicates, 1 quarantined; 100 rows skipped')
    expect(await stored()).toBe(250)
  })
})

test('where nobody can be asked, the report says so and names the way', async () => {
  const options = {
    files: [events],
    mapping: { columns: new Map(), rename: new Map() },
    maxDepth: 64,
    locationId: 'oslo',
    ingest: recordingIngest(),
    checkpoint: join(directory, 'through-a-gateway'),
  }
  const first = formatReport(await importFiles(options))
  expect(first).toContain('251 rows: 250 accepted, new or stored before, 1 quarantined')
  const again = await importFiles(options)
  expect(again).toMatchObject({ rows: 0, skipped: 251, unchecked: true })
  expect(formatReport(again)).toMatch(/251 rows skipped, an earlier run sent them\n.*nobody was asked.*--restart/s)
})
