import { databaseErrorCode, lacksRight } from '../sql/database-error.ts'

/** Ends a command that cannot go on: the reason for a human, the stack only on request (`DEBUG=1`). */
export function reportFailure(error: unknown): never {
  console.error(process.env.DEBUG ? error : reasonOf(error))
  process.exit(1)
}

/** The words of the database quote SQL and values: its number and name for the error tell as much. */
function reasonOf(error: unknown): string {
  const code = databaseErrorCode(error)
  if (code === undefined) return error instanceof Error ? error.message : String(error)
  const name = error instanceof Error && 'type' in error ? ` (${error.type})` : ''
  if (lacksRight(error))
    return `The database user lacks a right for this: error ${code}${name}.${missingRight(error)} Run it as one who has it (docs/clickhouse-user.md, for backups docs/backup.md, on a cluster docs/cluster.md). DEBUG=1 shows more.`
  return `ClickHouse refused a statement with error ${code}${name}. DEBUG=1 shows it whole.`
}

/** `SELECT ON system.clusters`: names of tables and columns, and no more of the database's words. */
function missingRight(error: unknown): string {
  const [, right] = / have the grant (.+? ON [^\s.]+(?:\.[^\s.]+)?)/.exec(String(error)) ?? []
  return right === undefined ? '' : ` It needs the grant ${right}.`
}
