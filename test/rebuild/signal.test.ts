import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { select } from '../testkit/engine.ts'
import { openServerDatabase } from '../testkit/test-database.ts'
import { leftovers } from './history.ts'

test.each(['SIGINT', 'SIGTERM'] as const)(
  'a rebuild that gets %s clears up after itself',
  { timeout: 120_000 },
  async (signal) => {
    await using server = await startClickHouseServer()
    const clickhouse = await openServerDatabase(server.url, 'attrigraph')
    await clickhouse.client.command({
      query: `INSERT INTO events (location_id, distinct_id, timestamp, uuid, event, received_at)
      SELECT 'oslo', toString(number), now64(3) - number * 60, generateUUIDv4(), 'e', now64(3) FROM numbers(300000)`,
    })
    const child = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', 'rebuild'], {
      env: { PATH: process.env.PATH, CLICKHOUSE_URL: server.url },
    })
    const [told, ended] = [text(child.stderr), once(child, 'exit')]
    const lock = `SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'rebuild_lock'`
    await vi.waitFor(async () => expect(await select(clickhouse, lock)).toHaveLength(1), {
      timeout: 30_000,
      interval: 20,
    })
    child.kill(signal)
    expect(await ended).toEqual([1, null])
    expect(await told).toContain('Stopped. The tables are as they were.')
    expect(await leftovers(clickhouse)).toEqual([])
    await clickhouse.close()
  },
)
