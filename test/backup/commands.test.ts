import { expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { serverConfig } from '../testkit/test-database.ts'
import { attrigraph } from './command.ts'

test('the commands say what was done and what comes next', { timeout: 120_000 }, async () => {
  await using server = await startClickHouseServer(undefined, { backups: true })
  const env = { CLICKHOUSE_URL: server.url }
  expect(await attrigraph(['migrate'], env)).toContain('up to date')
  expect(await attrigraph(['backup', '--to', 'file:one'], env)).toContain('Try it: attrigraph restore')
  expect(await attrigraph(['restore', '--from', 'file:one'], env)).toContain('--into OTHER_DATABASE')
  expect(await attrigraph(['restore', '--from', 'file:one', '--into', 'trial'], env)).toContain(
    'Next: repeat every erasure',
  )
  const written = async (...args: string[]) => {
    const output = await attrigraph(['backup', ...args], env)
    const [, files = '', bytes = ''] =
      /^Backed up attrigraph: ([\d,]+) files, ([\d,]+) bytes written/m.exec(output) ?? []
    return { files: Number(files.replaceAll(',', '')), bytes: Number(bytes.replaceAll(',', '')), output }
  }
  const filled = await createClickHouse(serverConfig(server.url, 'attrigraph'))
  await filled.client.command({
    query: `INSERT INTO events (location_id, distinct_id, timestamp, uuid, event, received_at)
      SELECT 'oslo', toString(number), now64(3), generateUUIDv4(), 'e', now64(3) FROM numbers(20000)`,
  })
  await filled.close()
  const whole = await written('--to', 'file:whole')
  expect(whole.bytes).toBeGreaterThan(500_000)
  const incremental = await written('--to', 'file:incremental', '--base', 'file:whole')
  // Its list of files is all that there is new.
  expect(incremental.output).toContain('bytes written, besides what its base holds.')
  expect(incremental.files).toBeLessThan(whole.files / 2)
  expect(incremental.bytes).toBeLessThan(whole.bytes / 4)
  const refused = await attrigraph(['backup', '--to', 's3://key:hunter2@host/bucket'], env)
  expect(refused).toContain('declare an S3 disk')
  expect(refused).not.toContain('hunter2')
})

test('the embedded engine is told of no disk, and of no database that is not there', { timeout: 60_000 }, async () => {
  const env = { DATA_DIR: ':memory:' }
  expect(await attrigraph(['backup', '--to', 'disk:backups/one'], env)).toContain('file:PATH')
  expect(await attrigraph(['backup', '--to', 'file:/tmp/attrigraph-none'], env)).toContain('nothing to back up')
})
