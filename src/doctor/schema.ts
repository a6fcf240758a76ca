import { editedMigrations, migrationState, readMigrations } from '../clickhouse/migrate.ts'
import { type Check, type Finding, problem } from './check.ts'

/**
 * The objects that `ddl/` creates, by their names. Over the shards of a cluster there are no materialized views: those
 * are the shards'.
 */
function createdObjects(spansShards: boolean): string[] {
  const created = spansShards ? /CREATE (?:TABLE|VIEW) (\w+)/ : /CREATE (?:TABLE|VIEW|MATERIALIZED VIEW) (\w+)/
  const statements = readMigrations().flatMap((migration) => migration.statements)
  const names = statements.flatMap((text) => created.exec(text)?.[1] ?? [])
  return [...new Set(names)]
}

export const schema: Check = {
  name: 'schema',
  title: 'every migration is applied, as it stands in ddl/, and what it made is there',
  needsSchema: false,
  onShards: true,
  async run({ clickhouse, rows }) {
    const findings: Finding[] = []
    const { pending, unknown } = await migrationState(clickhouse)
    if (unknown.length > 0)
      findings.push(
        problem(
          `The database has migrations of a newer version: ${unknown.join(', ')}.`,
          'Use that version or a later one: this one may answer wrongly from it.',
        ),
      )
    if (pending.length > 0)
      findings.push(problem(`Migrations wait: ${pending.join(', ')}.`, 'Run `attrigraph migrate`.'))
    const edited = await editedMigrations(clickhouse)
    if (edited.length > 0)
      findings.push(
        problem(
          `Migrations were applied with another text than they have now: ${edited.join(', ')}.`,
          'Restore the files, or take the version of the gateway that made this database.',
        ),
      )
    const found = new Set(
      (await rows<{ name: string }>('SELECT name FROM system.tables WHERE database = currentDatabase()')).map(
        ({ name }) => name,
      ),
    )
    const missing =
      pending.length > 0 ? [] : createdObjects(clickhouse.cluster !== undefined).filter((name) => !found.has(name))
    if (missing.length > 0)
      findings.push(
        problem(
          `Tables or views are missing: ${missing.join(', ')}.`,
          'Stop ingest and create them again from ddl/. After a materialized view, `attrigraph rebuild` derives what came in meanwhile.',
        ),
      )
    return findings
  },
}
