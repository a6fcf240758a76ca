import type { ClickHouseClient } from '@clickhouse/client'
import type { ClickHouse, ClickHouseConfig } from './clickhouse.ts'
import { EngineError } from './embedded.ts'
import { openClient } from './server-client.ts'
import { shardDatabase } from './stores.ts'

/** What a database on several shards needs besides. */
export const clusterSettings = {
  // Acknowledged means stored on the shard, not put aside on the server that was asked.
  distributed_foreground_insert: 1,
  // A subquery may see rows of every shard: it runs once, and its result goes to the shards.
  distributed_product_mode: 'global',
  // Every query names its locations, so only their shards are asked.
  optimize_skip_unused_shards: 1,
  // A shard that is away fails the question: without its rows the answer would look like a whole one.
  skip_unavailable_shards: 0,
} as const

/** Told by the database itself, so that no gateway can be configured otherwise than the others. */
export async function clusterOf(client: ClickHouseClient): Promise<string | undefined> {
  const result = await client.query({
    query: `SELECT extract(engine_full, 'Distributed\\\\(\\'?(\\\\w+)') AS cluster FROM system.tables
      WHERE database = currentDatabase() AND name = 'events' AND engine = 'Distributed'`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ cluster: string }>()
  return row?.cluster
}

/** Whoever knows only some of the shards would leave on the others what is to be erased. */
async function assertEveryShard(client: ClickHouseClient, cluster: string, named: number): Promise<void> {
  const result = await client.query({
    query: 'SELECT toUInt32(uniqExact(shard_num)) AS shards FROM system.clusters WHERE cluster = {cluster:String}',
    query_params: { cluster },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ shards: number }>()
  if (row?.shards !== named)
    throw new EngineError(
      `The cluster ${cluster} has ${row?.shards ?? 0} shards, and CLICKHOUSE_SHARD_URLS names ${named}. Name one server of each.`,
    )
}

/**
 * The databases of the shards that the configuration names. A gateway serves what it can while one of them is away.
 * @throws EngineError when these are not all shards of the cluster.
 */
export async function openShards(
  config: ClickHouseConfig,
  client: ClickHouseClient,
  cluster: string,
): Promise<readonly ClickHouse[] | undefined> {
  const { CLICKHOUSE_DATABASE: spanning, CLICKHOUSE_SHARD_URLS: urls } = config
  if (urls === undefined) return undefined
  await assertEveryShard(client, cluster, urls.length)
  const open = (url: string, database: string): ClickHouse => {
    const client = openClient(config, url, database)
    return { client, mode: 'server', database, close: () => client.close() }
  }
  const entries = urls.map((url) => open(url, spanning))
  return urls.map((url, index) => {
    const shard = open(url, shardDatabase(spanning))
    return { ...shard, entries, close: async () => void (await Promise.all([shard.close(), entries[index]?.close()])) }
  })
}
