import type { SentRow } from './sent-rows.ts'

interface RowOrigin {
  /** Of the write key. What a row says about it never decides. */
  locationId: string
  request: Request
}

/** The answer of the Events API, in its own words. */
interface RowCounts {
  successful_rows: number
  quarantined_rows: number
}

/** Stores the rows of one request to a data source. Resolves after everything is stored, the bad rows in quarantine. */
export type WriteRows = (rows: readonly SentRow[], origin: RowOrigin) => Promise<RowCounts>
