import { pipeline } from 'node:stream'
import { parse } from 'csv-parse'
import type { JsonObject } from '../json/json-value.ts'
import type { ByteStream } from './byte-stream.ts'
import { type Row, rowMaxBytes } from './row.ts'

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
  const unclosed: string[] = []
  const records = parse({
    bom: true,
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
    for await (const chunk of chunks as AsyncIterable<Buffer>) {
      sinceLastRow += chunk.length
      if (sinceLastRow > rowMaxBytes) throw new Error(`No row ends within ${rowMaxBytes} bytes: is a quote left open?`)
      yield chunk
    }
  }
  pipeline(bounded, records, () => undefined)

  let header: string[] | undefined
  for await (const { raw, record } of records as AsyncIterable<CsvRecord>) {
    sinceLastRow = 0
    if (header === undefined) {
      header = record.map((name) => name.trim())
      continue
    }
    yield csvRow(header, record, raw)
  }
  for (const raw of unclosed)
    yield {
      text: () => withoutLineEnd(raw),
      defect: { reason: 'malformed_row', detail: 'A quote is opened and never closed.' },
    }
}

/** An empty line before a row counts as the start of its text. */
const withoutLineEnd = (raw: string) => raw.replace(/^[\r\n]+|[\r\n]+$/g, '')

function csvRow(header: readonly string[], cells: readonly string[], raw: string): Row {
  const text = () => withoutLineEnd(raw)
  if (cells.length !== header.length) {
    const detail = `The row has ${cells.length} columns; the header has ${header.length}.`
    return { text, defect: { reason: 'malformed_row', detail } }
  }
  // Without a prototype, which would give a column such as `constructor` a value before its cell does.
  const columns: JsonObject = Object.create(null)
  header.forEach((name, index) => {
    const cell = cells[index] ?? ''
    // `\N` is how ClickHouse, MySQL and PostgreSQL write NULL. Of two columns with one name, the one with a value counts.
    if (!columns[name]) columns[name] = cell === '\\N' ? '' : cell
  })
  return { text, columns }
}
