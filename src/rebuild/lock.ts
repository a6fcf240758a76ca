import type { ClickHouse } from '../clickhouse/client.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from './derived-tables.ts'

const lockTable = 'rebuild_lock'

/**
 * One rebuild at a time, over all instances: a table can be created only once. Its comment names the run that holds it.
 * @throws EngineError when another rebuild is running, or was interrupted on a server, where nobody can tell which.
 */
export async function takeLock(clickhouse: ClickHouse, runId: string, force: boolean): Promise<void> {
  const held = await readLock(clickhouse)
  if (held !== undefined && (force || isDead(clickhouse, held.since))) await dropLock(clickhouse)
  try {
    await clickhouse.client.command({
      query: `CREATE TABLE ${lockTable} (nothing UInt8) ENGINE = Null COMMENT '${runId}'`,
    })
  } catch (error) {
    if (!isTableThere(error)) throw error
    const since = (await readLock(clickhouse))?.since.toISOString() ?? 'just now'
    throw new EngineError(
      `Another rebuild is running, or one was interrupted (begun ${since}). When none is running: attrigraph rebuild --force`,
    )
  }
}

/** Leaves alone a lock that another run has taken by force. */
export async function releaseLock(clickhouse: ClickHouse, runId: string): Promise<void> {
  if ((await readLock(clickhouse))?.runId === runId) await dropLock(clickhouse)
}

interface Lock {
  runId: string
  since: Date
}

async function readLock({ client }: ClickHouse): Promise<Lock | undefined> {
  const [row] = await select<{ comment: string; since: number }>(
    client,
    `SELECT comment, toUnixTimestamp(metadata_modification_time) AS since
    FROM system.tables WHERE database = currentDatabase() AND name = '${lockTable}'`,
  )
  return row && { runId: row.comment, since: new Date(row.since * 1_000) }
}

/** Who took the lock before this process had the data to itself is gone. The engine tells whole seconds. */
const isDead = ({ exclusiveSince }: ClickHouse, since: Date) =>
  exclusiveSince !== undefined && since.getTime() < Math.floor(exclusiveSince.getTime() / 1_000) * 1_000

/** By its code: the embedded engine throws a class of its own. */
const isTableThere = (error: unknown) => error instanceof Error && 'code' in error && error.code === '57'

const dropLock = ({ client }: ClickHouse) => client.command({ query: `DROP TABLE IF EXISTS ${lockTable} SYNC` })
