import { stat } from 'node:fs/promises'
import { openBytes } from './byte-stream.ts'
import { readCsv } from './read-csv.ts'
import { type ParseJson, readNdjson } from './read-ndjson.ts'
import { openParquet } from './read-parquet.ts'
import { type ImportFormat, importFormats, type Row, type RowSource } from './row.ts'

/**
 * Opens a file for reading by rows.
 * @param parse How to read a line of NDJSON, where `JSON.parse` is not exact enough.
 * @throws Error when the file is missing, or when no format is given and the name does not tell it.
 */
export async function openRows(path: string, format = guessFormat(path), parse?: ParseJson): Promise<RowSource> {
  if (format === 'parquet') return openParquet(path)
  const { size } = await stat(path)
  const bytes = await openBytes(path)
  const read = () => (format === 'csv' ? readCsv(bytes) : readNdjson(bytes, parse))
  return { format, size, position: bytes.position, rows: (skip) => drop(skip, read()) }
}

/** The format that a file's name tells: `.csv`, `.ndjson`, `.jsonl`, `.parquet`, also with `.gz`. */
export function guessFormat(path: string): ImportFormat {
  const extension = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase()
  const known = new Map<string, ImportFormat>([
    ['csv', 'csv'],
    ['ndjson', 'ndjson'],
    ['jsonl', 'ndjson'],
    ['parquet', 'parquet'],
  ])
  const format = known.get(extension ?? '')
  if (format === undefined)
    throw new Error(`${path}: the name does not tell the format. Add --format ${importFormats.join('|')}.`)
  return format
}

async function* drop(count: number, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  let index = 0
  for await (const row of rows) if (index++ >= count) yield row
}
