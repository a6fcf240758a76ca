import { encodeCursor, type Position } from '../resolvers/cursor.ts'
import type { ExportRow, OpenExport } from './export-table.ts'

export interface PageReading {
  table: OpenExport
  /** Ties cursors to the list and its filter. */
  question: string
  after: Position | undefined
  /** Absent: all rows. */
  limit: number | undefined
  /** The most rows that one query may give. */
  maxPageRows: number
}

export interface ExportPage {
  rows: ExportRow[]
  /** Continues after the page; absent when nothing follows. */
  nextCursor: string | undefined
}

const firstPageRows = 500
const maxRows = 10_000
/** What a page should hold: rows differ much in size, so the size of a page follows that of the one before. */
const pageBytes = 16_000_000

/** Reads an export page by page, each a query with its own limits; every row gets its cursor. */
export async function* readPages({
  table,
  question,
  limit,
  maxPageRows,
  ...from
}: PageReading): AsyncGenerator<ExportPage> {
  const most = Math.min(maxRows, maxPageRows)
  let { after } = from
  let size = Math.min(firstPageRows, most)
  let left = limit ?? Number.POSITIVE_INFINITY
  while (left > 0) {
    const asked = Math.min(size, left)
    const loaded = await table.load(after, asked)
    const rows = loaded.map(({ row, position }) => ({ ...row, cursor: encodeCursor(question, position) }))
    after = loaded.at(-1)?.position ?? after
    left -= rows.length
    const more = rows.length === asked
    yield { rows, nextCursor: more ? rows.at(-1)?.cursor : undefined }
    if (!more) return
    const bytesPerRow = JSON.stringify(rows.slice(0, 50)).length / Math.min(rows.length, 50)
    size = Math.max(1, Math.min(most, size * 4, Math.floor(pageBytes / bytesPerRow)))
  }
}
