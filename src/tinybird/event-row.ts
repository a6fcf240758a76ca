import { clickIdParameters, utmParameters } from '../ingest/click-ids.ts'
import { isJsonObject, type JsonObject } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { RowDefect, textColumn, timeColumn } from './column-values.ts'

/** Columns of the data source `events` that posthog-js calls the same with a `$`. */
const dollarColumns = [
  'session_id',
  'pageview_id',
  'browser',
  'device_type',
  'timezone',
  'current_url',
  'host',
  'pathname',
  'referrer',
  'referring_domain',
  ...['referrer', 'referring_domain', 'url', 'host', 'pathname', ...utmParameters, ...clickIdParameters].map(
    (name) => `session_entry_${name}`,
  ),
]

const plainColumns = [
  'funnel_id',
  'step_id',
  'funnel_name',
  'page_id',
  'affiliate_id',
  ...utmParameters,
  ...clickIdParameters,
]

/**
 * A row of the data source `events` as the event that posthog-js would have sent: columns become properties again, and
 * win over `properties`. Columns that are not known are not stored, but two rows that differ in one are two events.
 * @param nowMs When it came, which is the time of a row without one.
 * @throws RowDefect
 */
export function wireEventOf(row: JsonObject, nowMs: number): JsonObject {
  const properties = { ...propertiesOf(row.properties) }
  const set = (column: string, property: string) => {
    const value = textColumn(row, column)
    if (value !== '') properties[property] = value
  }
  for (const column of dollarColumns) set(column, `$${column}`)
  for (const column of plainColumns) set(column, column)
  const identified = textColumn(row, 'is_identified')
  if (identified !== '') properties.$is_identified = identified === '1' || identified === 'true'
  // Read here only to refuse what is no time; it is corrected as on the other wire.
  const time = timeColumn(row, 'timestamp')
  const timestamp = row.timestamp
  const uuid = textColumn(row, 'uuid') || nameByAll(row, time ?? nowMs, properties)
  return {
    event: textColumn(row, 'event'),
    distinct_id: textColumn(row, 'distinct_id'),
    properties,
    ...(uuid === '' ? {} : { uuid }),
    ...(timestamp === undefined || timestamp === null || timestamp === '' ? {} : { timestamp }),
  }
}

const ownColumns = new Set([
  ...dollarColumns,
  ...plainColumns,
  ...['uuid', 'event', 'distinct_id', 'timestamp', 'properties', 'is_identified', 'location_id'],
])

/**
 * A name for a row that says more than becomes of it; '' where what becomes of it tells it apart, or it has a name
 * already.
 */
function nameByAll(row: JsonObject, time: number, properties: JsonObject): string {
  const others = Object.entries(row).filter(
    ([column, value]) => !ownColumns.has(column) && value !== null && value !== '',
  )
  if (others.length === 0 || properties.$insert_id) return ''
  return JSON.stringify([time, sorted(Object.entries(properties)), sorted(others)])
}

const sorted = <T>(entries: [string, T][]) => entries.sort(([a], [b]) => (a < b ? -1 : 1))

function propertiesOf(value: unknown): JsonObject {
  if (value === undefined || value === null || value === '') return {}
  const parsed: unknown = typeof value === 'string' ? parsedJson(value) : value
  if (!isJsonObject(parsed))
    throw new RowDefect('malformed_row', 'The column properties is not a JSON object, nor the text of one.')
  return parsed
}
