import { EngineError } from './embedded.ts'
import { shardDatabase } from './stores.ts'

const comments = /^(?:\s*--.*\n)*\s*/
const tableColumn = /^\s*location_id String/m

/**
 * What a statement of `ddl/` becomes in the database that spans the shards of a cluster, after it ran as it stands in
 * the database of each shard. Tables become `Distributed`, or views of what each shard has alike; views stay as they
 * are, over those, and materialized views are the shards' own.
 * @throws EngineError for a statement that has no such form.
 */
export function spanningStatements(statement: string, cluster: string, database: string): string[] {
  const text = statement.replace(comments, '')
  const [, created] = /^CREATE TABLE (?:IF NOT EXISTS )?(\w+)/.exec(text) ?? []
  if (created !== undefined) return [createSpanning(text, created, cluster, shardDatabase(database))]
  if (/^CREATE MATERIALIZED VIEW\b/.test(text)) return []
  if (/^CREATE VIEW\b/.test(text)) return [text]
  const [, what, dropped] = /^DROP (TABLE|VIEW) (?:IF EXISTS )?(\w+)/.exec(text) ?? []
  // A materialized view is dropped as a view, and there is none here.
  if (dropped !== undefined) return [`DROP ${what} IF EXISTS ${dropped}`]
  // Of keys, indexes, settings and TTL only the shards know; columns are known to both.
  if (/^ALTER TABLE\b/.test(text)) return /\b(?:ADD|DROP|MODIFY|RENAME) COLUMN\b/.test(text) ? [text] : []
  throw new EngineError(`This statement has no form for a cluster yet: ${text.slice(0, 80)}…`)
}

/**
 * All of one location lies on one shard. What belongs to no location is the same on each, so that no other need be
 * asked.
 */
const createSpanning = (text: string, table: string, cluster: string, shard: string) =>
  tableColumn.test(text)
    ? `CREATE TABLE ${table} AS ${shard}.${table} ENGINE = Distributed('${cluster}', '${shard}', '${table}', cityHash64(location_id))`
    : `CREATE VIEW ${table} AS SELECT * FROM ${shard}.${table}`
