import { EngineError } from './embedded.ts'

/** The table on each shard that holds what the `Distributed` table of the plain name reads and writes. */
export const localName = (table: string): string => `${table}_local`

const comments = /^(?:\s*--.*\n)*\s*/
const createdTable = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/
const tableColumn = /^\s*location_id String/m

/**
 * The form that a statement of `ddl/` has on every shard of a cluster. Tables become a local table and a `Distributed` one of the
 * plain name, materialized views lead from local table to local table, and views stay as they are, over the `Distributed` tables.
 * @param tables All tables that `ddl/` creates.
 * @throws EngineError for a statement that has no such form.
 */
export function clusterStatements(statement: string, cluster: string, tables: ReadonlySet<string>): string[] {
  const text = statement.replace(comments, '')
  const [, created] = createdTable.exec(text) ?? []
  if (created !== undefined) return [createLocal(text, created), createDistributed(text, created, cluster)]
  if (/^CREATE MATERIALIZED VIEW\b/.test(text)) return [betweenLocals(text, tables)]
  if (/^(?:CREATE|DROP) VIEW\b/.test(text)) return [text]
  const [, dropped] = /^DROP TABLE (?:IF EXISTS )?(\w+)/.exec(text) ?? []
  if (dropped !== undefined) return [text, replaceFirst(text, dropped)]
  const [, altered] = /^ALTER TABLE (\w+)/.exec(text) ?? []
  if (altered !== undefined)
    // Of keys, indexes, settings and TTL only the local table knows; columns are known to both.
    return /\b(?:ADD|DROP|MODIFY|RENAME) COLUMN\b/.test(text)
      ? [replaceFirst(text, altered), text]
      : [replaceFirst(text, altered)]
  throw new EngineError(`This statement has no form for a cluster yet: ${text.slice(0, 80)}…`)
}

/** The tables that statements create. */
export const tablesOf = (statements: readonly string[]): ReadonlySet<string> =>
  new Set(statements.flatMap((statement) => createdTable.exec(statement.replace(comments, ''))?.[1] ?? []))

const replaceFirst = (text: string, table: string) => text.replace(new RegExp(`\\b${table}\\b`), localName(table))

const createLocal = (text: string, table: string) => replaceFirst(text, table)

/** All of one location lies on one shard. What belongs to no location lies on the first, so that every shard reads the same. */
const createDistributed = (text: string, table: string, cluster: string) =>
  `CREATE TABLE ${table} AS ${localName(table)} ENGINE = Distributed('${cluster}', currentDatabase(), '${localName(table)}', ${
    tableColumn.test(text) ? 'cityHash64(location_id)' : '0'
  })`

/** The plain name stays as an alias, for columns that are named with it. */
function betweenLocals(text: string, tables: ReadonlySet<string>): string {
  return text
    .replace(/\bTO (\w+)/, (_, table: string) => `TO ${localName(table)}`)
    .replace(
      /\b(FROM|JOIN)(\s+)(\w+)(?!\w)(?=(\s+AS\b)?)/g,
      (whole, word: string, space: string, table: string, as?: string) =>
        tables.has(table) ? `${word}${space}${localName(table)}${as === undefined ? ` AS ${table}` : ''}` : whole,
    )
}
