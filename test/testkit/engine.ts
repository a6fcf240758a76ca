import { type ClickHouse, createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { type Config, readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'

export const silentLog = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent')

export function testConfig(env: Record<string, string> = {}): Config {
  return readConfig({
    DATA_DIR: ':memory:',
    EMBEDDED_CONNECTIONS: '2',
    INGEST_FLUSH_MS: '1',
    LOG_LEVEL: 'silent',
    ...env,
  })
}

let databases = 0

/** The real engine, in memory, with a migrated database of its own: `await using engine = await testEngine()`. */
export async function testEngine(): Promise<ClickHouse & AsyncDisposable> {
  const config = testConfig({ CLICKHOUSE_DATABASE: `attrigraph_test_${++databases}` })
  const clickhouse = await createClickHouse(config)
  await migrate(clickhouse)
  return { ...clickhouse, [Symbol.asyncDispose]: () => clickhouse.close() }
}

/** Reads whole rows, for assertions about what is stored. */
export async function select<T>(
  { client }: ClickHouse,
  query: string,
  params: Record<string, unknown> = {},
): Promise<T[]> {
  return (await client.query({ query, query_params: params, format: 'JSONEachRow' })).json<T>()
}
