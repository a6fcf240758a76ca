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
    return `The database user lacks a right for this: error ${code}${name}. Run it as one who has it (docs/clickhouse-user.md, for backups docs/backup.md). DEBUG=1 shows which.`
  return `ClickHouse refused a statement with error ${code}${name}. DEBUG=1 shows it whole.`
}
