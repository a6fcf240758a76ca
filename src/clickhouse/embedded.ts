import { mkdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { createClient } from '@clickhouse/client'
import type { ChdbConnection } from 'chdb/connection'

type ClientConfig = NonNullable<Parameters<typeof createClient>[0]>
/** The contract between `@clickhouse/client` and what carries its queries. */
export type Connection = NonNullable<ClientConfig['connection']>

/** A start that cannot succeed; the message says what to do next. */
export class EngineError extends Error {
  override readonly name = 'EngineError'
}

/**
 * Opens the embedded engine on a data directory, as a pool of connections.
 * One connection runs one query at a time, so `size` queries run side by side.
 * @throws EngineError when the package is missing or another process holds the directory.
 */
export async function openEmbedded(path: string, size: number): Promise<Connection & PooledConnection> {
  const { createChdbConnection } = await import('chdb/connection').catch((cause: unknown) => {
    throw new EngineError(
      'The embedded engine (npm package "chdb") is not installed; it exists for Linux (glibc) and macOS. ' +
        'Run `npm install` without --omit=optional, or set CLICKHOUSE_URL to use a ClickHouse server.',
      { cause },
    )
  })
  const directory = path === ':memory:' ? path : resolve(path)
  if (directory !== ':memory:') mkdirSync(directory, { recursive: true })
  const open = () => withoutRequestSettings(createChdbConnection({ path: directory }))
  try {
    return poolOf(Array.from({ length: size }, open))
  } catch (cause) {
    // The engine prints its own reason; all that reaches us is that it could not open.
    throw new EngineError(
      `The data directory ${directory} is in use by another process, or cannot be written. ` +
        'Stop the other process or set another DATA_DIR.',
      { cause },
    )
  }
}

/**
 * A setting that a request carries would stay on the embedded connection for all later queries (and `readonly` would lock
 * it for good): the gateway states settings inside its statements, and those of the HTTP protocol do not apply here.
 */
function withoutRequestSettings(connection: ChdbConnection): Connection {
  return {
    ping: ({ clickhouse_settings: _, ...params }) => connection.ping(params),
    query: ({ clickhouse_settings: _, ...params }) => connection.query(params),
    insert: ({ clickhouse_settings: _, ...params }) => connection.insert(params),
    command: ({ clickhouse_settings: _, ...params }) => connection.command(params),
    exec: ({ clickhouse_settings: _, ...params }) => connection.exec(params),
    close: () => connection.close(),
  }
}

/** Runs a statement on every connection of the pool, for what belongs to a connection: `USE` and `SET`. */
export interface PooledConnection {
  prepare(statements: readonly string[]): Promise<void>
}

function poolOf(connections: readonly Connection[]): Connection & PooledConnection {
  const running = connections.map(() => 0)
  async function onLeastBusy<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const index = running.indexOf(Math.min(...running))
    const connection = connections[index]
    if (connection === undefined) throw new EngineError('The connection pool is empty.')
    running[index] = (running[index] ?? 0) + 1
    try {
      return await work(connection)
    } finally {
      running[index] = (running[index] ?? 1) - 1
    }
  }
  return {
    ping: (params) => onLeastBusy((connection) => connection.ping(params)),
    query: (params) => onLeastBusy((connection) => connection.query(params)),
    insert: (params) => onLeastBusy((connection) => connection.insert(params)),
    command: (params) => onLeastBusy((connection) => connection.command(params)),
    exec: (params) => onLeastBusy((connection) => connection.exec(params)),
    close: async () => {
      for (const connection of connections) await connection.close()
    },
    prepare: async (statements) => {
      for (const connection of connections) for (const query of statements) await connection.command({ query })
    },
  }
}
