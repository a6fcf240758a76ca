import { expect, test } from 'vitest'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
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
  const refused = await attrigraph(['backup', '--to', 's3://key:hunter2@host/bucket'], env)
  expect(refused).toContain('declare an S3 disk')
  expect(refused).not.toContain('hunter2')
})

test('the embedded engine is told of no disk, and of no database that is not there', { timeout: 60_000 }, async () => {
  const env = { DATA_DIR: ':memory:' }
  expect(await attrigraph(['backup', '--to', 'disk:backups/one'], env)).toContain('file:PATH')
  expect(await attrigraph(['backup', '--to', 'file:/tmp/attrigraph-none'], env)).toContain('nothing to back up')
})
