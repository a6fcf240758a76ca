import { ClickHouseLogLevel } from '@clickhouse/client'

/** Settings that every query of the gateway relies on: exact integers and decimals, ISO times, both as JSON strings. */
export const sessionSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
  // JOIN without a match gives '' and 0, never NULL: absent is '' in storage.
  join_use_nulls: 0,
} as const

/** Failures are logged once, by whoever handles them; the client's own log would print each query with them. */
export const log = { level: ClickHouseLogLevel.OFF }
