import type { ClickHouseClient } from '@clickhouse/client'

/** Counts writes to what questions about whole locations depend on. Equal readings: nothing was written in between. */
export interface WriteClock {
  readonly reading: number
}

/**
 * Tables that are written all the time, and say nothing about what `src/sql/foreknowledge.ts` keeps. Any other write
 * counts.
 */
const indifferent: ReadonlySet<string> = new Set(['api_requests', 'ingest_stats', 'event_claims', 'event_ids'])

const targetOf = (query: string): string | undefined => /^\s*INSERT INTO (\w+)/.exec(query)?.[1]
const reads = (query: string): boolean => /^\s*(?:SELECT|WITH)\b/.test(query)

const clocks = new Map<string, { reading: number }>()

/**
 * A client that moves a clock before and after each write. All clients of one database in this process share one clock,
 * as they share the embedded engine; no other process can write there.
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
    indifferent.has(params.table) ? client.insert(params) : moving(() => client.insert(params))
  const exec: ClickHouseClient['exec'] = (params) =>
    reads(params.query) || indifferent.has(targetOf(params.query) ?? '')
      ? client.exec(params)
      : moving(() => client.exec(params))
  const command: ClickHouseClient['command'] = (params) => moving(() => client.command(params))
  const writing = { insert, exec, command }

  return {
    clock,
    client: new Proxy(client, {
      get(target, name) {
        if (name === 'insert' || name === 'exec' || name === 'command') return writing[name]
        const member: unknown = Reflect.get(target, name)
        return typeof member === 'function' ? member.bind(target) : member
      },
    }),
  }
}
