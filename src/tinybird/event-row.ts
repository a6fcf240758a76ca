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
 * A row of the data source `events` as the event that posthog-js would have sent: columns become properties again, and win over
 * `properties`. Columns that are not known are ignored.
 * @throws RowDefect
 */
export function wireEventOf(row: JsonObject): JsonObject {
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
  timeColumn(row, 'timestamp')
  const [uuid, timestamp] = [textColumn(row, 'uuid'), row.timestamp]
  return {
    event: textColumn(row, 'event'),
    distinct_id: textColumn(row, 'distinct_id'),
    properties,
    ...(uuid === '' ? {} : { uuid }),
    ...(timestamp === undefined || timestamp === null || timestamp === '' ? {} : { timestamp }),
  }
}

function propertiesOf(value: unknown): JsonObject {
  if (value === undefined || value === null || value === '') return {}
  const parsed: unknown = typeof value === 'string' ? parsedJson(value) : value
  if (!isJsonObject(parsed))
    throw new RowDefect('malformed_row', 'The column properties is not a JSON object, nor the text of one.')
  return parsed
}
