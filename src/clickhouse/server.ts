import type { ClickHouseClient } from '@clickhouse/client'
import { assureDatabase } from './assure-database.ts'
import type { ClickHouse, ClickHouseConfig } from './clickhouse.ts'
import { credentialsOf, openClient } from './server-client.ts'
import { clusterOf, clusterSettings, openShards } from './shards.ts'

/** The database of the configuration on a ClickHouse server, created where there is none, unless it is not to be. */
export async function openServer(config: ClickHouseConfig, url: string, create = true): Promise<ClickHouse> {
  const database = config.CLICKHOUSE_DATABASE
  await assureDatabase(credentialsOf(config, url), database, create)
  const plain = openClient(config, url, database)
  const cluster = await clusterOf(plain)
  if (cluster !== undefined) await plain.close()
  const client = cluster === undefined ? plain : openClient(config, url, database, clusterSettings)
  const shards = cluster === undefined ? undefined : await openShards(config, client, cluster)
  return {
    client,
    mode: 'server',
    database,
    cluster,
    shards,
    processors: await processorsOf(client),
    async close() {
      await client.close()
      for (const shard of shards ?? []) await shard.close()
    },
  }
}

async function processorsOf(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: `SELECT toUInt32(getSetting('max_threads')) AS processors`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ processors: number }>()
  return Math.max(1, Number(row?.processors ?? 1))
}
