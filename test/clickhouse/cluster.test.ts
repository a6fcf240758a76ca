import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/client.ts'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { startClickHouseShards, type TestShards } from '../testkit/clickhouse-shards.ts'
import { select } from '../testkit/engine.ts'
import { openClusterDatabase } from '../testkit/test-database.ts'

let shards: TestShards
let clickhouse: ClickHouse
beforeAll(async () => {
  shards = await startClickHouseShards()
  clickhouse = await openClusterDatabase(shards.urls, 'spread')
})
afterAll(async () => {
  await clickhouse?.close()
  await shards?.[Symbol.asyncDispose]()
})

test('x', async () => {
  console.log(clickhouse.cluster)
  console.log(await select(clickhouse, `SELECT name, engine FROM system.tables WHERE database = currentDatabase() AND name LIKE 'events%'`))
  const insert = createInsertRows(clickhouse.client)
  for (let i = 0; i < 3; i++)
  await insert('api_requests', ['oslo', 'bergen', 'turku', 'a', 'b'].map((location_id) => ({ location_id, requested_at: '2026-11-26 00:00:00.000', location_ids: [], door: '', operation_name: '', operation_hash: '', client_name: '', client_version: '', duration_ms: 1, status: 200, error_code: '', clickhouse_queries: 1, rows_read: '1', bytes_read: '1', response_bytes: '1', request_id: '00000000-0000-0000-0000-000000000001' })) as never)
  console.log(await select(clickhouse, `SELECT _shard_num, location_id, count() n FROM api_requests GROUP BY ALL ORDER BY ALL`))
})
