import { expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { startClickHouseShards, testCluster } from '../testkit/clickhouse-shards.ts'
import { attrigraph } from './command.ts'
import { gatewayOn } from './gateway-on.ts'
import { answersOf, fill } from './questions.ts'

test('a cluster is backed up and restored shard by shard, and answers the same', { timeout: 300_000 }, async () => {
  await using shards = await startClickHouseShards({ backups: true })
  const env = (database: string) => ({
    CLICKHOUSE_URL: shards.urls[0],
    CLICKHOUSE_SHARD_URLS: shards.urls.join(),
    CLICKHOUSE_DATABASE: database,
  })
  expect(await attrigraph(['migrate', '--cluster', testCluster], env('served'))).toContain('up to date')
  await using served = await gatewayOn(env('served'))
  await fill(served)
  const answers = await answersOf(served)
  expect(answers).toMatchObject({ attributionReport: { conversionCount: 3 } })

  await expect(backUp(served.clickhouse, { to: 'file:nightly' })).rejects.toThrow('CLICKHOUSE_DATABASE=served_shard')
  expect(await attrigraph(['restore', '--from', 'file:nightly'], env('served'))).toContain('served_shard')
  for (const url of shards.urls) {
    const shard = { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: 'served_shard' }
    expect(await attrigraph(['backup', '--to', 'file:nightly'], shard)).toContain('Backed up served_shard')
    const restore = ['restore', '--from', 'file:nightly', '--into', 'restored_shard', '--erasures-from', 'served_shard']
    expect(await attrigraph(restore, shard)).toMatch(/Restored \d+ events into restored_shard/)
  }
  expect(await attrigraph(['migrate', '--cluster', testCluster], env('restored'))).toContain('up to date')
  await using restored = await gatewayOn(env('restored'))
  expect(await answersOf(restored)).toEqual(answers)
})
