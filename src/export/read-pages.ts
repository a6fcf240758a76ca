import { GatewayError } from '../errors.ts'
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
  /** About how much they are. */
  bytes: number
  /** Continues after the page; absent when nothing follows. */
  nextCursor: string | undefined
}

/** So few that rows of the largest size that ingest takes by default are no more than a page. */
const firstPageRows = 8
const maxRows = 10_000
const growth = 8
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
    const { loaded, asked } = await loadWhatFits(table, after, Math.min(size, left))
    const rows = loaded.map(({ row, position }) => ({ ...row, cursor: encodeCursor(question, position) }))
    after = loaded.at(-1)?.position ?? after
    left -= rows.length
    const more = rows.length === asked
    const sizes = rows.map(sizeOf)
    yield { rows, bytes: sum(sizes), nextCursor: more ? rows.at(-1)?.cursor : undefined }
    if (!more) return
    // The next rows may well be as large as the last ones.
    const bytesPerRow = Math.max(mean(sizes), mean(sizes.slice(-50)))
    size = Math.max(1, Math.min(most, asked * growth, Math.floor(pageBytes / bytesPerRow)))
  }
}

/**
 * Nobody knows beforehand how large the next rows are: a page that is too much for one query is asked for again, half
 * of it.
 */
async function loadWhatFits(table: OpenExport, after: Position | undefined, wanted: number) {
  for (let asked = wanted; ; asked = Math.ceil(asked / 2)) {
    try {
      return { loaded: await table.load(after, asked), asked }
    } catch (error) {
      if (asked === 1 || !isTooLarge(error)) throw error
    }
  }
}

/** Beyond the limits of a query, or, from Node, beyond the longest text there can be: half a gigabyte. */
const longerThanAnyText: readonly unknown[] = ['ERR_STRING_TOO_LONG', 'ERR_ENCODING_INVALID_ENCODED_DATA']

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof GatewayError)) return false
  const { code, cause } = error
  if (code === 'RESOURCE_LIMIT') return true
  return cause instanceof Error && 'code' in cause && longerThanAnyText.includes(cause.code)
}

const sizeOf = (row: ExportRow): number =>
  sum(
    Object.values(row).map((value) => {
      if (typeof value === 'string') return value.length
      return typeof value === 'object' && value !== null ? JSON.stringify(value).length : 8
    }),
  )
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0)
const mean = (numbers: readonly number[]): number => sum(numbers) / numbers.length
