import { shareKeys } from '../privacy/id-hashes.ts'
import type { ClickHouse, ClickHouseConfig } from './clickhouse.ts'
import { createClickHouse } from './client.ts'
import { spanningStatements } from './cluster-ddl.ts'
import { EngineError } from './embedded.ts'
import { type Migration, type MigrationState, migrate, readMigrations } from './migrate.ts'
import { shardDatabase } from './stores.ts'

export interface ClusterMigration {
  migrations?: readonly Migration[]
  onApply?: (name: string, shard: number) => void
}

/**
 * Brings every shard of a cluster to the newest schema: first the database that holds its rows, as on a single server,
 * then the one that spans all shards. Both have their own record of migrations on each, so that an interruption is
 * completed by running it again.
 * @param config `CLICKHOUSE_SHARD_URLS` names one server of each shard, all of them.
 * @throws EngineError when the shards are not those of the cluster, or hold a database of a single server.
 */
export async function migrateCluster(
  config: ClickHouseConfig,
  cluster: string,
  { migrations = readMigrations(), onApply }: ClusterMigration = {},
): Promise<MigrationState> {
  const urls = config.CLICKHOUSE_SHARD_URLS
  if (urls === undefined)
    throw new EngineError('Set CLICKHOUSE_SHARD_URLS to the URL of one server of each shard, comma separated.')
  const opened: ClickHouse[] = []
  async function openEach(database: string): Promise<ClickHouse[]> {
    const each = await Promise.all(
      urls?.map((url) => createClickHouse({ ...config, CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database })) ?? [],
    )
    opened.push(...each)
    return each
  }
  try {
    const database = config.CLICKHOUSE_DATABASE
    const spanning = await openEach(database)
    for (const server of spanning) await assertShard(server, cluster, urls.length)
    const shards = await openEach(shardDatabase(database))
    await all(
      shards.map((shard, index) => migrate(shard, { migrations, onApply: (name) => onApply?.(name, index + 1) })),
    )
    // After a restore these may differ.
    await shareKeys(shards.map(({ client }) => client))
    const spanningMigrations = migrations.map((migration) => ({
      ...migration,
      statements: migration.statements.flatMap((statement) => spanningStatements(statement, cluster, database)),
    }))
    const states = await all(
      spanning.map((server) => migrate({ ...server, cluster: undefined }, { migrations: spanningMigrations })),
    )
    const [applied, unknown] = [
      union(states.map((state) => state.applied)),
      union(states.map((state) => state.unknown)),
    ]
    return {
      applied: migrations.map(({ name }) => name).filter((name) => applied.has(name)),
      pending: [],
      unknown: [...unknown],
    }
  } finally {
    for (const one of opened) await one.close()
  }
}

const union = (lists: readonly (readonly string[])[]) => new Set(lists.flat())

/** Rejects only when none is at work any more. */
async function all<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work)
  return Promise.all(work)
}

async function assertShard(server: ClickHouse, cluster: string, count: number): Promise<void> {
  const result = await server.client.query({
    query: `SELECT
        (SELECT uniqExact(shard_num) FROM system.clusters WHERE cluster = {cluster:String}) AS shards,
        (SELECT arraySort(groupUniqArray(cluster)) FROM system.clusters) AS clusters,
        (SELECT any(engine) FROM system.tables WHERE database = currentDatabase() AND name = 'events') AS engine`,
    query_params: { cluster },
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ shards: string; clusters: string[]; engine: string }>()
  const known = Number(row?.shards ?? 0)
  if (known === 0)
    throw new EngineError(
      `The server knows no cluster ${cluster}, only: ${row?.clusters.join(', ') || 'none'}. Name it in remote_servers of every shard.`,
    )
  if (known !== count)
    throw new EngineError(
      `The cluster ${cluster} has ${known} shards, and ${count} were given. Set CLICKHOUSE_SHARD_URLS to one URL of each shard, comma separated.`,
    )
  if (row?.engine !== '' && row?.engine !== 'Distributed')
    throw new EngineError(
      `The database ${server.database} was made for a single server. Use another CLICKHOUSE_DATABASE and fill it with attrigraph copy (docs/cluster.md).`,
    )
}
