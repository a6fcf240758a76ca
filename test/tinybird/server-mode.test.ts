import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { createSql } from '../../src/sql/run.ts'
import { bindValues } from '../../src/tinybird/bind-values.ts'
import { pipeOf } from '../../src/tinybird/pipes/index.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { testConfig } from '../testkit/config.ts'
import { scopeOf } from '../testkit/scope.ts'

let server: TestServer
let clickhouse: Awaited<ReturnType<typeof createClickHouse>>
beforeAll(async () => {
  server = await startClickHouseServer()
  clickhouse = await createClickHouse(testConfig({ CLICKHOUSE_URL: server.url, JWT_SECRET: 'x'.repeat(32) }))
  await migrate(clickhouse)
  await clickhouse.client.command({
    query: `INSERT INTO events (location_id, distinct_id, session_id, event, is_visit, timestamp, uuid)
      VALUES ('oslo', 'd', 's', '$pageview', true, '2026-03-01 10:00:00.123', generateUUIDv4())`,
  })
}, 120_000)
afterAll(async () => {
  await clickhouse?.close()
  await server?.[Symbol.asyncDispose]()
})

async function answer(format: 'JSON' | 'Parquet', scope = scopeOf('oslo')): Promise<Buffer> {
  const limits = { timeoutMs: 60_000, maxMemoryBytes: 1e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }
  const pipe = pipeOf('user_profile_events')
  if (pipe === undefined) throw new Error('There is no such pipe.')
  return pipe.answer(createSql(clickhouse, limits)({ scope }), {
    values: bindValues(pipe, new Map([['location_id', 'oslo']]), new Map()),
    context: { locationId: 'oslo', timeZone: 'UTC', now: 0 },
    format,
    quote64BitIntegers: false,
  })
}

test('over a server the answers are the same, byte formats too, and so are the refusals', {
  timeout: 120_000,
}, async () => {
  const { meta, data, rows_before_limit_at_least } = JSON.parse((await answer('JSON')).toString())
  expect(meta).toEqual(pipeOf('user_profile_events')?.columns.map(({ name, type }) => ({ name, type })))
  expect(rows_before_limit_at_least).toBe(1)
  expect(data[0]).toMatchObject({ event: '$pageview', session_id: 's', timestamp: '2026-03-01 10:00:00.123000' })
  const parquet = new Uint8Array(await answer('Parquet'))
  expect(await parquetReadObjects({ file: parquet.buffer, compressors })).toMatchObject([{ session_id: 's' }])
  await expect(answer('JSON', scopeOf('bergen'))).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
