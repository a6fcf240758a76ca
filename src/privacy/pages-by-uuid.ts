import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'

export interface UuidPages<R> {
  table: string
  columns: string
  /** The UUID column by which pages follow each other. Rows of the same one come together. */
  by: string
  /** Where a row has it. */
  uuidOf(row: R): string
  locationId: string
  where?: string
  params?: Record<string, unknown>
  pageSize: number
}

/** Rows of a location, page by page. What is deleted meanwhile makes no difference. */
export async function* pagesByUuid<R>(
  client: ClickHouseClient,
  { table, columns, by, uuidOf, locationId, where = '1', params, pageSize }: UuidPages<R>,
): AsyncGenerator<R[]> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const rows = await select<R>(
      client,
      `SELECT ${columns} FROM ${table}
      WHERE location_id = {location:String} AND ${by} > {after:UUID} AND ${where}
      ORDER BY ${by} LIMIT ${pageSize} WITH TIES`,
      { ...params, location: locationId, after },
    )
    if (rows.length > 0) yield rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < pageSize) return
    after = uuidOf(last)
  }
}
