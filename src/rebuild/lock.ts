import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from '../clickhouse/select.ts'

const lockTable = 'rebuild_lock'
/** Who holds the lock says so this often; who has not for so long is gone, and the next one takes over. */
const keepEveryMs = 20_000
const deadAfterMs = 180_000

/**
 * One rebuild at a time, over all instances: a table can be created only once. Its comment names the run that holds it.
 * @throws EngineError when another rebuild is running, or was interrupted on a server less than three minutes ago.
 */
export async function takeLock(clickhouse: ClickHouse, runId: string, force: boolean): Promise<void> {
  const held = await readLock(clickhouse)
  if (held !== undefined && (force || isDead(clickhouse, held))) await dropLock(clickhouse)
  try {
    await clickhouse.client.command({
      query: `CREATE TABLE ${lockTable} (nothing UInt8) ENGINE = Null COMMENT '${runId}'`,
    })
  } catch (error) {
    if (!isTableThere(error)) throw error
    const since = (await readLock(clickhouse))?.since.toISOString() ?? 'just now'
    throw new EngineError(
      `Another rebuild is running, or one was interrupted (last heard of ${since}). When none is running: attrigraph rebuild --force`,
    )
  }
}

/** Whether a rebuild is running, as far as anybody can tell. */
export async function isLocked(clickhouse: ClickHouse): Promise<boolean> {
  const held = await readLock(clickhouse)
  return held !== undefined && !isDead(clickhouse, held)
}

/** Says again and again that the run is alive, until the returned function is called. */
export function keepLock(clickhouse: ClickHouse, runId: string): () => void {
  const timer = setInterval(() => {
    // Writing the comment again moves the time of the table. Of a lock that another run has taken only that run may.
    readLock(clickhouse)
      .then((held) =>
        held?.runId === runId
          ? clickhouse.client.command({ query: `ALTER TABLE ${lockTable} MODIFY COMMENT '${runId}'` })
          : undefined,
      )
      .catch(() => undefined)
  }, keepEveryMs)
  timer.unref()
  return () => clearInterval(timer)
}

/** Leaves alone a lock that another run has taken by force. */
export async function releaseLock(clickhouse: ClickHouse, runId: string): Promise<void> {
  if ((await readLock(clickhouse))?.runId === runId) await dropLock(clickhouse)
}

interface Lock {
  runId: string
  /** When it was last heard of. */
  since: Date
  silentMs: number
}

async function readLock({ client }: ClickHouse): Promise<Lock | undefined> {
  const [row] = await select<{ comment: string; since: number; silent: number }>(
    client,
    `SELECT comment, toUnixTimestamp(metadata_modification_time) AS since, toUnixTimestamp(now()) AS now, now - since AS silent
    FROM system.tables WHERE database = currentDatabase() AND name = '${lockTable}'`,
  )
  return row && { runId: row.comment, since: new Date(row.since * 1_000), silentMs: Number(row.silent) * 1_000 }
}

/** Who took the lock before this process had the data to itself is gone. The engine tells whole seconds. */
const isDead = ({ exclusiveSince }: ClickHouse, { since, silentMs }: Lock) =>
  silentMs > deadAfterMs ||
  (exclusiveSince !== undefined && since.getTime() < Math.floor(exclusiveSince.getTime() / 1_000) * 1_000)

/** By its code: the embedded engine throws a class of its own. */
const isTableThere = (error: unknown) => error instanceof Error && 'code' in error && error.code === '57'

const dropLock = ({ client }: ClickHouse) => client.command({ query: `DROP TABLE IF EXISTS ${lockTable} SYNC` })
