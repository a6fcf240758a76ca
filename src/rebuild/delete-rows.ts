import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import { GatewayError } from '../errors.ts'
import { divideLargeValues } from '../sql/large-values.ts'

export interface Rows {
  /** In SQL, with placeholders; subqueries name tables that keep their rows until the deletion is done. */
  where: string
  params: Record<string, unknown>
}

/** A deletion that takes longer goes on in the database; who waits for it gives up. */
const deletionMaxMs = 600_000

/**
 * Deletes rows, and resolves when no query finds them any more. They are masked, which is quick: the next merge of
 * their part, or `purgeDeleted`, takes them off the disk. The statement stays in `system.mutations`, so it must not
 * hold anybody's id.
 * @returns how many rows there were.
 */
export async function deleteRows(client: ClickHouseClient, table: string, { where, params }: Rows): Promise<number> {
  const rows = await countRows(client, table, { where, params })
  if (rows === 0) return 0
  const { text, values } = divideLargeValues(where, params)
  await client.command({
    query: `DELETE FROM ${table} WHERE ${text}
      SETTINGS lightweight_deletes_sync = 0, mutations_sync = 0, allow_nondeterministic_mutations = 1`,
    query_params: { ...values },
  })
  await mutationsDone(client, table)
  return rows
}

export async function countRows(client: ClickHouseClient, table: string, { where, params }: Rows): Promise<number> {
  const [row] = await select<{ rows: string }>(client, `SELECT count() AS rows FROM ${table} WHERE ${where}`, params)
  return Number(row?.rows ?? 0)
}

/**
 * Waits for what was to be changed in a table when it was called. The request that asks for a change would otherwise
 * have to last as long as the change.
 */
async function mutationsDone(client: ClickHouseClient, table: string): Promise<void> {
  const deadline = performance.now() + deletionMaxMs
  const running = async () =>
    select<{ mutation_id: string }>(
      client,
      `SELECT mutation_id FROM system.mutations
      WHERE database = currentDatabase() AND table = {table:String} AND NOT is_done AND NOT is_killed`,
      { table },
    )
  let waitingFor = new Set((await running()).map(({ mutation_id }) => mutation_id))
  for (let pauseMs = 10; waitingFor.size > 0; pauseMs = Math.min(pauseMs * 2, 500)) {
    if (performance.now() > deadline)
      throw new GatewayError(
        'UNAVAILABLE',
        'The database has been deleting for ten minutes. It goes on; ask again later.',
      )
    await new Promise((resolve) => setTimeout(resolve, pauseMs))
    const still = new Set((await running()).map(({ mutation_id }) => mutation_id))
    waitingFor = new Set([...waitingFor].filter((id) => still.has(id)))
  }
}

/** Writes the parts again that hold masked rows, without them. @returns the tables that had any. */
export async function purgeDeleted(client: ClickHouseClient): Promise<string[]> {
  const masked = await select<{ table: string }>(
    client,
    `SELECT DISTINCT table FROM system.parts
    WHERE database = currentDatabase() AND active AND has_lightweight_delete AND NOT startsWith(table, '.')`,
  )
  for (const { table } of masked) {
    await client.command({ query: `ALTER TABLE ${table} APPLY DELETED MASK SETTINGS mutations_sync = 0` })
    await mutationsDone(client, table)
  }
  return masked.map(({ table }) => table)
}
