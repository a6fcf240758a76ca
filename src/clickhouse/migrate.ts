import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { deriveOldRows, type OnDerive } from '../rebuild/derive-old-rows.ts'
import { databaseErrorCode, lacksRight } from '../sql/database-error.ts'
import type { ClickHouse } from './clickhouse.ts'
import { EngineError } from './embedded.ts'

export interface Migration {
  name: string
  checksum: string
  statements: readonly string[]
}

export interface MigrationState {
  applied: readonly string[]
  pending: readonly string[]
  /** Applied by a newer version: this one does not know them. */
  unknown: readonly string[]
}

export interface MigrateOptions {
  migrations?: readonly Migration[]
  onApply?: (name: string) => void
  /** Of a new materialized view, what was stored before it is derived; that may take its time. */
  onDerive?: OnDerive
}

// Both src/clickhouse and dist/clickhouse lie two levels below the package.
const ddlDirectory = fileURLToPath(new URL('../../ddl/', import.meta.url))

/** The numbered, forward-only files of `ddl/`, in order. Statements end with `;` at the end of a line. */
export function readMigrations(directory: string = ddlDirectory): Migration[] {
  return readdirSync(directory)
    .filter((file) => /^\d{3}_.+\.sql$/.test(file))
    .sort()
    .map((file) => {
      const text = readFileSync(`${directory}/${file}`, 'utf8')
      return {
        name: file.replace(/\.sql$/, ''),
        checksum: createHash('sha256').update(text.replace(/\r\n/g, '\n')).digest('hex'),
        statements: text
          .split(/;[ \t]*(?:\r?\n|$)/)
          .filter((statement) => statement.replace(/^\s*--.*$/gm, '').trim() !== ''),
      }
    })
}

/**
 * Brings the database to the newest schema. Safe to run from several instances at once: every statement may find its
 * object already made by another instance, and a checksum is recorded idempotently after the file's last statement.
 * @throws EngineError when an applied file was edited: what ran cannot be changed, only followed by a new file. And
 * when the database
 * user may not change the schema.
 */
export async function migrate(
  clickhouse: ClickHouse,
  { migrations = readMigrations(), onApply, onDerive }: MigrateOptions = {},
): Promise<MigrationState> {
  const recorded = await recordedChecksums(clickhouse)
  const [edited] = editedAmong(migrations, recorded)
  if (edited !== undefined)
    throw new EngineError(
      `The migration ${edited} was edited after it had been applied. Restore the file and put the change into a new one.`,
    )
  const pending = migrations.filter(({ name }) => !recorded.has(name))
  if (pending.length > 0 && clickhouse.cluster !== undefined)
    throw new EngineError(
      `${pending.length} migrations wait, and the database is spread over the cluster ${clickhouse.cluster}. Run \`attrigraph migrate --cluster ${clickhouse.cluster}\`.`,
    )
  // Only then: whoever serves a database that is up to date needs no right to change it.
  for (const [index, migration] of pending.entries()) {
    try {
      if (index === 0) await createRecord(clickhouse)
      await apply(clickhouse, migration, onDerive)
    } catch (cause) {
      throw lacksRight(cause) ? mayNotMigrate(pending.slice(index), cause) : cause
    }
    onApply?.(migration.name)
  }
  return { applied: pending.map(({ name }) => name), pending: [], unknown: unknownAmong(migrations, recorded) }
}

async function apply(clickhouse: ClickHouse, { name, checksum, statements }: Migration, onDerive?: OnDerive) {
  for (const statement of statements) await applyOnce(clickhouse, statement)
  // Before it is recorded, so that an interruption is made up for by the next start.
  await deriveOldRows(clickhouse, statements.flatMap(viewOf), onDerive)
  await clickhouse.client.insert({ table: 'schema_migrations', values: [{ name, checksum }], format: 'JSONEachRow' })
}

/** Who serves may change nothing, so a new version waits for somebody else. */
const mayNotMigrate = (waiting: readonly Migration[], cause: unknown) =>
  new EngineError(
    `${waiting.length} ${waiting.length === 1 ? 'migration waits' : 'migrations wait'}, and this database user may not change the schema: ${waiting.map(({ name }) => name).join(', ')}. Run \`attrigraph migrate\` as a user who may (docs/clickhouse-user.md).`,
    { cause },
  )

/** Which migrations ran and which wait; changes nothing. */
export async function migrationState(
  clickhouse: ClickHouse,
  migrations: readonly Migration[] = readMigrations(),
): Promise<MigrationState> {
  const recorded = await recordedChecksums(clickhouse)
  const [applied, pending] = [
    migrations.filter((m) => recorded.has(m.name)),
    migrations.filter((m) => !recorded.has(m.name)),
  ]
  return {
    applied: applied.map((m) => m.name),
    pending: pending.map((m) => m.name),
    unknown: unknownAmong(migrations, recorded),
  }
}

/** Which migrations ran with another text than they have now. */
export async function editedMigrations(
  clickhouse: ClickHouse,
  migrations: readonly Migration[] = readMigrations(),
): Promise<string[]> {
  return editedAmong(migrations, await recordedChecksums(clickhouse))
}

/**
 * By name, the checksum of each text with which a migration was applied: more than one if instances had different
 * texts.
 */
type Recorded = ReadonlyMap<string, readonly string[]>

const editedAmong = (migrations: readonly Migration[], recorded: Recorded): string[] =>
  migrations
    .filter(({ name, checksum }) => recorded.get(name)?.some((applied) => applied !== checksum) === true)
    .map(({ name }) => name)

function unknownAmong(migrations: readonly Migration[], recorded: Recorded): string[] {
  const known = new Set(migrations.map(({ name }) => name))
  return [...recorded.keys()].filter((name) => !known.has(name)).sort()
}

/** The materialized view that a statement makes. */
const viewOf = (statement: string): string[] =>
  /^(?:\s*--.*\n)*\s*CREATE MATERIALIZED VIEW (?:IF NOT EXISTS )?(\w+)/.exec(statement)?.slice(1, 2) ?? []

async function createRecord({ client }: ClickHouse): Promise<void> {
  await client.command({
    query: `CREATE TABLE IF NOT EXISTS schema_migrations (name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3))
      ENGINE = ReplacingMergeTree ORDER BY (name, checksum)`,
  })
}

const unknownTable = '60'

async function recordedChecksums({ client }: ClickHouse): Promise<Recorded> {
  const query = 'SELECT name, groupUniqArray(checksum) AS checksums FROM schema_migrations GROUP BY name'
  try {
    const result = await client.query({ query, format: 'JSONEachRow' })
    const rows = await result.json<{ name: string; checksums: string[] }>()
    return new Map(rows.map(({ name, checksums }) => [name, checksums]))
  } catch (error) {
    if (databaseErrorCode(error) === unknownTable) return new Map()
    throw error
  }
}

/** `CREATE` becomes `CREATE … IF NOT EXISTS`: an instance that was faster, or killed half-way, is no error. */
async function applyOnce({ client }: ClickHouse, statement: string): Promise<void> {
  const query = statement.replace(
    /^(\s*(?:--.*\s+)*CREATE (?:TABLE|VIEW|MATERIALIZED VIEW)) (?!IF NOT EXISTS)/,
    '$1 IF NOT EXISTS ',
  )
  await client.command({ query })
}
