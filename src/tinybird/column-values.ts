import { toDistinctId } from '../ingest/distinct-id.ts'
import { isJsonObject, type JsonObject } from '../json/json-value.ts'
import { latestMs } from '../time/kept-times.ts'
import { parseTime } from '../time/parse-time.ts'

/** A row that cannot be stored: what is wrong, with the column. */
export class RowDefect extends Error {
  override readonly name = 'RowDefect'
  readonly reason: 'malformed_row' | 'other_location' | 'invalid_timestamp' | 'not_an_object'

  constructor(reason: RowDefect['reason'], detail: string) {
    super(detail)
    this.reason = reason
  }
}

/** @throws RowDefect for what is no object, and for a row that names another location than the write key does. */
export function rowOf(fields: unknown, locationId: string): JsonObject {
  if (!isJsonObject(fields)) throw new RowDefect('not_an_object', 'The row is not a JSON object.')
  const named = textColumn(fields, 'location_id')
  if (named !== '' && named !== locationId)
    throw new RowDefect('other_location', 'The row names another location_id than that of the write key.')
  return fields
}

/** A String column; numbers and booleans are written out, absent and `null` are ''. @throws RowDefect */
export function textColumn(row: JsonObject, column: string): string {
  const value = Object.hasOwn(row, column) ? row[column] : undefined
  if (value === undefined || value === null) return ''
  if (typeof value === 'object') throw new RowDefect('malformed_row', `The column ${column} is not text.`)
  return String(value).toWellFormed()
}

/** A DateTime column in any usual form, in epoch milliseconds; `undefined` when absent. @throws RowDefect */
export function timeColumn(row: JsonObject, column: string): number | undefined {
  const value = Object.hasOwn(row, column) ? row[column] : undefined
  if (value === undefined || value === null || value === '') return undefined
  const time = parseTime(value)
  if (time === undefined) throw new RowDefect('invalid_timestamp', `The column ${column} is not a time.`)
  return time
}

/** An id as an event's is stored; '' when absent. @throws RowDefect */
export const idColumn = (row: JsonObject, column: string): string => toDistinctId(textColumn(row, column))

/** The same of an id that a row must have. @throws RowDefect */
export function requiredIdColumn(row: JsonObject, column: string): string {
  const id = idColumn(row, column)
  if (id === '') throw new RowDefect('malformed_row', `The column ${column} is empty.`)
  return id
}

/**
 * The first of the time columns that the row has, in epoch milliseconds. @throws RowDefect when it has none, or one
 * that cannot be kept
 */
export function firstTimeColumn(row: JsonObject, columns: readonly [string, ...string[]]): number {
  for (const column of columns) {
    const time = timeColumn(row, column)
    if (time === undefined) continue
    if (time < 0 || time > latestMs)
      throw new RowDefect('invalid_timestamp', `The column ${column} lies outside of the years 1970 to 2105.`)
    return time
  }
  throw new RowDefect('invalid_timestamp', `The column ${columns[0]} is missing: a repetition could not be recognised.`)
}
