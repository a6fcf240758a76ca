import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import { deleteRows } from './delete-rows.ts'
import { type Feed, madeByRebuild } from './derived-tables.ts'

/**
 * The tables that a rebuild fills next to the served ones, and the views that fill them. Their names are of one run: a
 * run whose shadows were cleared away by another one fails, and never puts the half-filled tables of the other in
 * place.
 */
export function createShadows(client: ClickHouseClient, runId: string, feeds: readonly Feed[]) {
  const tables = [...new Set(feeds.map(({ target }) => target))]
  const shadowOf = (name: string) => `${name}_rebuild_${runId}`

  return {
    tables,
    shadowOf,

    /** From now on, what comes in goes to both. */
    async create(): Promise<void> {
      for (const table of tables) await client.command({ query: `CREATE TABLE ${shadowOf(table)} AS ${table}` })
      for (const { view, target, select } of feeds)
        await client.command({
          query: `CREATE MATERIALIZED VIEW ${shadowOf(view)} TO ${shadowOf(target)} AS ${select}`,
        })
    },

    /** The rows of the served tables, but for those of some locations. Parts are linked, not copied. */
    async takeOver(exceptLocations: readonly string[]): Promise<void> {
      for (const table of tables) {
        await client.command({ query: `ALTER TABLE ${shadowOf(table)} ATTACH PARTITION ALL FROM ${table}` })
        await deleteRows(client, shadowOf(table), {
          where: 'location_id IN {locations:Array(String)}',
          params: { locations: exceptLocations },
        })
      }
    },

    /** A view finds its table by name, so that both go on being filled: the view follows the name, not the table. */
    async exchange(): Promise<void> {
      for (const table of tables) await client.command({ query: `EXCHANGE TABLES ${table} AND ${shadowOf(table)}` })
    },

    /** @param drained Resolves when no insert uses the views any more: it would fail for want of the tables. */
    async drop(drained: () => Promise<void>): Promise<void> {
      for (const { view } of feeds) await dropTable(client, shadowOf(view))
      await drained()
      for (const table of tables) await dropTable(client, shadowOf(table))
    },
  }
}

/**
 * Drops what earlier runs have made and not removed: views first, so that nothing is inserted into a table that is
 * gone.
 */
export async function dropLeftovers(client: ClickHouseClient): Promise<void> {
  const leftovers = await select<{ name: string }>(
    client,
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND match(name, {made_by_rebuild:String})
    ORDER BY engine = 'MaterializedView' DESC, name`,
    { made_by_rebuild: madeByRebuild },
  )
  for (const { name } of leftovers) await dropTable(client, name)
}

const dropTable = (client: ClickHouseClient, name: string) =>
  client.command({ query: `DROP TABLE IF EXISTS ${name} SYNC` })
