import { join } from 'node:path'
import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import type { Config } from '../config.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import { ownComment } from '../sql/query-comment.ts'
import { EngineError, openEmbedded } from './embedded.ts'
import { shardDatabase } from './stores.ts'
import { type WriteClock, watchWrites } from './write-clock.ts'

export type { ClickHouseClient }

/** Settings that every query of the gateway relies on: exact integers and decimals, ISO times, both as JSON strings. */
const sessionSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  date_time_output_format: 'iso',
  date_time_input_format: 'best_effort',
  // JOIN without a match gives '' and 0, never NULL: absent is '' in storage.
  join_use_nulls: 0,
} as const

/** What a database on several shards needs besides. */
const clusterSettings = {
  // Acknowledged means stored on the shard, not put aside on the server that was asked.
  distributed_foreground_insert: 1,
  // A subquery may see rows of every shard: it runs once, and its result goes to the shards.
  distributed_product_mode: 'global',
  // Every query names its locations, so only their shards are asked.
  optimize_skip_unused_shards: 1,
} as const

/** Failures are logged once, by whoever handles them; the client's own log would print each query with them. */
const log = { level: ClickHouseLogLevel.OFF }

export interface ClickHouse {
  client: ClickHouseClient
  mode: 'embedded' | 'server'
  database: string
  /** Server: the cluster over which `attrigraph migrate --cluster` spread the database. */
  cluster?: string | undefined
  /** On a cluster: the databases in which the rows lie, of every shard. Not there unless `CLICKHOUSE_SHARD_URLS` names the shards. */
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

export interface ClickHouseOptions {
  /** Embedded: the directory below which it may write and read backups. A server has that in its own configuration. */
  backupDirectory?: string | undefined
}

/**
 * One client for both modes, with its database created. Without `CLICKHOUSE_URL` the engine runs inside this process
 * and keeps its data in `DATA_DIR/clickhouse` (`DATA_DIR=:memory:` keeps nothing).
 * @throws EngineError with what to do next.
 */
export async function createClickHouse(config: ClickHouseConfig, options: ClickHouseOptions = {}): Promise<ClickHouse> {
  return config.CLICKHOUSE_URL === undefined
    ? createEmbedded(config, options)
    : createServer(config, config.CLICKHOUSE_URL)
}

async function createEmbedded(config: ClickHouseConfig, { backupDirectory }: ClickHouseOptions): Promise<ClickHouse> {
  const path = config.DATA_DIR === ':memory:' ? ':memory:' : join(config.DATA_DIR, 'clickhouse')
  const connection = await openEmbedded(path, config.EMBEDDED_CONNECTIONS, backupDirectory)
  const database = config.CLICKHOUSE_DATABASE
  const { client, clock } = watchWrites(createClient({ connection, log }), database)
  // The engine's own default database is an overlay; an Atomic one behaves as on a server.
  await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic` })
  const settings = Object.entries(sessionSettings).map(([name, value]) =>
    typeof value === 'number' ? `SET ${name} = ${value}` : `SET ${name} = '${value}'`,
  )
  await connection.prepare([`USE ${database}`, ...settings])
  return { client, mode: 'embedded', database, exclusiveSince: new Date(), writes: clock, close: () => client.close() }
}

async function createServer(config: ClickHouseConfig, url: string): Promise<ClickHouse> {
  const database = config.CLICKHOUSE_DATABASE
  await assureDatabase(credentialsOf(config, url), database)
  const plain = openClient(config, url, database)
  const cluster = await clusterOf(plain)
  if (cluster !== undefined) await plain.close()
  const client = cluster === undefined ? plain : openClient(config, url, database, clusterSettings)
  const shards = cluster === undefined ? undefined : openShards(config)
  if (cluster !== undefined && shards !== undefined) await assertEveryShard(client, cluster, shards.length)
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

/** Connects when it is asked something: a gateway serves what it can while a shard is away. */
function openShards(config: ClickHouseConfig): readonly ClickHouse[] | undefined {
  const { CLICKHOUSE_DATABASE: spanning, CLICKHOUSE_SHARD_URLS: urls } = config
  if (urls === undefined) return undefined
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

const credentialsOf = (config: ClickHouseConfig, url: string) => ({
  url,
  username: config.CLICKHOUSE_USER,
  password: config.CLICKHOUSE_PASSWORD,
})

const openClient = (config: ClickHouseConfig, url: string, database: string, settings: ClickHouseSettings = {}) =>
  createClient({
    ...credentialsOf(config, url),
    database,
    log,
    application: 'attrigraph',
    max_open_connections: config.CLICKHOUSE_MAX_CONNECTIONS,
    // The server gives up first (max_execution_time), so that its reason reaches us.
    request_timeout: config.QUERY_TIMEOUT_MS + 5_000,
    // A large IN list does not fit in a URL.
    use_multipart_params_auto: true,
    clickhouse_settings: { ...sessionSettings, log_comment: ownComment, ...settings },
  })

/** Told by the database itself, so that no gateway can be configured otherwise than the others. */
async function clusterOf(client: ClickHouseClient): Promise<string | undefined> {
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

async function processorsOf(client: ClickHouseClient): Promise<number> {
  const result = await client.query({
    query: `SELECT toUInt32(getSetting('max_threads')) AS processors`,
    format: 'JSONEachRow',
  })
  const [row] = await result.json<{ processors: number }>()
  return Math.max(1, Number(row?.processors ?? 1))
}

/** Creates the database where there is none. Where there is one, the user needs no right to create any. */
async function assureDatabase(
  credentials: { url: string; username: string; password: string },
  database: string,
): Promise<void> {
  const missing = await command({ ...credentials, database, log }, 'SELECT 1').then(
    () => false,
    (cause: unknown) => {
      if (databaseErrorCode(cause) === unknownDatabase) return true
      throw new EngineError(
        `ClickHouse at ${new URL(credentials.url).origin} did not answer or refused the user ${credentials.username}. Check CLICKHOUSE_URL, CLICKHOUSE_USER and CLICKHOUSE_PASSWORD.`,
        { cause },
      )
    },
  )
  if (!missing) return
  try {
    await command({ ...credentials, database: 'default', log }, `CREATE DATABASE IF NOT EXISTS ${database}`)
  } catch (cause) {
    throw new EngineError(
      `There is no database ${database}, and the user ${credentials.username} may not create one. Run \`attrigraph migrate\` as a user who may.`,
      { cause },
    )
  }
}

const unknownDatabase = '81'

async function command(config: Parameters<typeof createClient>[0], query: string): Promise<void> {
  const client = createClient(config)
  try {
    await client.command({ query })
  } finally {
    await client.close()
  }
}
