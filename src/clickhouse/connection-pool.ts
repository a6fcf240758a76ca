import { text } from 'node:stream/consumers'
import type { createClient } from '@clickhouse/client'

type ClientConfig = NonNullable<Parameters<typeof createClient>[0]>
/** The contract between `@clickhouse/client` and what carries its queries. */
export type Connection = NonNullable<ClientConfig['connection']>

/** Runs a statement on every connection of the pool, for what belongs to a connection: `USE` and `SET`. */
export interface PooledConnection {
  prepare(statements: readonly string[]): Promise<void>
}

/**
 * Work waits, in the order of its coming, until a connection is really free. Of a query that failed in the middle, the
 * engine keeps what was written already, and hands it over in front of the next answer on that connection, whoever
 * asks: so it is taken off before.
 */
export function poolOf(connections: readonly Connection[]): Connection & PooledConnection {
  const idle = [...connections]
  const waiting: ((connection: Connection) => void)[] = []
  /** Whose last work failed. One that cannot be cleared stays here, and refuses all work. */
  const failed = new Set<Connection>()

  async function take(): Promise<Connection> {
    return idle.pop() ?? new Promise((resolve) => waiting.push(resolve))
  }
  function giveBack(connection: Connection): void {
    const next = waiting.shift()
    if (next === undefined) idle.push(connection)
    else next(connection)
  }
  async function onOne<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = await take()
    try {
      if (failed.has(connection)) {
        await clear(connection)
        failed.delete(connection)
      }
      return await work(connection)
    } catch (error) {
      failed.add(connection)
      throw error
    } finally {
      giveBack(connection)
    }
  }

  return {
    ping: (params) => onOne((connection) => connection.ping(params)),
    query: (params) => onOne((connection) => connection.query(params)),
    insert: (params) => onOne((connection) => connection.insert(params)),
    command: (params) => onOne((connection) => connection.command(params)),
    exec: (params) => onOne((connection) => connection.exec(params)),
    close: async () => {
      // A connection must not be closed under a query that still runs, even if nobody waits for it any more.
      const all: Connection[] = []
      for (const _ of connections) all.push(await take())
      for (const connection of all) await connection.close()
      // Whoever comes later is told by the connection itself that it is closed.
      for (const connection of all) giveBack(connection)
    },
    prepare: async (statements) => {
      for (const connection of connections) for (const query of statements) await connection.command({ query })
    },
  }
}

const sentinel = 'clear'

/** @throws Error when something of another query still comes with the answer. */
async function clear(connection: Connection): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt++) {
    const { stream } = await connection.exec({ query: `SELECT '${sentinel}' FORMAT RawBLOB` })
    if ((await text(stream)) === sentinel) return
  }
  throw new Error('The embedded engine mixes answers up.')
}
