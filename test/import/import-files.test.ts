import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { importFiles } from '../../src/import/import-files.ts'
import { type Mapping, parseColumns } from '../../src/import/mapping.ts'
import { IngestOverloadedError } from '../../src/ingest/captured-event.ts'
import { runCommand } from '../cli/run-command.ts'
import { expectData, testGateway } from '../testkit/gateway.ts'
import { recordingIngest } from './recording-ingest.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-import-'))
afterAll(() => rmSync(directory, { recursive: true }))
const file = (name: string, content: string | Buffer) => {
  const path = join(directory, name)
  writeFileSync(path, content)
  return path
}
const mapping: Mapping = { columns: new Map(), rename: new Map() }
const common = { mapping, maxDepth: 64, locationId: 'berlin' }
const csv = (rows: number, from = 0) =>
  `distinct_id,event,timestamp\n${Array.from({ length: rows }, (_, n) => `d${n + from},e,2025-01-01T00:00:00Z\n`).join('')}`

describe('formats', () => {
  const dirtyCsv =
    '\uFEFFdistinct_id,event,timestamp,note\r\n' +
    'a,e,2025-01-01,"two\r\nlines, ""quoted"""\r\n' +
    'b,e,2025-01-01\r\n' +
    '\r\n' +
    ',e,2025-01-01,\\N\r\n' +
    'c,e,2025-01-01,not "closed\r\n' +
    'd,e,2025-01-01,"never closed\r\ne,e,2025-01-01,\r\n'

  test.each([
    ['dirty.csv', dirtyCsv],
    ['dirty.csv.gz', gzipSync(dirtyCsv)],
    ['compressed-without-saying.csv', gzipSync(dirtyCsv)],
  ])('%s: quoted newlines, a byte order mark, wrong column counts and an open quote', async (name, content) => {
    const ingest = recordingIngest()
    const report = await importFiles({ ...common, files: [file(name, content)], ingest })
    expect(report).toMatchObject({ rows: 5, accepted: 2, quarantined: 3, duplicates: 0 })
    expect(report.files[0]?.quarantine).toEqual({
      malformed_row: { count: 2, exampleRow: 2 },
      missing_distinct_id: { count: 1, exampleRow: 3 },
    })
    expect(ingest.stored.map(({ distinctId, properties }) => [distinctId, properties.note])).toEqual([
      ['a', 'two\r\nlines, "quoted"'],
      ['c', 'not "closed'],
    ])
    expect(ingest.rejected.map(({ raw }) => raw)).toEqual([
      'b,e,2025-01-01',
      ',e,2025-01-01,\\N',
      'd,e,2025-01-01,"never closed\r\ne,e,2025-01-01,',
    ])
  })

  test('ndjson: line by line, U+2028 is no line end, bad lines are kept', async () => {
    const good = JSON.stringify({ event: 'e', distinct_id: 'a', timestamp: 1735689600, note: 'a\u2028b' })
    const path = file('events.jsonl', `\uFEFF${good}\r\n\n{oops\n[1]\n${good}`)
    const ingest = recordingIngest()
    const report = await importFiles({ ...common, files: [path], ingest })
    expect(report).toMatchObject({ rows: 4, accepted: 1, duplicates: 1, quarantined: 2 })
    expect(ingest.stored[0]?.properties.note).toBe('a\u2028b')
    expect(ingest.rejected).toMatchObject([
      { reason: 'malformed_row', raw: '{oops', detail: 'events.jsonl, row 2: The line is not JSON.' },
      { reason: 'not_an_object', raw: '[1]' },
    ])
  })

  test('properties and columns named like members of every object are kept', async () => {
    const names = ['constructor', 'toString', '__proto__', 'driver']
    const time = '2026-01-01T00:00:00Z'
    const properties = names.map((name) => `"${name}":"of ${name}"`).join()
    const files = [
      file('named.ndjson', `{"event":"race","distinct_id":"a","timestamp":"${time}","properties":{${properties}}}`),
      file('flat.ndjson', `{"event":"race","distinct_id":"b","timestamp":"${time}",${properties}}`),
      file('named.csv', `event,distinct_id,timestamp,${names}\nrace,c,${time},${names.map((name) => `of ${name}`)}\n`),
    ]
    const ingest = recordingIngest()
    await importFiles({ ...common, files, ingest })
    const expected = names.map((name) => [name, `of ${name}`])
    expect(ingest.stored.map((event) => Object.entries(event.properties))).toEqual([expected, expected, expected])
  })

  test('they are stored, too', async () => {
    await using gateway = await testGateway()
    const row = '{"event":"race","distinct_id":"ada","timestamp":"2026-01-01T00:00:00Z"'
    const path = file('race.ndjson', `${row},"properties":{"constructor":"Ferrari","toString":"x","driver":"ada"}}`)
    await importFiles({ ...common, locationId: 'oslo', files: [path], ingest: gateway.app.ingest })
    expect(expectData(await gateway.ask('oslo', '{ location { events { nodes { properties } } } }'))).toEqual({
      location: { events: { nodes: [{ properties: { constructor: 'Ferrari', toString: 'x', driver: 'ada' } }] } },
    })
  })

  test('a mapped column that every object has, and the file has not, is told', async () => {
    const columns = parseColumns(['constructor=properties.team'])
    const path = file('no-constructor.ndjson', '{"event":"e","distinct_id":"a","timestamp":"2026-01-01T00:00:00Z"}')
    const report = await importFiles({
      ...common,
      mapping: { ...mapping, columns },
      files: [path],
      ingest: recordingIngest(),
    })
    expect(report.unknownColumns).toEqual(['constructor'])
  })

  test('an empty file and a file with only a header have no rows', async () => {
    const files = [file('empty.csv', ''), file('header.csv', 'event,distinct_id\n'), file('empty.ndjson', '')]
    const report = await importFiles({ ...common, files, ingest: recordingIngest() })
    expect(report).toMatchObject({ rows: 0, interrupted: false })
  })

  test('a damaged archive fails the import, after what could be read was stored', async () => {
    const path = file('cut.csv.gz', gzipSync(csv(20_000)).subarray(0, -2_000))
    const ingest = recordingIngest()
    await expect(importFiles({ ...common, files: [path], ingest, batchSize: 100 })).rejects.toThrow(/unexpected end/)
    expect(ingest.stored.length).toBeGreaterThan(0)
  })

  test('a missing file and an unknown format are told before anything is stored', async () => {
    const ingest = recordingIngest()
    const good = file('good.csv', csv(1))
    await expect(importFiles({ ...common, files: [good, '/nowhere.csv'], ingest })).rejects.toThrow(
      /nowhere.csv: there/,
    )
    await expect(importFiles({ ...common, files: [good, file('x.dat', '')], ingest })).rejects.toThrow(/--format csv/)
    expect(ingest.deliveries).toHaveLength(0)
  })
})

describe('resuming', () => {
  test('after a crash it goes on where it was, and nothing is lost', async () => {
    const path = file('crash.csv', csv(1_000))
    const checkpoint = join(directory, 'crash')
    const crashing = recordingIngest((count) => {
      if (count === 6) throw new Error('ClickHouse is gone')
    })
    const options = { ...common, files: [path], batchSize: 100, checkpoint }
    await expect(importFiles({ ...options, ingest: crashing })).rejects.toThrow('ClickHouse is gone')
    const ingest = recordingIngest()
    const report = await importFiles({ ...options, ingest })
    expect(report.skipped).toBe(500)
    expect(report).toMatchObject({ rows: 500, accepted: 500 })
    const ids = new Set([...crashing.deliveries.slice(0, 5).flatMap(({ events }) => events), ...ingest.stored])
    expect(ids.size).toBe(1_000)

    expect(await importFiles({ ...options, ingest })).toMatchObject({ rows: 0, skipped: 1_000 })
    expect(await importFiles({ ...options, ingest, restart: true })).toMatchObject({ rows: 1_000, skipped: 0 })
  })

  test('a chunk that overtakes an earlier one is not counted before it', async () => {
    const path = file('overtake.csv', csv(300))
    const checkpoint = join(directory, 'overtake')
    const ingest = recordingIngest(async (count) => {
      if (count !== 1) return
      await new Promise((resolve) => setTimeout(resolve, 30))
      throw new Error('late failure')
    })
    const options = { ...common, files: [path], batchSize: 100, checkpoint, ingest }
    await expect(importFiles(options)).rejects.toThrow('late failure')
    expect(await importFiles(options)).toMatchObject({ skipped: 0, rows: 300, accepted: 100, duplicates: 200 })
  })

  test('a changed file and another mapping start from the beginning', async () => {
    const path = file('grown.csv', csv(10))
    const checkpoint = join(directory, 'grown')
    const ingest = recordingIngest()
    const options = { ...common, files: [path], checkpoint, ingest }
    await importFiles(options)
    appendFileSync(path, 'd99,e,2025-01-01\n')
    expect(await importFiles(options)).toMatchObject({ skipped: 0, accepted: 1, duplicates: 10 })
    const renamed = { ...mapping, rename: new Map([['e', 'f']]) }
    expect(await importFiles({ ...options, mapping: renamed })).toMatchObject({ skipped: 0, accepted: 11 })
    const [written = ''] = readdirSync(checkpoint)
    writeFileSync(join(checkpoint, written), '{ damaged')
    expect(await importFiles(options)).toMatchObject({ skipped: 0, duplicates: 11 })
  })

  test('imports side by side keep to their own files, also one file twice', async () => {
    const paths = [file('side.csv', csv(2_000)), file('by.csv', csv(2_000, 2_000))]
    const checkpoint = join(directory, 'side-by-side')
    const options = { ...common, batchSize: 20, checkpoint }
    const reports = await Promise.all(
      [...paths, ...paths].map((path) => importFiles({ ...options, files: [path], ingest: recordingIngest() })),
    )
    expect(reports.map(({ accepted }) => accepted)).toEqual([2_000, 2_000, 2_000, 2_000])
    expect(readdirSync(checkpoint)).toHaveLength(2)
    expect(await importFiles({ ...options, files: paths, ingest: recordingIngest() })).toMatchObject({ skipped: 4_000 })
  })

  test('a stop ends after the chunks in flight, and the report says so', async () => {
    const path = file('stop.csv', csv(1_000))
    const controller = new AbortController()
    const ingest = recordingIngest((count) => {
      if (count === 3) controller.abort()
    })
    const checkpoint = join(directory, 'stop')
    const options = { ...common, files: [path, path], batchSize: 100, checkpoint, ingest }
    const stopped = await importFiles({ ...options, signal: controller.signal })
    expect(stopped.interrupted).toBe(true)
    expect(stopped.rows).toBeLessThan(500)
    const written = readdirSync(checkpoint).map((name) => JSON.parse(readFileSync(join(checkpoint, name), 'utf8')))
    expect(written).toMatchObject([{ file: path, rows: stopped.rows }])
    const rest = await importFiles({ ...options, files: [path] })
    expect(rest).toMatchObject({ interrupted: false, skipped: stopped.rows, rows: 1_000 - stopped.rows })
    expect(ingest.stored).toHaveLength(1_000)
  })

  test('an overloaded gateway is waited for', async () => {
    const ingest = recordingIngest((count) => {
      if (count <= 2) throw new IngestOverloadedError('full', 0.01)
    })
    const report = await importFiles({ ...common, files: [file('busy.csv', csv(10))], ingest })
    expect(report).toMatchObject({ accepted: 10 })
  })
})

test('rows that the ingest does not account for fail the import', async () => {
  const ingest = { accept: async () => ({ accepted: 9, duplicates: 0, quarantined: 0 }) }
  const importing = importFiles({ ...common, files: [file('lost.csv', csv(10))], ingest })
  await expect(importing).rejects.toThrow(/10 rows were handed over, but 9 accepted/)
})

test('a mapped column that no row has is reported, and progress reaches its end', async () => {
  const columns = new Map([['distinct_id', 'distinct_id'] as const, ['no_such', 'session_id'] as const])
  const progress: number[] = []
  const report = await importFiles({
    ...common,
    mapping: { ...mapping, columns },
    files: [file('columns.csv', csv(10)), file('more.csv', csv(10, 10))],
    ingest: recordingIngest(),
    onProgress: ({ done, total }) => progress.push(done / total),
  })
  expect(report.unknownColumns).toEqual(['no_such'])
  expect(progress.at(-1)).toBe(1)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
})

test('a row is an event or none by the same measure as what an SDK sends: characters of its name, and its depth', async () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
  const row = (event: string, properties: string) =>
    `{"distinct_id":"d","event":"${event}","timestamp":"2025-01-01","properties":${properties}}\n`
  const names = row('🏔'.repeat(200), '{}') + row('🏔'.repeat(201), '{}')
  const rows = names + row('e', nested(3)) + row('e', nested(4)) + row('e', nested(5))
  const path = file('measured.ndjson', rows)
  const env = { DATA_DIR: join(directory, 'data'), INGEST_MAX_DEPTH: '4' }
  const { stdout } = await runCommand(['import', path, '--location', 'berlin', '--json'], env)
  expect(JSON.parse(stdout)).toMatchObject({ accepted: 2, quarantined: 3 })
  await using gateway = await testGateway({ INGEST_MAX_DEPTH: '4' })
  const batch = rows
    .trim()
    .split('\n')
    .map((one) => JSON.parse(one))
  expect((await gateway.capture('oslo', batch)).status).toBe(200)
  const { location } = expectData(
    await gateway.ask<{ location: object }>('oslo', '{ location { events { totalCount } } }'),
  )
  expect(location).toEqual({ events: { totalCount: 2 } })
}, 60_000)
