import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ChdbConnection } from 'chdb/connection'
import { type Connection, type PooledConnection, poolOf } from './connection-pool.ts'

/** A start that cannot succeed; the message says what to do next. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}

/** There is no database where one was to be looked at. */
export class NoDatabaseError extends EngineError {}

/**
 * Opens the embedded engine on a data directory, as a pool of connections.
 * One connection runs one query at a time, so `size` queries run side by side.
 * @param backupDirectory Where it may write and read backups; without it, nowhere.
 * @throws EngineError when the package is missing or another process holds the directory.
 */
export async function openEmbedded(
  path: string,
  size: number,
  backupDirectory?: string,
): Promise<Connection & PooledConnection> {
  const { createChdbConnection, Session } = await loadEngine()
  const directory = path === ':memory:' ? path : resolve(path)
  // What the engine stores and backs up is for the owner of the process alone, and it takes the modes that it is given.
  process.umask(0o077)
  if (directory !== ':memory:') mkdirSync(directory, { recursive: true })
  const open = () => withoutRequestSettings(createChdbConnection({ path: directory }))
  try {
    if (backupDirectory === undefined || directory === ':memory:') return poolOf(Array.from({ length: size }, open))
    // Configuration is taken from the first session on a directory alone, and holds for all that are open beside it.
    const first = new Session(directory, { connectionArgs: [`--backups.allowed_path=${backupDirectory}`] })
    const pool = poolOf(Array.from({ length: size }, open))
    return {
      ...pool,
      close: async () => {
        await pool.close()
        first.close()
      },
    }
  } catch (cause) {
    // The engine prints its own reason; all that reaches us is that it could not open.
    throw new EngineError(
      `The data directory ${directory} is in use by another process, or cannot be written. ` +
        'Stop the other process or set another DATA_DIR.',
      { cause },
    )
  }
}

async function loadEngine() {
  try {
    return { ...(await import('chdb')), ...(await import('chdb/connection')) }
  } catch (cause) {
    throw new EngineError(
      'The embedded engine (npm package "chdb") is not installed; it exists for Linux (glibc) and macOS. ' +
        'Run `npm install` without --omit=optional, or set CLICKHOUSE_URL to use a ClickHouse server.',
      { cause },
    )
  }
}

/**
 * A setting that a request carries would stay on the embedded connection for all later queries (and `readonly` would
 * lock it for good): the gateway states settings inside its statements, and those of the HTTP protocol do not apply
 * here. Nor does an abort: the engine would go on computing, on a connection that looks free. Who aborts is answered by
 * the scheduler.
 */
function withoutRequestSettings(connection: ChdbConnection): Connection {
  return {
    ping: ({ clickhouse_settings: _, ...params }) => connection.ping(params),
    query: ({ clickhouse_settings: _, abort_signal: __, ...params }) => connection.query(params),
    insert: ({ clickhouse_settings: _, ...params }) => connection.insert(params),
    command: ({ clickhouse_settings: _, ...params }) => connection.command(params),
    exec: ({ clickhouse_settings: _, ...params }) => connection.exec(params),
    close: () => connection.close(),
  }
}
