import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouseClient } from '@clickhouse/client'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from '../clickhouse/select.ts'
import { databaseErrorCode } from '../sql/database-error.ts'

export type OnProgress = (doneBytes: number, totalBytes: number) => void

/** Of a backup: what was written, without what its base holds. Of a restore: what was read, of the base too. */
export interface OperationReport {
  bytes: number
  files: number
}

interface State {
  status: string
  total: string
  done: string
  files: string
  written_bytes: string
  written_files: string
  reason: string
}

const pollMs = 200
const notConfigured = '318'
/** Of a place that is not among the allowed ones. */
const badArguments = '36'

/**
 * Runs a `BACKUP` or `RESTORE` in the background of the server and follows it to its end. @throws EngineError with what
 * to do next.
 */
export async function runOperation(
  client: ClickHouseClient,
  statement: string,
  onProgress: OnProgress = () => undefined,
): Promise<OperationReport> {
  const [started] = await select<{ id: string }>(client, `${statement} ASYNC`).catch((error: unknown) => {
    if (databaseErrorCode(error) === notConfigured) throw notAllowed(error)
    throw error
  })
  if (started === undefined) throw new EngineError('The server did not say under which id it works.')
  for (;;) {
    const [state] = await select<State>(
      client,
      `SELECT toString(status) AS status, toString(total_size) AS total, toString(num_files) AS files, toString(bytes_read) AS done,
        toString(compressed_size) AS written_bytes, toString(num_entries) AS written_files,
        extract(error, '^Code: ([0-9]+)') AS reason
      FROM system.backups WHERE id = {id:String}`,
      { id: started.id },
    )
    if (state === undefined) throw new EngineError('The server forgot the operation: it was restarted. Begin again.')
    if (state.status === 'BACKUP_CREATED')
      return { bytes: Number(state.written_bytes), files: Number(state.written_files) }
    if (state.status === 'RESTORED') return { bytes: Number(state.total), files: Number(state.files) }
    if (/FAILED|CANCELLED/.test(state.status)) throw failed(state)
    onProgress(Number(state.done), Number(state.total))
    await sleep(pollMs)
  }
}

const notAllowed = (cause?: unknown) =>
  new EngineError(
    'The server allows no backups there: set backups.allowed_disk or backups.allowed_path in its configuration (docs/backup.md).',
    { cause },
  )

const reasons: Readonly<Record<string, string>> = {
  '344': 'this build of ClickHouse writes and reads no archives there; name a directory.',
  '598': 'there is a backup already; choose another path.',
  '599': 'there is no backup.',
  '608': 'the backup does not hold this database; name it with --database.',
  '609': 'the backup does not hold these tables: it is of another database (--database), or of erasures only.',
  '497': 'the database user lacks the right (docs/backup.md).',
}

function failed({ status, reason }: State): EngineError {
  if (reason === notConfigured || reason === badArguments) return notAllowed()
  const why = reasons[reason] ?? `error ${reason}; the server's log has the rest.`
  return new EngineError(`The server ended with ${status}: ${why}`)
}
