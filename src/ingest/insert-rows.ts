import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { forEachInSlices } from '../slices.ts'
import { columnsWithDefault, type Tables } from '../sql/generated.ts'

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

const settings =
  'deduplicate_blocks_in_dependent_materialized_views = 1, max_partitions_per_insert_block = 0, async_insert = 0'

/**
 * To plan each view is most of what a small insert takes: side by side they are done sooner. Large ones are not, and
 * would hold every processor that others need meanwhile.
 */
const sideBySideMaxRows = 500

/** Many short texts are hashed and copied as one: each by itself would take longer than to write it. */
const chunkLength = 65_536

/** Inserts whole blocks; resolves after the rows are on disk and in all that derives from them. */
export function createInsertRows(
  client: ClickHouseClient,
  observe: InsertObserver = () => () => undefined,
): InsertRows {
  return async (table, rows) => {
    if (rows.length === 0) return
    const columns = filledColumns(table, rows)
    // The token makes a repetition of this very block harmless, materialized views included.
    const hash = createHash('sha256').update(columns.join())
    const chunks: Buffer[] = []
    let pending = ''
    const flush = () => {
      const chunk = Buffer.from(pending)
      hash.update(chunk)
      chunks.push(chunk)
      pending = ''
    }
    await forEachInSlices(rows, (row) => {
      pending += `${JSON.stringify(columns.map((column) => Reflect.get(row, column)))}\n`
      if (pending.length > chunkLength) flush()
    })
    flush()
    const token = hash.digest('hex')
    const end = observe(table)
    try {
      const result = await client.exec({
        query: `INSERT INTO ${table} (${columns.join(', ')}) SETTINGS ${settings}, parallel_view_processing = ${rows.length <= sideBySideMaxRows ? 1 : 0}, insert_deduplication_token = '${token}' FORMAT JSONCompactEachRow`,
        values: Readable.from([Buffer.concat(chunks)], { objectMode: false }),
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

/**
 * Columns that are empty in all rows are left out: most events say nothing in most columns, and the engine need not
 * read that row by row.
 */
function filledColumns<T extends keyof Tables>(table: T, rows: readonly InsertRow<T>[]): string[] {
  const needed: readonly string[] = columnsWithDefault[table] ?? []
  return Object.keys(rows[0] ?? {}).filter(
    (column) => needed.includes(column) || rows.some((row) => !isEmpty(Reflect.get(row, column))),
  )
}

/** What an absent column holds. A number or a Bool is none of it: they are short. */
const isEmpty = (value: unknown): boolean =>
  value === '' || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)
