import type { ClickHouse } from '../clickhouse/client.ts'
import { EngineError } from '../clickhouse/embedded.ts'
import { type OnProgress, type OperationReport, runOperation } from './operation.ts'
import { parseTarget } from './target.ts'

export interface BackupOptions {
  to: string
  /** An earlier backup: only what it does not hold is written. It must stay. */
  base?: string | undefined
  onProgress?: OnProgress
}

/** The whole database, while gateways serve. Tables are not of one instant: a restore derives again what depends on others. */
export async function backUp(
  clickhouse: ClickHouse,
  { to, base, onProgress }: BackupOptions,
): Promise<OperationReport> {
  requireServer(clickhouse)
  const settings = base === undefined ? '' : ` SETTINGS base_backup = ${parseTarget(base).sql}`
  return runOperation(
    clickhouse.client,
    `BACKUP DATABASE ${clickhouse.database} TO ${parseTarget(to).sql}${settings}`,
    onProgress,
  )
}

/** @throws EngineError for the embedded engine, whose configuration allows no `BACKUP`. */
export function requireServer({ mode }: Pick<ClickHouse, 'mode'>): void {
  if (mode === 'embedded')
    throw new EngineError(
      'The embedded engine is not configured for BACKUP. Stop the gateway, copy DATA_DIR, and start it again; to restore, put the copy back (docs/backup.md).',
    )
}
