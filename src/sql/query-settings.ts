import type { QueryLimits } from './sql.ts'

/**
 * Only numbers enter this text. A tenant's second query stands back behind everybody's first, also in the server: slots
 * alone would not keep a location with many queries from most of the processors.
 */
export function querySettings(limits: QueryLimits, place: number): string {
  return `SETTINGS max_execution_time = ${limits.timeoutMs / 1000}, max_memory_usage = ${limits.maxMemoryBytes}, max_rows_to_read = ${limits.maxRowsToRead}, max_result_rows = ${limits.maxResultRows}, result_overflow_mode = 'throw', priority = ${place}`
}
