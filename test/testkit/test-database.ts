import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { migrateCluster } from '../../src/clickhouse/migrate-cluster.ts'
import { startClickHouseServer } from './clickhouse-server.ts'
import { startClickHouseShards, testCluster } from './clickhouse-shards.ts'
import { testConfig } from './config.ts'

const engines = ['embedded', 'server', 'cluster'] as const
export const testEngineMode = engines.find((engine) => engine === (process.env.TEST_ENGINE ?? 'embedded'))
if (testEngineMode === undefined) throw new Error(`TEST_ENGINE must be one of ${engines.join(', ')}.`)

let urls: Promise<readonly string[]> | undefined

/** Started once in a process; they end with it, because they notice that their parent is gone. */
async function serverUrls(): Promise<readonly string[]> {
  urls ??=
    testEngineMode === 'cluster'
      ? startClickHouseShards().then((shards) => shards.urls)
      : startClickHouseServer().then((server) => [server.url])
  return urls
}

/** A migrated database on what `TEST_ENGINE` names. */
export async function openTestDatabase(database: string): Promise<ClickHouse> {
  if (testEngineMode === 'embedded') return openEmbeddedDatabase(database)
  const shardUrls = await serverUrls()
  if (testEngineMode === 'cluster') return openClusterDatabase(shardUrls, database)
  return openServerDatabase(shardUrls[0] ?? '', database)
}

/** A migrated database on this server alone. */
export async function openServerDatabase(url: string, database: string): Promise<ClickHouse> {
  const clickhouse = await createClickHouse(serverConfig(url, database))
  await migrate(clickhouse)
  return clickhouse
}

/** A migrated database in this process. */
export async function openEmbeddedDatabase(database: string): Promise<ClickHouse> {
  const clickhouse = await createClickHouse(testConfig({ CLICKHOUSE_DATABASE: database }))
  await migrate(clickhouse)
  return clickhouse
}

/** A migrated database on these shards, as a gateway sees it that asks the first. */
export async function openClusterDatabase(shardUrls: readonly string[], database: string): Promise<ClickHouse> {
  const config = serverConfig(shardUrls[0] ?? '', database, { CLICKHOUSE_SHARD_URLS: shardUrls.join() })
  await migrateCluster(config, testCluster)
  return createClickHouse(config)
}

export const serverConfig = (url: string, database: string, env: Record<string, string> = {}) =>
  testConfig({
    CLICKHOUSE_URL: url,
    CLICKHOUSE_DATABASE: database,
    JWT_SECRET: 'no token is ever signed with this one',
    ...env,
  })
