import type { CostStore } from '../costs/cost-store.ts'
import { RowDefect, rowOf } from './column-values.ts'
import type { SentRow } from './sent-rows.ts'
import type { WriteRows } from './write-rows.ts'

/** Rows of the data source `ad_costs`. */
export function createCostRows(costs: CostStore): WriteRows {
  return async function writeCosts(rows, { locationId }) {
    const { stored, problems } = await costs.accept(
      locationId,
      rows.map((row) => ownRow(row, locationId)),
    )
    return { successful_rows: stored, quarantined_rows: problems.length }
  }
}

function ownRow(row: SentRow, locationId: string): SentRow {
  if ('defect' in row) return row
  try {
    rowOf(row.fields, locationId)
    return row
  } catch (error) {
    if (!(error instanceof RowDefect)) throw error
    // Told by the store of costs.
    if (error.reason === 'not_an_object') return row
    const isOther = error.reason === 'other_location'
    const defect = isOther
      ? 'names another location_id than that of the write key'
      : 'has a location_id that is no text'
    return { raw: row.raw, defect }
  }
}
