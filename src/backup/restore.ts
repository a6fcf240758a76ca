import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { migrate, migrationState } from '../clickhouse/migrate.ts'
import { select } from '../clickhouse/select.ts'
import { assertSingleStore } from '../clickhouse/stores.ts'
import { GatewayError } from '../errors.ts'
import type { Logger } from '../log.ts'
import { assertMayDelete } from '../privacy/deletion-rights.ts'
import { rebuild } from '../rebuild/rebuild.ts'
import { assertSource, type ErasureSource } from './carry-erasures.ts'
import { type OnProgress, runOperation } from './operation.ts'
import { reloadTables } from './reload-tables.ts'
import { type RepeatedErasures, repeatErasures } from './repeat-erasures.ts'
import { parseTarget } from './target.ts'

export interface RestoreOptions {
  from: string
  /** The database's name in the backup, where it is not that of `clickhouse`. */
  database?: string | undefined
  /** Erases again who was erased after the backup was made. */
  erasures?: { from: ErasureSource; log: Logger } | undefined
  onProgress?: OnProgress
  onStep?: (step: string) => void
}

export interface RestoreReport {
  database: string
  events: number
  migrated: readonly string[]
  /** What was erased again, if that was asked for. */
  erased?: RepeatedErasures
}

/**
 * Into the database of `clickhouse`, which must have no tables. Afterwards derived tables are derived again, because
 * the backup took them at another moment than the landing tables. Claims stay as they are: they end by themselves after
 * seconds.
 */
export async function restore(clickhouse: ClickHouse, options: RestoreOptions): Promise<RestoreReport> {
  assertSingleStore(clickhouse, 'A restore')
  const { client, database } = clickhouse
  const { from, database: source = database, erasures, onProgress, onStep = () => undefined } = options
  for (const name of [source, erasures?.from.database])
    if (name !== undefined && !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      throw new EngineError('That is no name of a database.')
  await refuseFilled(clickhouse)
  if (erasures !== undefined) {
    await assertSource(clickhouse, erasures.from)
    await assertMayDelete(client)
  }
  await runOperation(client, `RESTORE DATABASE ${source} AS ${database} FROM ${parseTarget(from).sql}`, onProgress)
  await reloadTables(clickhouse)
  await refuseNewer(clickhouse)
  onStep('Migrating')
  const { applied } = await migrate(clickhouse)
  onStep('Deriving sessions, users and KPIs again')
  // A rebuild that ran during the backup has left its lock in it.
  await rebuild(clickhouse, { force: true })
  if (erasures !== undefined) onStep('Erasing again who was erased since')
  const erased = erasures && (await repeatAll(clickhouse, erasures))
  const [stored] = await select<{ n: string }>(client, 'SELECT toString(uniqExact(location_id, uuid)) AS n FROM events')
  return { database, events: Number(stored?.n ?? 0), migrated: applied, ...(erased && { erased }) }
}

async function repeatAll(clickhouse: ClickHouse, { from, log }: { from: ErasureSource; log: Logger }) {
  try {
    return await repeatErasures(clickhouse, from, log)
  } catch (cause) {
    const why = cause instanceof EngineError || cause instanceof GatewayError ? ` ${cause.message}` : ''
    throw new EngineError(
      `The database ${clickhouse.database} was restored, and people who were erased since may still be in it: drop it, or erase them by hand before a gateway starts on it.${why}`,
      { cause },
    )
  }
}

async function refuseFilled({ client, database }: ClickHouse): Promise<void> {
  const [found] = await select<{ n: string }>(
    client,
    'SELECT toString(count()) AS n FROM system.tables WHERE database = {database:String}',
    { database },
  )
  if (found?.n !== '0')
    throw new EngineError(
      `The database ${database} has tables, and a restore overwrites nothing. Restore beside it with --into OTHER_DATABASE.`,
    )
}

async function refuseNewer(clickhouse: ClickHouse): Promise<void> {
  const { unknown } = await migrationState(clickhouse)
  if (unknown.length > 0)
    throw new EngineError(
      `The backup is of a newer version: it has the migration ${unknown.join(', ')}. Use that version or a later one. The database ${clickhouse.database} holds what was restored; drop it before the next attempt.`,
    )
}
