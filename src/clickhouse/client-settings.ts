import { ClickHouseLogLevel, type ClickHouseSettings } from '@clickhouse/client'

/**
 * Settings that every statement of the gateway relies on, whatever the profile of the database user says. Some of the
 * profile's would fail statements; the others are worse, for they change answers, or what is stored, without a word. A
 * server must know all of them, or it fails every request: the youngest came with 25.7, and 26.5 is the oldest server
 * that was tried. What came later, docs/clickhouse-user.md asks profiles to leave.
 */
export const sessionSettings = {
  // Exact integers and decimals, ISO times, both as JSON strings; tuples and maps as objects, each row by itself.
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  output_format_decimal_trailing_zeros: 0,
  output_format_json_named_tuples_as_objects: 1,
  output_format_json_map_as_array_of_tuples: 0,
  output_format_json_array_of_rows: 0,
  input_format_json_named_tuples_as_objects: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',

  // The CSV of pipes is the engine's own.
  format_csv_delimiter: ',',
  format_csv_null_representation: '\\N',
  output_format_csv_crlf_end_of_line: 0,

  // Beyond a limit a statement fails; `break` and `any` would give, store or erase a part as if it were all.
  read_overflow_mode: 'throw',
  read_overflow_mode_leaf: 'throw',
  timeout_overflow_mode: 'throw',
  timeout_overflow_mode_leaf: 'throw',
  result_overflow_mode: 'throw',
  group_by_overflow_mode: 'throw',
  sort_overflow_mode: 'throw',
  distinct_overflow_mode: 'throw',
  set_overflow_mode: 'throw',
  join_overflow_mode: 'throw',
  transfer_overflow_mode: 'throw',

  // Rows that are there, no others, once each: `limit` and `offset` cut every result, `extremes` and `use_query_cache`
  // add rows and old answers, `apply_deleted_mask` shows what was erased.
  limit: '0',
  offset: '0',
  extremes: 0,
  final: 0,
  use_query_cache: 0,
  apply_deleted_mask: 1,

  // What our SQL means by its words. Absent is '' and 0 in storage, never NULL: neither after a JOIN without a match
  // nor in a state of nothing.
  enable_analyzer: 1,
  prefer_column_name_to_alias: 0,
  enable_global_with_statement: 1,
  enable_named_columns_in_function_tuple: 0,
  short_circuit_function_evaluation: 'enable',
  join_default_strictness: 'ALL',
  join_use_nulls: 0,
  group_by_use_nulls: 0,
  transform_null_in: 0,
  cast_keep_nullable: 0,
  data_type_default_nullable: 0,
  aggregate_functions_null_for_empty: 0,
  empty_result_for_aggregation_by_empty_set: 0,
  decimal_check_overflow: 1,

  // Stored is what was sent, once, with all that derives from it; erased is what was to be.
  input_format_allow_errors_num: '0',
  input_format_allow_errors_ratio: 0,
  materialized_views_ignore_errors: 0,
  insert_deduplicate: 1,
  enable_lightweight_delete: 1,
  lightweight_delete_mode: 'alter_update',
} as const satisfies ClickHouseSettings

/** The same as SQL has them: `name = value`. */
export const statedSettings: readonly string[] = Object.entries(sessionSettings).map(([name, value]) =>
  // The client has large numbers as texts; SQL has not.
  /^\d+$/.test(String(value)) ? `${name} = ${value}` : `${name} = '${String(value).replaceAll('\\', '\\\\')}'`,
)

/** Failures are logged once, by whoever handles them; the client's own log would print each query with them. */
export const log = { level: ClickHouseLogLevel.OFF }
