import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { importFiles } from '../../src/import/import-files.ts'
import type { MappedField } from '../../src/import/mapping.ts'
import { testEngine } from '../testkit/engine.ts'
import { recordingIngest } from './recording-ingest.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-parquet-'))
let engine: Awaited<ReturnType<typeof testEngine>>
beforeAll(async () => {
  engine = await testEngine()
})
afterAll(async () => {
  await engine.close()
  rmSync(directory, { recursive: true })
})

test.each(['zstd', 'snappy', 'none'])(
  'row groups compressed with %s, in the columns of a PostHog export',
  async (codec) => {
    // One row group holds 100 rows, and row 7 has no distinct id.
    const { stream } = await engine.client.exec({
      query: `SELECT toString(toUUID('00000000-0000-7000-8000-' || leftPad(toString(number), 12, '0'))) AS uuid, '$pageview' AS event, '{"n":' || number || '}' AS properties,
      if(number = 6, '', 'd' || number) AS distinct_id, toDateTime64('2025-01-01 00:00:00', 6, 'UTC') + number AS timestamp,
      number AS big, map('a', number) AS nested, NULL::Nullable(String) AS elements_chain
      FROM numbers(250) SETTINGS output_format_parquet_row_group_size = 100,
      output_format_parquet_compression_method = '${codec}' FORMAT Parquet`,
    })
    const path = join(directory, `${codec}.parquet`)
    writeFileSync(path, await buffer(stream))

    let fail = true
    const ingest = recordingIngest((count) => {
      if (fail && count === 4) throw new Error('gone')
    })
    const checkpoint = join(directory, `checkpoint-${codec}`)
    const mapping = { columns: new Map(), rename: new Map() }
    const options = { files: [path], mapping, maxDepth: 64, locationId: 'berlin', ingest, batchSize: 50, checkpoint }
    await expect(importFiles(options)).rejects.toThrow('gone')
    fail = false
    const report = await importFiles(options)
    expect(report.skipped).toBe(150)
    expect(report.rows).toBe(100)
    expect(ingest.stored).toHaveLength(249)
    expect(ingest.rejected).toMatchObject([{ reason: 'missing_distinct_id', detail: expect.stringContaining('row 7') }])
    expect(ingest.stored[3]).toMatchObject({
      uuid: '00000000-0000-7000-8000-000000000003',
      timestampMs: Date.UTC(2025, 0, 1, 0, 0, 3),
      properties: { n: 3, big: 3 },
    })
  },
)

test('a column that cannot be read fails the file by its name, unless it is left out; times of day are text', async () => {
  const path = fileURLToPath(new URL('interval.parquet', import.meta.url))
  const importing = (columns: Map<string, MappedField>) => {
    const ingest = recordingIngest()
    const options = {
      files: [path],
      mapping: { columns, rename: new Map() },
      maxDepth: 64,
      locationId: 'berlin',
      ingest,
    }
    return importFiles(options).then((report) => ({ report, ingest }))
  }
  await expect(importing(new Map())).rejects.toThrow(/interval\.parquet: The column held cannot be read: .*held=ignore/)
  const { report, ingest } = await importing(new Map([['held', 'ignore']]))
  expect(report).toMatchObject({ accepted: 2, unknownColumns: [] })
  expect(ingest.stored[0]?.properties).toEqual({ at: '12:30:00.5' })
})

test('a column without any value, compressed with LZ4', async () => {
  const path = fileURLToPath(new URL('all-null-lz4.parquet', import.meta.url))
  const ingest = recordingIngest()
  const mapping = { columns: new Map(), rename: new Map() }
  const report = await importFiles({ files: [path], mapping, maxDepth: 64, locationId: 'berlin', ingest })
  expect(report).toMatchObject({ accepted: 3, quarantined: 0 })
})
