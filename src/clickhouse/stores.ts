import { GatewayError } from '../errors.ts'
import type { ClickHouse } from './clickhouse.ts'

/**
 * Where rows lie, for work that changes or replaces them: the database of a single server, or those on the shards of a
 * cluster.
 * @throws GatewayError FORBIDDEN on a cluster whose shards are not named: before anything is changed.
 */
export function storesOf(clickhouse: ClickHouse, work: string): readonly ClickHouse[] {
  if (clickhouse.cluster === undefined) return [clickhouse]
  if (clickhouse.shards !== undefined) return clickhouse.shards
  throw new GatewayError(
    'FORBIDDEN',
    `${work} reaches every shard of a cluster: its operator must name them in CLICKHOUSE_SHARD_URLS (docs/cluster.md). Nothing was changed.`,
  )
}

/**
 * For work that is done on each shard by itself.
 * @throws GatewayError FORBIDDEN on a cluster, before anything is changed.
 */
export function assertSingleStore({ cluster, database }: ClickHouse, work: string): void {
  if (cluster === undefined) return
  throw new GatewayError(
    'FORBIDDEN',
    `${work} is made of each shard by itself, with CLICKHOUSE_URL of the shard and CLICKHOUSE_DATABASE=${shardDatabase(database)} (docs/cluster.md). Nothing was changed.`,
  )
}

/**
 * The database in which a shard keeps its rows, beside the one of the plain name, which spans all shards. It is laid
 * out like that of a single server, so that what works there works on a shard.
 */
export const shardDatabase = (database: string): string => `${database}_shard`
