import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { migrationState, readMigrations } from '../clickhouse/migrate.ts'
import type { Feed } from './derived-tables.ts'

const viewInto = /CREATE MATERIALIZED VIEW (?:IF NOT EXISTS )?(\w+)\s+TO (\w+)/

/**
 * A table is derived from what views there are. Where one is gone, the table would be left as it is, or lack what that
 * view derives, and the rebuild would be called done.
 * @param tables Those that are to be rebuilt; all without it.
 * @throws EngineError that names the views which the applied migrations made and which are not there.
 */
export async function assertViews(
  clickhouse: ClickHouse,
  feeds: readonly Feed[],
  tables: readonly string[] | undefined,
): Promise<void> {
  const { applied } = await migrationState(clickhouse)
  const there = new Set(feeds.map(({ view }) => view))
  const missing = readMigrations()
    .filter(({ name }) => applied.includes(name))
    .flatMap(({ name, statements }) =>
      statements.flatMap((statement) => {
        const [, view = '', target = ''] = viewInto.exec(statement) ?? []
        const isWanted = view !== '' && (tables === undefined || tables.includes(target))
        return isWanted && !there.has(view) ? [`${view} into ${target} (ddl/${name}.sql)`] : []
      }),
    )
  if (missing.length > 0)
    throw new EngineError(
      `Materialized views are missing: ${missing.join(', ')}. Nothing was rebuilt. Create them again with the statements of these files, and repeat the rebuild: it derives what came in meanwhile.`,
    )
}
