import type { ClickHouseClient } from '@clickhouse/client'
import type { Config } from '../config.ts'
import type { WriteClock } from './write-clock.ts'

/** An open database with its client, on the embedded engine, a server or a cluster. */
export interface ClickHouse {
  client: ClickHouseClient
  mode: 'embedded' | 'server'
  database: string
  /** Server: the cluster over which `attrigraph migrate --cluster` spread the database. */
  cluster?: string | undefined
  /**
   * On a cluster: the databases in which the rows lie, of every shard. Not there unless `CLICKHOUSE_SHARD_URLS` names
   * the shards.
   */
  shards?: readonly ClickHouse[] | undefined
  /** On a shard: what else takes in its rows, in the database that spans all shards. */
  entries?: readonly ClickHouse[]
  /** Server: how many processors a query may use there. */
  processors?: number
  /** Embedded: since when this process, and no other, has had the data. */
  exclusiveSince?: Date
  /** Embedded: tells whether anything was written, since nobody else can. */
  writes?: WriteClock
  close(): Promise<void>
}

/** Where it is, and how it is opened. */
export type ClickHouseConfig = Pick<
  Config,
  | 'CLICKHOUSE_URL'
  | 'CLICKHOUSE_SHARD_URLS'
  | 'CLICKHOUSE_USER'
  | 'CLICKHOUSE_PASSWORD'
  | 'CLICKHOUSE_DATABASE'
  | 'CLICKHOUSE_MAX_CONNECTIONS'
  | 'EMBEDDED_CONNECTIONS'
  | 'DATA_DIR'
  | 'QUERY_TIMEOUT_MS'
>
