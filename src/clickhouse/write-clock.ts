import type { ClickHouseClient } from '@clickhouse/client'

/** Counts writes to what questions about whole locations depend on. Equal readings: nothing was written in between. */
export interface WriteClock {
  readonly reading: number
}

/** Tables whose rows change what `src/sql/foreknowledge.ts` keeps. */
const watched: ReadonlySet<string> = new Set(['events', 'identity_mappings', 'channel_rules'])

const clocks = new Map<string, { reading: number }>()

/**
 * A client that moves a clock before and after each write. All clients of one database in this process share one clock, as they share the
 * embedded engine; no other process can write there.
 */
export function watchWrites(
  client: ClickHouseClient,
  database: string,
): { client: ClickHouseClient; clock: WriteClock } {
  const clock = clocks.get(database) ?? { reading: 0 }
  clocks.set(database, clock)

  async function moving<T>(write: () => Promise<T>): Promise<T> {
    clock.reading++
    try {
      return await write()
    } finally {
      // Who read meanwhile may have read the state before.
      clock.reading++
    }
  }

  const insert: ClickHouseClient['insert'] = (params) =>
    watched.has(params.table) ? moving(() => client.insert(params)) : client.insert(params)
  // Whatever it is: commands are rare.
  const command: ClickHouseClient['command'] = (params) => moving(() => client.command(params))
  const writing = { insert, command }

  return {
    clock,
    client: new Proxy(client, {
      get(target, name) {
        if (name === 'insert' || name === 'command') return writing[name]
        const member: unknown = Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    }),
  }
}
