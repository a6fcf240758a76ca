import type { ClickHouse } from './client.ts'
import { clusterStatements, tablesOf } from './cluster-ddl.ts'
import { EngineError } from './embedded.ts'
import { type Migration, type MigrationState, migrate, readMigrations } from './migrate.ts'

export interface ClusterMigration {
  migrations?: readonly Migration[]
  onApply?: (name: string, shard: number) => void
}

/**
 * Brings every shard of a cluster to the newest schema. Each has its own record of migrations, so that an interruption after
 * some of them is completed by running it again.
 * @param shards One server of each shard of the cluster, all of them.
 * @throws EngineError when the shards are not those of the cluster, or hold a database of a single server.
 */
export async function migrateCluster(
  shards: readonly ClickHouse[],
  cluster: string,
  { migrations = readMigrations(), onApply }: ClusterMigration = {},
): Promise<MigrationState> {
  for (const shard of shards) await assertShard(shard, cluster, shards.length)
  const tables = tablesOf(migrations.flatMap(({ statements }) => statements))
  const onCluster = migrations.map((migration) => ({
    ...migration,
    statements: migration.statements.flatMap((statement) => clusterStatements(statement, cluster, tables)),
  }))
  const outcomes = await Promise.allSettled(
    shards.map((shard, index) =>
      migrate(
        { ...shard, cluster: undefined },
        { migrations: onCluster, onApply: (name) => onApply?.(name, index + 1) },
      ),
    ),
  )
  // Only when none is at work any more.
  const [applied, unknown] = [new Set<string>(), new Set<string>()]
  for (const outcome of outcomes) {
    if (outcome.status === 'rejected') throw outcome.reason
    for (const name of outcome.value.applied) applied.add(name)
    for (const name of outcome.value.unknown) unknown.add(name)
  }
  return {
    applied: migrations.map(({ name }) => name).filter((name) => applied.has(name)),
    pending: [],
    unknown: [...unknown],
  }
}

async function assertShard(shard: ClickHouse, cluster: string, count: number): Promise<void> {
  const result = await shard.client.query({
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
      `The database ${shard.database} was made for a single server. Use another CLICKHOUSE_DATABASE and copy the events (docs/cluster.md).`,
    )
}
