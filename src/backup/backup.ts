import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { select } from '../clickhouse/select.ts'
import { assertSingleStore } from '../clickhouse/stores.ts'
import { type OnProgress, type OperationReport, runOperation } from './operation.ts'
import { parseTarget } from './target.ts'

export interface BackupOptions {
  to: string
  /** An earlier backup: only what it does not hold is written. It must stay. */
  base?: string | undefined
  /** `erasures`: the few rows that tell who was erased, for `--erasures-from` of a restore. */
  only?: 'everything' | 'erasures'
  onProgress?: OnProgress
}

/** What an erasure leaves behind for ever: enough to repeat it on an older backup. */
export const erasureTables = ['suppression_keys', 'suppressed_ids', 'erasures'] as const

/**
 * The whole database, on a server while gateways serve. Tables are not of one instant: a restore derives again what
 * depends on others.
 * @throws EngineError with what to do next; GatewayError FORBIDDEN on a cluster, of which one server holds only its
 * shard.
 */
export async function backUp(
  clickhouse: ClickHouse,
  { to, base, only = 'everything', onProgress }: BackupOptions,
): Promise<OperationReport> {
  assertSingleStore(clickhouse, 'A backup')
  const { client, database } = clickhouse
  // Under a wrong name there would be an empty backup.
  if (!(await hasTable(clickhouse, 'schema_migrations')))
    throw new EngineError(`There is nothing to back up: the database ${database} has no tables of ours.`)
  const what =
    only === 'erasures' ? erasureTables.map((table) => `TABLE ${database}.${table}`).join(', ') : `DATABASE ${database}`
  const settings = base === undefined ? '' : ` SETTINGS base_backup = ${parseTarget(base).sql}`
  return runOperation(client, `BACKUP ${what} TO ${parseTarget(to).sql}${settings}`, onProgress)
}

async function hasTable({ client, database }: ClickHouse, table: string): Promise<boolean> {
  const [found] = await select<{ n: string }>(
    client,
    'SELECT toString(count()) AS n FROM system.tables WHERE database = {database:String} AND name = {table:String}',
    { database, table },
  )
  return found?.n !== '0'
}
