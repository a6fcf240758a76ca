import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ClickHouseClient, createClient } from '@clickhouse/client'
import type { ClickHouse, ClickHouseConfig } from './clickhouse.ts'
import { log, statedSettings } from './client-settings.ts'
import { NoDatabaseError, openEmbedded } from './embedded.ts'
import { openServer } from './server.ts'
import { watchWrites } from './write-clock.ts'

export interface ClickHouseOptions {
  /** Embedded: the directory below which it may write and read backups. A server has that in its own configuration. */
  backupDirectory?: string | undefined
  /** False: a database that is not there is an error, for who only looks. A mistyped name must make nothing. */
  create?: boolean
}

/**
 * One client for both modes, with its database created. Without `CLICKHOUSE_URL` the engine runs inside this process
 * and keeps its data in `DATA_DIR/clickhouse` (`DATA_DIR=:memory:` keeps nothing).
 * @throws EngineError with what to do next; NoDatabaseError when there is none and none is to be created.
 */
export async function createClickHouse(config: ClickHouseConfig, options: ClickHouseOptions = {}): Promise<ClickHouse> {
  return config.CLICKHOUSE_URL === undefined
    ? createEmbedded(config, options)
    : openServer(config, config.CLICKHOUSE_URL, options.create)
}

async function createEmbedded(config: ClickHouseConfig, options: ClickHouseOptions): Promise<ClickHouse> {
  const { backupDirectory, create = true } = options
  const path = config.DATA_DIR === ':memory:' ? ':memory:' : join(config.DATA_DIR, 'clickhouse')
  if (!create && !existsSync(path))
    throw new NoDatabaseError(`There are no data of an embedded engine in ${config.DATA_DIR}.`)
  const connection = await openEmbedded(path, config.EMBEDDED_CONNECTIONS, backupDirectory)
  const database = config.CLICKHOUSE_DATABASE
  const { client, clock } = watchWrites(createClient({ connection, log }), database)
  // The engine's own default database is an overlay; an Atomic one behaves as on a server.
  if (create) await client.command({ query: `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic` })
  else if (!(await hasDatabase(client, database))) {
    await client.close()
    throw new NoDatabaseError(`There is no database ${database} in ${config.DATA_DIR}.`)
  }
  await connection.prepare([`USE ${database}`, ...statedSettings.map((setting) => `SET ${setting}`)])
  return { client, mode: 'embedded', database, exclusiveSince: new Date(), writes: clock, close: () => client.close() }
}

async function hasDatabase(client: ClickHouseClient, database: string): Promise<boolean> {
  const query = 'SELECT toUInt32(count()) AS n FROM system.databases WHERE name = {database:String}'
  const result = await client.query({ query, query_params: { database }, format: 'JSONEachRow' })
  const [row] = await result.json<{ n: number }>()
  return row?.n === 1
}
