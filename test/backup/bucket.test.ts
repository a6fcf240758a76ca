import { expect, test } from 'vitest'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { startS3Bucket } from '../testkit/s3-server.ts'
import { attrigraph } from './command.ts'
import { gatewayOn } from './gateway-on.ts'
import { answersOf, fill } from './questions.ts'

test('a bucket that is a disk of the server: backup, an incremental one, and a restore on another server', async () => {
  await using bucket = await startS3Bucket()
  let answers: object
  {
    await using server = await startClickHouseServer(undefined, { backups: true, bucket })
    const env = { CLICKHOUSE_URL: server.url }
    await using gateway = await gatewayOn(env)
    expect(await attrigraph(['backup', '--to', 'disk:backups/sunday'], env)).toContain('Backed up attrigraph')
    await fill(gateway)
    answers = await answersOf(gateway)
    const monday = ['backup', '--to', 'disk:backups/monday', '--base', 'disk:backups/sunday']
    expect(await attrigraph(monday, env)).toContain('Backed up attrigraph')
  }
  await using other = await startClickHouseServer(undefined, { backups: true, bucket })
  const env = { CLICKHOUSE_URL: other.url }
  expect(await attrigraph(['restore', '--from', 'disk:backups/monday'], env)).toContain('Restored 3')
  await using gateway = await gatewayOn(env)
  expect(await answersOf(gateway)).toEqual(answers)
}, 120_000)

test('a key that the bucket does not take is in no message', async () => {
  await using bucket = await startS3Bucket()
  const wrong = { ...bucket, secretKey: 'hunter2' }
  await using server = await startClickHouseServer(undefined, { backups: true, bucket: wrong })
  const env = { CLICKHOUSE_URL: server.url }
  await attrigraph(['migrate'], env)
  const refused = await attrigraph(['backup', '--to', 'disk:backups/one'], env)
  expect(refused).toContain('BACKUP_FAILED')
  expect(refused).not.toContain('hunter2')
  expect(refused).not.toContain(bucket.accessKey)
}, 120_000)
