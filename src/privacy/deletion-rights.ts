import type { ClickHouseClient } from '@clickhouse/client'
import { isGranted } from '../clickhouse/grants.ts'
import { GatewayError } from '../errors.ts'

/** What erasure and retention need beyond serving, as in docs/clickhouse-user.md. */
const needed = [
  'ALTER DELETE ON *',
  'ALTER TABLE ON *',
  'CREATE TABLE ON *',
  'CREATE VIEW ON *',
  'DROP TABLE ON *',
  'DROP VIEW ON *',
  'INSERT ON *',
  'SELECT ON system.processes',
  'SELECT ON system.parts',
  'SELECT ON system.mutations',
] as const

/** Whether the gateway's database user may delete. One that may only select and insert serves all the same. */
export async function mayDelete(client: ClickHouseClient): Promise<boolean> {
  for (const right of needed) if (!(await isGranted(client, right))) return false
  return true
}

/**
 * To be asked before an erasure begins, so that none is left half done.
 * @throws GatewayError FORBIDDEN
 */
export async function assertMayDelete(client: ClickHouseClient): Promise<void> {
  if (await mayDelete(client)) return
  throw new GatewayError(
    'FORBIDDEN',
    'This gateway may not delete: nothing was erased. Its operator can, with `attrigraph erase` as a database user who may (docs/clickhouse-user.md).',
  )
}
