import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import type { JsonObject } from '../json/json-value.ts'
import type { ByteStream } from './byte-stream.ts'
import { type Row, rowMaxBytes } from './row.ts'
import { anyText, notUtf8, utf8Text } from './utf8.ts'

/** What csv-parse yields with `raw: true` and without `columns`. */
interface CsvRecord {
  raw: string
  record: string[]
}

/**
 * The rows of a CSV file whose first row names the columns. A row with another number of columns is a defect and not
 * an end; so is the rest of a file whose last quote is never closed.
 */
export async function* readCsv({ chunks }: ByteStream): AsyncGenerator<Row> {
  const source = chunks[Symbol.asyncIterator]()
  const first = await source.next()
  if (first.done === true) return
  const unclosed: string[] = []
  const records = parse({
    delimiter: delimiterOf(first.value),
    // One character for each byte: whether they are UTF-8 is looked at row by row.
    encoding: 'latin1',
    raw: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    // Otherwise the error at the end would discard the rows that were parsed but not yet taken.
    skip_records_with_error: true,
    on_skip: (_error, raw) => void unclosed.push(raw ?? ''),
  })
  let sinceLastRow = 0
  async function* bounded(): AsyncGenerator<Buffer> {
    try {
      for (let part = first; part.done !== true; part = await source.next()) {
        sinceLastRow += part.value.length
        if (sinceLastRow > rowMaxBytes)
          throw new Error(`No row ends within ${rowMaxBytes} bytes: is a quote left open?`)
        yield part.value
      }
    } finally {
      await source.return?.()
    }
  }
  pipeline(bounded, records, () => undefined)

  let header: string[] | undefined
  for await (const { raw, record } of records as AsyncIterable<CsvRecord>) {
    sinceLastRow = 0
    if (header !== undefined) {
      yield csvRow(header, record, raw)
      continue
    }
    header = textsOf(record)?.map((name) => name.trim())
    if (header === undefined) throw new Error(`line 1, which names the columns: ${notUtf8.detail}`)
  }
  for (const raw of unclosed)
    yield {
      text: () => rowText(raw),
      defect: { reason: 'malformed_row', detail: 'A quote is opened and never closed.' },
    }
}

/** What the first line has most of, outside of quotes: a comma, or what spreadsheets of other countries write. */
function delimiterOf(start: Buffer): string {
  const [line = ''] = start
    .toString('latin1')
    .trimStart()
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1)
  const counts = [',', ';', '\t', '|'].map((delimiter) => ({ delimiter, count: line.split(delimiter).length }))
  return counts.reduce((most, one) => (one.count > most.count ? one : most)).delimiter
}

/** Cells as they were written; `undefined` where one is not UTF-8. */
function textsOf(cells: readonly string[]): string[] | undefined {
  const texts: string[] = []
  for (const cell of cells) {
    const text = textOf(cell)
    if (text === undefined) return undefined
    texts.push(text)
  }
  return texts
}

/** All of ASCII needs no decoding. */
const textOf = (cell: string) => (/^[\0-\x7f]*$/.test(cell) ? cell : utf8Text(Buffer.from(cell, 'latin1')))

/** An empty line before a row counts as the start of its text. */
const rowText = (raw: string) => anyText(Buffer.from(raw, 'latin1')).replace(/^[\r\n]+|[\r\n]+$/g, '')

function csvRow(header: readonly string[], record: readonly string[], raw: string): Row {
  const text = () => rowText(raw)
  if (record.length !== header.length) {
    const detail = `The row has ${record.length} columns; the header has ${header.length}.`
    return { text, defect: { reason: 'malformed_row', detail } }
  }
  const cells = textsOf(record)
  if (cells === undefined) return { text, defect: notUtf8 }
  // Without a prototype, which would give a column such as `constructor` a value before its cell does.
  const columns: JsonObject = Object.create(null)
  header.forEach((name, index) => {
    const cell = cells[index] ?? ''
    // `\N` is how ClickHouse, MySQL and PostgreSQL write NULL. Of two columns with one name, the one with a value
    // counts.
    if (!columns[name]) columns[name] = cell === '\\N' ? '' : cell
  })
  return { text, columns }
}
