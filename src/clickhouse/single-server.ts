import { GatewayError } from '../errors.ts'
import type { ClickHouse } from './client.ts'

/**
 * For work that changes or replaces stored rows: on a cluster it would have to reach the local tables of every shard, which is
 * not built.
 * @throws GatewayError FORBIDDEN on a cluster, before anything is changed.
 */
export function assertSingleServer({ cluster }: ClickHouse, work: string): void {
  if (cluster === undefined) return
  throw new GatewayError(
    'FORBIDDEN',
    `${work} is not available while the database is spread over a cluster (docs/cluster.md). Nothing was changed.`,
  )
}
