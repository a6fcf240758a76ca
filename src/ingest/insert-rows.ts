import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { forEachInSlices } from '../slices.ts'
import type { Tables } from '../sql/generated.ts'

/** What the landing tables take: whole rows, but for columns that the engine fills. */
export type InsertRow<T extends keyof Tables> = Omit<
  Tables[T],
  T extends keyof FilledColumns ? FilledColumns[T] : never
>

interface FilledColumns {
  event_claims: 'claimed_at'
  suppression_keys: 'made_at'
  erasures: 'at'
}

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
    // The token makes a repetition of this very block harmless, materialized views included.
    const hash = createHash('sha256')
    const lines: Buffer[] = []
    await forEachInSlices(rows, (row) => {
      const line = Buffer.from(`${JSON.stringify(row)}\n`)
      hash.update(line)
      lines.push(line)
    })
    const token = hash.digest('hex')
    const end = observe(table)
    try {
      const result = await client.exec({
        query: `INSERT INTO ${table} (${Object.keys(rows[0] ?? {}).join(', ')}) SETTINGS insert_deduplication_token = '${token}', deduplicate_blocks_in_dependent_materialized_views = 1, max_partitions_per_insert_block = 0, async_insert = 0 FORMAT JSONEachRow`,
        values: Readable.from([Buffer.concat(lines)], { objectMode: false }),
      })
      // An answer that breaks off is a failure of this insert; nobody else would hear of it, and the process would end.
      await finished(result.stream.resume())
      end('ok')
    } catch (error) {
      end('failed')
      throw error
    }
  }
}
