import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import type { Statements } from './generated.ts'
import { readStatement } from './statement.ts'

/**
 * Asks one statement as it stands in its file, for work of the gateway's own: requests go by `run.ts`. Who asks binds
 * the locations.
 */
export function askStatement<N extends keyof Statements>(
  client: ClickHouseClient,
  name: N,
): (params: Statements[N]['params']) => Promise<Statements[N]['row'][]> {
  const { text } = readStatement(name)
  return (params) => select<Statements[N]['row']>(client, text, { ...params })
}
