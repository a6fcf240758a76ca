import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { storesOf } from '../../src/clickhouse/stores.ts'
import { openTestDatabase } from './test-database.ts'

let databases = 0

/**
 * The real engine with a migrated database of its own: `await using engine = await testEngine()`. In memory, or what
 * `TEST_ENGINE` says: `server`, a ClickHouse server, or `cluster`, two shards. One server or pair of shards serves all
 * tests of a process.
 */
export async function testEngine(): Promise<ClickHouse & AsyncDisposable> {
  const clickhouse = await openTestDatabase(`attrigraph_test_${++databases}`)
  return { ...clickhouse, [Symbol.asyncDispose]: () => clickhouse.close() }
}

/**
 * Where rows lie in such a database: the one of a single server, or on a cluster that of the first shard, which has
 * `oslo`.
 */
export async function testStore(): Promise<ClickHouse & AsyncDisposable> {
  const whole = await testEngine()
  const [store = whole] = storesOf(whole, 'A test')
  return { ...store, [Symbol.asyncDispose]: () => whole.close() }
}

/** Reads whole rows, for assertions about what is stored. */
export async function select<T>(
  { client }: ClickHouse,
  query: string,
  params: Record<string, unknown> = {},
): Promise<T[]> {
  return (await client.query({ query, query_params: params, format: 'JSONEachRow' })).json<T>()
}

/** Leaves nothing in a table, wherever its rows lie: on a cluster the table that spans the shards has none of its own. */
export async function empty(clickhouse: ClickHouse, table: string): Promise<void> {
  for (const { client } of storesOf(clickhouse, 'A test')) await client.command({ query: `TRUNCATE TABLE ${table}` })
}
