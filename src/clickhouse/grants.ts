import { text } from 'node:stream/consumers'
import type { ClickHouseClient } from '@clickhouse/client'

/** Whether the database user has a right, such as `INSERT ON events`. */
export async function isGranted(client: ClickHouseClient, right: string): Promise<boolean> {
  // It takes no format: the answer is 1 or 0.
  const { stream } = await client.exec({ query: `CHECK GRANT ${right}` })
  return (await text(stream)).trim() === '1'
}
