import { stat } from 'node:fs/promises'
import { openBytes } from './byte-stream.ts'
import { readCsv } from './read-csv.ts'
import { type ParseJson, readNdjson } from './read-ndjson.ts'
import { openParquet } from './read-parquet.ts'
import { type ImportFormat, importFormats, type Row, type RowSource } from './row.ts'

export interface Reading {
  /** Without it, the file's name tells. */
  format?: ImportFormat | undefined
  /** How to read a line of NDJSON, where `JSON.parse` is not exact enough. */
  parse?: ParseJson
  /** Columns that nobody wants are not read, where the format allows it. */
  isIgnored?: (column: string) => boolean
}

/**
 * Opens a file for reading by rows. What fails, then or later, is told with the name of the file.
 * @throws Error when the file is missing, or when no format is given and the name does not tell it.
 */
export async function openRows(path: string, reading: Reading = {}): Promise<RowSource> {
  const format = reading.format ?? guessFormat(path)
  const source = await openSource(path, format, reading).catch((error: unknown) => {
    throw inFile(path, error)
  })
  return { ...source, rows: (skip) => named(path, source.rows(skip)) }
}

async function openSource(path: string, format: ImportFormat, { parse, isIgnored }: Reading): Promise<RowSource> {
  if (format === 'parquet') return openParquet(path, isIgnored)
  const { size } = await stat(path)
  const bytes = await openBytes(path)
  const read = () => (format === 'csv' ? readCsv(bytes) : readNdjson(bytes, parse))
  return { format, size, position: bytes.position, rows: (skip) => drop(skip, read()) }
}

/**
 * The format that a file's name tells: `.csv`, `.ndjson`, `.jsonl`, `.parquet`; that of what is inside where it ends
 * with `.gz`.
 */
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

async function* named(path: string, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  // Not around `yield`: what fails where a row is used is no fault of the file.
  const iterator = rows[Symbol.asyncIterator]()
  const next = () =>
    iterator.next().catch((error: unknown) => {
      throw inFile(path, error)
    })
  try {
    for (let result = await next(); result.done !== true; result = await next()) yield result.value
  } finally {
    await iterator.return?.()
  }
}

const inFile = (path: string, error: unknown) =>
  new Error(`${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
