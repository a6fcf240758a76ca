import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { backupSocketOf } from '../../src/backup/backup-socket.ts'
import { restore } from '../../src/backup/restore.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { deleteRows } from '../../src/rebuild/delete-rows.ts'
import { adasIds, ids } from '../privacy/person.ts'
import { placesOf } from '../privacy/scan.ts'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { isLong } from '../testkit/long.ts'
import { runningGateway } from '../testkit/running-gateway.ts'
import { attrigraph } from './command.ts'
import { gatewayOn } from './gateway-on.ts'
import { answersOf, fill } from './questions.ts'

let directory: string
let answers: object
const at = (name: string) => join(directory, name)

// The name has a space in it: a path is no part of a statement.
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'attrigraph backups '))
  await using gateway = await gatewayOn({ DATA_DIR: at('data') })
  await fill(gateway)
  answers = await answersOf(gateway)
}, 120_000)
afterAll(() => rmSync(directory, { recursive: true, force: true }))

test('a database of the embedded engine answers the same after a restore into another directory', async () => {
  const backup = `file:${at('backups/first')}`
  expect(await attrigraph(['backup', '--to', backup], { DATA_DIR: at('data') })).toContain('Backed up attrigraph')
  expect(await attrigraph(['restore', '--from', backup], { DATA_DIR: at('restored') })).toContain('Restored 3')
  await using gateway = await gatewayOn({ DATA_DIR: at('restored') })
  expect(await answersOf(gateway)).toEqual(answers)
}, 120_000)

test.runIf(isLong)(
  'an incremental one lies beside its base, and both are moved together',
  async () => {
    const env = { DATA_DIR: at('data') }
    let later: object
    {
      await using gateway = await gatewayOn(env)
      const event = {
        event: 'purchase',
        distinct_id: 'user-5',
        timestamp: '2026-03-20T10:00:00Z',
        properties: { revenue: 3 },
      }
      expect((await gateway.capture('oslo', [event])).status).toBe(200)
      later = await answersOf(gateway)
      expect(later).not.toEqual(answers)
      // It belongs to this gateway.
      expect(await attrigraph(['backup', '--to', `file:${at('backups/busy')}`], env)).toContain('stop the gateway')
    }
    const base = `file:${at('backups/first')}`
    expect(await attrigraph(['backup', '--to', `file:${at('other/second')}`, '--base', base], env)).toContain(
      'same directory',
    )
    expect(await attrigraph(['backup', '--to', `file:${at('backups/second')}`, '--base', base], env)).toContain(
      'Backed up attrigraph',
    )
    cpSync(at('backups'), at('moved'), { recursive: true })
    rmSync(at('backups/second'), { recursive: true })
    expect(await attrigraph(['restore', '--from', `file:${at('moved/second')}`, '--into', 'whole'], env)).toContain(
      'into whole',
    )
    await using gateway = await gatewayOn({ ...env, CLICKHOUSE_DATABASE: 'whole' })
    expect(await answersOf(gateway)).toEqual(later)
  },
  120_000,
)

test('the gateway that has the data makes the backup, and serves meanwhile', async () => {
  const env = { DATA_DIR: at('served'), BACKUP_DIRECTORY: at('by-gateway'), CLICKHOUSE_DATABASE: 'attrigraph' }
  const backUpTo = (path: string, ...more: string[]) => attrigraph(['backup', '--to', `file:${at(path)}`, ...more], env)
  const gateway = await runningGateway(env)
  const event = { event: '$pageview', distinct_id: 'ada', timestamp: '2026-03-20T10:00:00Z' }
  const [sent, whole] = [await gateway.capture('oslo', [event]), await backUpTo('by-gateway/whole')]
  expect([sent.status, whole]).toEqual([200, expect.stringContaining('Backed up attrigraph')])
  expect(await backUpTo('by-gateway/later', '--base', `file:${at('by-gateway/whole')}`)).toContain('Backed up')
  expect(await backUpTo('by-gateway/erasures', '--erasures-only')).toContain('who was erased')
  expect(await backUpTo('by-gateway/whole')).toContain('there is a backup already')
  expect(await backUpTo('elsewhere/whole')).toContain(`into ${at('by-gateway')} only`)
  expect(
    await attrigraph(['backup', '--to', `file:${at('by-gateway/x')}`], { ...env, CLICKHOUSE_DATABASE: 'b' }),
  ).toContain('has the database attrigraph')
  // Nobody else may come near it.
  expect(statSync(dirname(backupSocketOf(env.DATA_DIR))).mode & 0o777).toBe(0o700)
  await gateway.stop()

  const restored = { DATA_DIR: at('served-restored') }
  const from = `file:${at('by-gateway/later')}`
  expect(await attrigraph(['restore', '--from', from], restored)).toContain('Restored 1 events')
  // Nobody listens any more: the command opens the data itself.
  expect(await backUpTo('elsewhere/whole')).toContain('Backed up attrigraph')
}, 180_000)

test('a socket that a killed gateway left behind is nobody', async () => {
  const env = { DATA_DIR: at('killed') }
  mkdirSync(join(at('killed'), 'run'), { recursive: true })
  const gone = createServer().listen(backupSocketOf(env.DATA_DIR))
  await once(gone, 'listening')
  expect(existsSync(backupSocketOf(env.DATA_DIR))).toBe(true)
  // As a kill does: closed without being removed.
  renameSync(backupSocketOf(env.DATA_DIR), at('kept'))
  gone.close()
  renameSync(at('kept'), backupSocketOf(env.DATA_DIR))
  expect(await attrigraph(['backup', '--to', `file:${at('backups/nothing')}`], env)).toContain('nothing to back up')
  await using gateway = await runningGateway({
    ...env,
    BACKUP_DIRECTORY: at('backups'),
    CLICKHOUSE_DATABASE: 'attrigraph',
  })
  expect(gateway.stopped()).toBe(false)
  expect(await attrigraph(['backup', '--to', `file:${at('backups/again')}`], env)).toContain('Backed up attrigraph')
}, 120_000)

test('a path that is too long for a socket keeps no gateway from serving', async () => {
  await using gateway = await runningGateway({ DATA_DIR: at('x'.repeat(120)) })
  expect((await fetch(`${gateway.url}/ready`)).status).toBe(200)
}, 60_000)

test('a ClickHouse server takes it: the way out of the embedded engine', async () => {
  await using server = await startClickHouseServer(undefined, { backups: true })
  cpSync(at('backups/first'), join(server.directory, 'backups/moved'), { recursive: true })
  const env = { CLICKHOUSE_URL: server.url }
  expect(await attrigraph(['restore', '--from', 'file:moved', '--into', 'moved'], env)).toContain('Restored 3')
  await using gateway = await gatewayOn({ ...env, CLICKHOUSE_DATABASE: 'moved' })
  expect(await answersOf(gateway)).toEqual(answers)
}, 120_000)

test.runIf(isLong)(
  'who was erased after the backup is erased again, by a later backup of the erasures',
  async () => {
    const env = { DATA_DIR: at('data') }
    const erase = ['erase', '--location', 'oslo', '--distinct-id', ids.device, '--yes']
    expect(await attrigraph(erase, env)).toContain(`with ${adasIds.length} ids`)
    const erasures = `file:${at('backups/erasures')}`
    expect(await attrigraph(['backup', '--to', erasures, '--erasures-only'], env)).toContain('who was erased')
    const restore = ['restore', '--from', `file:${at('backups/first')}`, '--erasures-from', erasures]
    expect(await attrigraph(restore, { DATA_DIR: at('again') })).toContain(`Erased ${adasIds.length} ids again`)
    await using gateway = await gatewayOn({ DATA_DIR: at('again') })
    expect(Object.fromEntries(await placesOf(gateway.clickhouse, adasIds, { masked: true }))).toEqual({})
  },
  180_000,
)

test('what is deleted in a restored database is gone, although it was changed before the backup', async () => {
  const open = (database: string) =>
    createClickHouse(testConfig({ DATA_DIR: at('changed'), CLICKHOUSE_DATABASE: database }), {
      backupDirectory: at('backups'),
    })
  const changed = await open('changed')
  await migrate(changed)
  await changed.client.insert({
    table: 'suppression_keys',
    values: [{ key: 'a' }, { key: 'b' }],
    format: 'JSONEachRow',
  })
  for (let n = 0; n < 5; n++)
    await changed.client.command({
      query: 'ALTER TABLE suppression_keys DELETE WHERE false SETTINGS mutations_sync = 2',
    })
  await backUp(changed, { to: 'file:changed' })
  await changed.close()
  const other = await open('other')
  await restore(other, { from: 'file:changed', database: 'changed' })
  await deleteRows(other.client, 'suppression_keys', { where: 'key = {key:String}', params: { key: 'a' } })
  expect(await select(other, 'SELECT key FROM suppression_keys')).toEqual([{ key: 'b' }])
  await other.close()
}, 60_000)
