import { stringify } from 'csv-stringify/sync'
import type { Encoder } from './encoder.ts'
import type { ColumnKind, ExportColumns, ExportRow } from './export-table.ts'
import { createParquetEncoder } from './parquet-encoder.ts'

/** Extension → content type and encoder. */
export const exportFormats = {
  csv: { contentType: 'text/csv; charset=utf-8', create: createCsvEncoder },
  ndjson: { contentType: 'application/x-ndjson; charset=utf-8', create: createNdjsonEncoder },
  parquet: { contentType: 'application/vnd.apache.parquet', create: createParquetEncoder },
} as const satisfies Record<string, { contentType: string; create(columns: ExportColumns): Encoder }>

/** RFC 4180 with a header; absent is empty, structures are JSON. */
function createCsvEncoder(columns: ExportColumns): Encoder {
  const names = Object.keys(columns)
  const write = (records: readonly (readonly string[])[]) =>
    Buffer.from(
      stringify(
        records.map((record) => [...record]),
        // By itself it quotes for the whole delimiter alone, and readers end a row at either half.
        { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
      ),
    )
  let header = write([names])
  return {
    page(rows) {
      const bytes = write(rows.map((row) => names.map((name) => cell(row[name]))))
      const first = header
      header = Buffer.alloc(0)
      return Buffer.concat([first, bytes])
    },
    // A file without rows has its header all the same.
    end: () => header,
  }
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/**
 * One JSON object per line: whole numbers as numbers while they are exact, decimals as text, properties as they were
 * stored.
 */
function createNdjsonEncoder(columns: ExportColumns): Encoder {
  const entries = Object.entries(columns)
  const line = (row: ExportRow) =>
    `{${entries.map(([name, kind]) => `${JSON.stringify(name)}:${jsonText(kind, row[name])}`).join(',')}}\n`
  return { page: (rows) => Buffer.from(rows.map(line).join('')), end: () => new Uint8Array() }
}

function jsonText(kind: ColumnKind, value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (kind === 'json') return String(value)
  if (kind === 'integer' && Number.isSafeInteger(Number(value))) return String(value)
  return JSON.stringify(value)
}
