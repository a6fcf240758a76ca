/** ClickHouse's own formats in which an answer leaves as it is. */
export type RawFormat = 'JSON' | 'CSVWithNames' | 'JSONEachRow' | 'Parquet' | 'Prometheus'

export interface RawOptions<C extends string> {
  format: RawFormat
  columns: readonly C[]
  /** It should end with what tells any two rows apart. */
  orderBy: readonly { column: C; direction: 'ASC' | 'DESC' }[]
  /** Absent: all rows, and the answer names no total. */
  page?: { limit: number; offset: number } | undefined
  quote64BitIntegers?: boolean
}

/**
 * Times as texts in UTC, 64-bit integers as numbers unless asked otherwise, NaN and infinities as null, exact totals.
 */
export const rawSettings = (quote64BitIntegers = false) =>
  `output_format_json_quote_64bit_integers = ${quote64BitIntegers ? 1 : 0}, output_format_json_quote_denormals = 0, date_time_output_format = 'simple', session_timezone = 'UTC', exact_rows_before_limit = 1`

/** The page that is asked for as SQL; `types` are the ClickHouse types of the columns. */
export function rawSelect<C extends string>(
  statement: string,
  { format, columns, orderBy, page }: RawOptions<C>,
  numeric: (column: C) => boolean,
): string {
  const order = orderBy.map(({ column, direction }) => `${column} ${direction}`).join(', ')
  const limit = page === undefined ? '' : '\nLIMIT {page_limit:UInt64} OFFSET {page_offset:UInt64}'
  const rows = `SELECT ${columns.join(', ')}\nFROM (\n${statement}\n)${order && `\nORDER BY ${order}`}${limit}`
  return format === 'Prometheus' ? metricsOf(rows, columns, numeric) : rows
}

/** One metric per number of a row, labelled with the row's other columns. */
function metricsOf<C extends string>(rows: string, columns: readonly C[], numeric: (column: C) => boolean): string {
  const values = columns.filter(numeric).map((column) => `('${column}', toNullable(toFloat64(${column})))`)
  const labels = columns
    .filter((column) => !numeric(column))
    .map((column) => `'${column}', ifNull(toString(${column}), '')`)
  return `SELECT metric.1 AS name, assumeNotNull(metric.2) AS value, 'gauge' AS type, map(${labels.join(', ')}) AS labels
FROM (\n${rows}\n)
ARRAY JOIN [${values.join(', ')}] AS metric
WHERE isNotNull(metric.2)
ORDER BY name`
}
