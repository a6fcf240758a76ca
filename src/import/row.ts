import type { RejectionReason } from '../ingest/captured-event.ts'
import type { JsonObject } from '../json/json-value.ts'

export const importFormats = ['csv', 'ndjson', 'parquet'] as const
export type ImportFormat = (typeof importFormats)[number]

/** One row of a file: its columns, or why it has none. `text` is the row as it stands in the file. */
export type Row = { text(): string } & ({ columns: JsonObject } | { defect: RowDefect })

export interface RowDefect {
  reason: RejectionReason
  detail: string
}

/** An open file. `rows` starts after the first `skip` rows. */
export interface RowSource {
  format: ImportFormat
  /** In bytes of the file as it lies on disk, so that files of all formats add up to one progress bar. */
  size: number
  position(): number
  rows(skip: number): AsyncIterable<Row>
}

/** No row is this long: a file that has one is damaged, for example by a quote that is never closed. */
export const rowMaxBytes = 64 * 1024 * 1024
