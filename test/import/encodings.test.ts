import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, expect, test } from 'vitest'
import { importFiles } from '../../src/import/import-files.ts'
import { recordingIngest } from './recording-ingest.ts'

const directory = mkdtempSync(join(tmpdir(), 'attrigraph-encodings-'))
afterAll(() => rmSync(directory, { recursive: true }))

async function imported(name: string, content: string | Buffer) {
  const path = join(directory, name)
  writeFileSync(path, content)
  const ingest = recordingIngest()
  const mapping = { columns: new Map(), rename: new Map() }
  const report = await importFiles({ files: [path], mapping, maxDepth: 64, locationId: 'berlin', ingest })
  return { report, people: ingest.stored.map(({ distinctId }) => distinctId), rejected: ingest.rejected }
}

const csv = (...people: string[]) =>
  ['event,distinct_id,timestamp', ...people.map((id) => `e,${id},2026-01-01`)].join('\n')
const ndjson = (...people: string[]) =>
  people.map((distinct_id) => JSON.stringify({ event: 'e', distinct_id, timestamp: '2026-01-01' })).join('\n')
const utf16 = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le')

test.each([
  ['latin1.csv', csv],
  ['latin1.ndjson', ndjson],
])('%s: rows that are not UTF-8 are kept apart, not made into one person', async (name, text) => {
  // In Windows-1252 both end in one byte that UTF-8 does not know.
  const { report, people, rejected } = await imported(
    name,
    Buffer.from(text('anna', 'ren\u00e9', 'ren\u00e8'), 'latin1'),
  )
  expect(people).toEqual(['anna'])
  expect(report.files[0]?.quarantine).toEqual({ malformed_row: { count: 2, exampleRow: 2 } })
  expect(rejected[0]?.detail).toMatch(/^latin1\.\w+, row 2: The row is not UTF-8\. .*iconv/)
})

test('names of columns that are not UTF-8 fail the import, with the name of the file', async () => {
  const text = 'event,distinct_id,timestamp,pr\u00e9nom\ne,a,2026-01-01,x\n'
  await expect(imported('header.csv', Buffer.from(text, 'latin1'))).rejects.toThrow(/header\.csv: line 1, .*not UTF-8/)
})

const people = ['ren\u00e9', '\u{1F600}', 'anna']
test.each<[string, Buffer]>([
  ['utf8.csv', Buffer.from(`\uFEFF${csv(...people)}`)],
  ['little.csv', utf16(csv(...people))],
  ['big.csv', utf16(csv(...people)).swap16()],
  ['little.ndjson', utf16(ndjson(...people))],
  ['big.ndjson.gz', gzipSync(utf16(ndjson(...people)).swap16())],
])('%s: what a byte order mark says is read', async (name, content) => {
  expect((await imported(name, content)).people).toEqual(people)
})

test.each([
  ['semicolons', ';', 'one, two'],
  ['tabs', '\t', 'one; two, three'],
  ['bars', '|', 'one'],
  ['commas', ',', '"one; two; three; four"'],
])('a CSV file with %s', async (name, delimiter, note) => {
  const rows = [
    ['event', 'distinct_id', 'timestamp', '"a;note;of;mine;|,\t"'],
    ['e', 'anna', '2026-01-01', note],
  ]
  expect((await imported(`${name}.csv`, rows.map((row) => row.join(delimiter)).join('\r\n'))).people).toEqual(['anna'])
})

test.each([
  ['empty.parquet', '', /empty\.parquet: This is no Parquet file/],
  ['packed.parquet.gz', gzipSync('PAR1 is what it begins with'), /packed\.parquet\.gz: .*gunzip/],
  [
    'cut.csv.gz',
    gzipSync(csv(...Array.from({ length: 5_000 }, (_, n) => `d${n}`))).subarray(0, -500),
    /cut\.csv\.gz: /,
  ],
])('%s: a damaged file is named', async (name, content, message) => {
  await expect(imported(name, content)).rejects.toThrow(message)
})

test('ids that are long numbers keep their digits', async () => {
  const row = (id: string) => `{"event":"e","distinct_id":${id},"timestamp":"2026-01-01","clientId":${id},"n":${id}}`
  const ids = ['1234567890123456788', '1234567890123456789', '-9007199254740993', '9007199254740991', '7']
  expect((await imported('numbers.ndjson', ids.map(row).join('\n'))).people).toEqual(ids)
})
