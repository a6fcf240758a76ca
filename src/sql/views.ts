import { readMigrations } from '../clickhouse/migrate.ts'

/** The views of `ddl/` by name, each with the query that the last file to create it gives. */
export function readViews(): ReadonlyMap<string, string> {
  const views = new Map<string, string>()
  for (const { statements } of readMigrations())
    for (const statement of statements) {
      const text = withoutComments(statement)
      const [, created, query = ''] = /^CREATE (?:OR REPLACE )?VIEW (\w+) AS\s+([\s\S]+)$/.exec(text) ?? []
      const [, dropped] = /^DROP VIEW (?:IF EXISTS )?(\w+)/.exec(text) ?? []
      if (created !== undefined) views.set(created, query)
      if (dropped !== undefined) views.delete(dropped)
    }
  return views
}

/** Lines that are comments alone; no text in our SQL has such lines. */
export function withoutComments(sql: string): string {
  return sql.replace(/^[ \t]*--.*\n?/gm, '').trim()
}
