import type { Position } from '../resolvers/cursor.ts'
import type { Sql } from '../sql/run.ts'

/**
 * What a column holds. `integer`: a whole number, as text where it may have 64 bits; `time`: ISO text in UTC; `json`:
 * the text of a JSON value; `structure`: a list or an object.
 */
export type ColumnKind = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'date' | 'decimal' | 'json' | 'structure'

export type ExportColumns = Readonly<Record<string, ColumnKind>>
export type ExportRow = Readonly<Record<string, unknown>>

interface ExportRequest {
  locationId: string
  query: URLSearchParams
  sql: Sql
  timeZone: string
}

export interface OpenExport {
  /** Names the list and its filter: cursors of another question are refused. */
  question: unknown
  /** The rows after a position, at most `limit`, each with its position; fewer than `limit` at the end. */
  load(after: Position | undefined, limit: number): Promise<{ row: ExportRow; position: Position }[]>
}

/**
 * A table that can be exported: earliest rows first, so that later ones come at the end and an export can be continued.
 */
export interface ExportTable {
  columns: ExportColumns
  /** Input types of the graph whose fields are this table's query parameters. */
  inputTypes: readonly string[]
  /** @throws GatewayError BAD_USER_INPUT for a filter that the graph would refuse */
  open(request: ExportRequest): OpenExport
}

/** A keyset page, the earliest first. */
export const keyset = (after: Position | undefined, limit: number) => ({
  direction: 1 as const,
  after_key: after?.key ?? null,
  after_id: after?.id ?? '',
  limit,
})
