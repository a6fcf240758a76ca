import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { deleteRows } from '../rebuild/delete-rows.ts'
import { deleteRaw, type ErasureRef, rowsAbout, rowsOfTheirEvents } from './erasure-rows.ts'
import { createMentions } from './mentions.ts'
import type { PersonTables } from './person-tables.ts'
import { redactOthers, textTables } from './redact-others.ts'
import { noteDeriveAgain, noteSharedRows } from './shared-rows.ts'

export type OnRemoved = (table: string, rows: number) => Promise<void>

/**
 * Removes the subjects from all that was written, `events` last: the rest is found through it, so that a repetition
 * after an interruption finds it too. What others' rows say of the subjects is taken out of them.
 */
export async function eraseLanding(
  clickhouse: ClickHouse,
  insert: InsertRows,
  ref: ErasureRef,
  ids: readonly string[],
  tables: PersonTables,
  onRemoved: OnRemoved,
): Promise<void> {
  const { client } = clickhouse
  const mentions = createMentions(ids)
  for (const shared of tables.shared) await noteSharedRows(client, ref, shared, tables)
  for (const table of tables.byUuid) await onRemoved(table, await deleteRows(client, table, rowsOfTheirEvents(ref)))
  for (const raw of tables.raw) await onRemoved(raw.table, await deleteRaw(clickhouse, raw, ref.locationId, mentions))
  for (const { table, idColumns } of tables.landing)
    await onRemoved(table, await deleteRows(client, table, rowsAbout(ref, idColumns)))
  for (const table of textTables) {
    const fed = tables.feeds.filter(({ source }) => source === table).map(({ target }) => target)
    await redactOthers(
      client,
      async (rows) => {
        // Before the first is replaced: what derives from it must be derived again, whoever goes on.
        await noteDeriveAgain(client, ref, fed)
        await insert(table, rows)
      },
      table,
      ref.locationId,
      mentions,
    )
  }
}
