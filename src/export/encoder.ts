import type { ExportRow } from './export-table.ts'

/** Writes a file page by page. */
export interface Encoder {
  /** The next bytes. */
  page(rows: readonly ExportRow[]): Uint8Array<ArrayBuffer>
  /** The last bytes. */
  end(): Uint8Array<ArrayBuffer>
}
