import type { RawFormat } from '../sql/raw-select.ts'

/** Extension of a pipe's address → ClickHouse's format and the content type of the answer. CSV always has a header. */
export const formats = {
  json: { format: 'JSON', contentType: 'application/json; charset=utf-8' },
  csv: { format: 'CSVWithNames', contentType: 'text/csv; charset=utf-8' },
  csvwithnames: { format: 'CSVWithNames', contentType: 'text/csv; charset=utf-8' },
  ndjson: { format: 'JSONEachRow', contentType: 'application/x-ndjson; charset=utf-8' },
  parquet: { format: 'Parquet', contentType: 'application/vnd.apache.parquet' },
  prometheus: { format: 'Prometheus', contentType: 'text/plain; version=0.0.4; charset=utf-8' },
} as const satisfies Record<string, { format: RawFormat; contentType: string }>

export type Extension = keyof typeof formats
export const isExtension = (text: string): text is Extension => Object.hasOwn(formats, text)
