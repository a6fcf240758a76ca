import { expect, test } from 'vitest'
import { fillDisk, mountSmallDisk } from '../../chaos/lib/small-disk.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import { createSql } from '../../src/sql/run.ts'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { scopeOf } from '../testkit/scope.ts'

const limits = { timeoutMs: 10_000, maxMemoryBytes: 500_000_000, maxRowsToRead: 1_000_000, maxResultRows: 10_000 }

test('while the disk of the server is full, questions are answered wholly, and what cannot be stored is refused', async (context) => {
  const disk = mountSmallDisk()
  if (typeof disk === 'string') return context.skip(disk)
  using directory = disk
  await using server = await startClickHouseServer(undefined, { directory: directory.path })
  const clickhouse = await createClickHouse(testConfig({ CLICKHOUSE_URL: server.url, JWT_SECRET: 'x'.repeat(32) }))
  await migrate(clickhouse)
  const { write } = createWriter({ client: clickhouse.client, log: silentLog })
  const deliver = (from: number) => {
    const events = Array.from({ length: 2_000 }, (_, n) => ({
      event: '$pageview',
      distinctId: `visitor-${from + n}`,
      timestampMs: Date.UTC(2026, 0, 1) + n,
      properties: { $lib: 'web', $session_id: `session-${from + n}` },
    }))
    return write([{ locationId: 'oslo', events, rejected: [], sender: {} }])
  }
  await deliver(0)

  const empty = fillDisk(server.directory)
  const sql = createSql(clickhouse, limits)({ scope: scopeOf('oslo') })
  const stats = { location_ids: ['oslo'], from: '2026-01-01', to: '2026-01-01', granularity: 'DAY', time_zone: 'UTC' }
  expect(await sql.rows('session-stats', stats, ['session_count'])).toEqual([{ session_count: '2000' }])
  const sessions = await sql.raw('session-stats', stats, {
    format: 'JSONEachRow',
    columns: ['session_count'],
    orderBy: [],
    isNumeric: () => true,
  })
  expect(sessions.toString()).toContain('2000')
  await expect(deliver(10_000)).rejects.toThrow()

  empty()
  expect(await deliver(10_000)).toMatchObject([{ accepted: 2_000 }])
  await clickhouse.close()
})
