import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Tables } from '../sql/generated.ts'

/** What the landing tables take: whole rows, but for columns that the engine fills. */
export type InsertRow<T extends keyof Tables> = T extends 'event_claims' ? Omit<Tables[T], 'claimed_at'> : Tables[T]

export type InsertRows = <T extends keyof Tables>(table: T, rows: readonly InsertRow<T>[]) => Promise<void>

/** Hears of each insert as it starts; what it returns hears how it ended. */
export type InsertObserver = (table: keyof Tables) => (outcome: 'ok' | 'failed') => void

/** Inserts whole blocks; resolves after the rows are on disk and in all that derives from them. */
export function createInsertRows(
  client: ClickHouseClient,
  observe: InsertObserver = () => () => undefined,
): InsertRows {
  return async (table, rows) => {
    if (rows.length === 0) return
    const body = rows.map((row) => JSON.stringify(row)).join('\n')
    // The token makes a repetition of this very block harmless, materialized views included.
    const token = createHash('sha256').update(body).digest('hex')
    const end = observe(table)
    try {
      const result = await client.exec({
        query: `INSERT INTO ${table} (${Object.keys(rows[0] ?? {}).join(', ')}) SETTINGS insert_deduplication_token = '${token}', deduplicate_blocks_in_dependent_materialized_views = 1, max_partitions_per_insert_block = 0, async_insert = 0 FORMAT JSONEachRow`,
        values: Readable.from([Buffer.from(body)], { objectMode: false }),
      })
      result.stream.resume()
      end('ok')
    } catch (error) {
      end('failed')
      throw error
    }
  }
}
