import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { restore } from '../../src/backup/restore.ts'
import { parseTarget } from '../../src/backup/target.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import { deleteRows } from '../../src/rebuild/delete-rows.ts'
import { captured, expectDerivedFromLanding } from '../rebuild/history.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'

let server: TestServer
let served: ClickHouse
const opened: ClickHouse[] = []

async function open(database: string): Promise<ClickHouse> {
  const env = { CLICKHOUSE_URL: server.url, JWT_SECRET: 'x'.repeat(32), CLICKHOUSE_DATABASE: database }
  const clickhouse = await createClickHouse(testConfig(env))
  opened.push(clickhouse)
  return clickhouse
}

async function write({ client }: ClickHouse, from: number, to: number): Promise<void> {
  const writer = createWriter({ client, log: silentLog })
  expect(
    await writer.write([{ locationId: 'oslo', events: captured(from, to), rejected: [], sender: {} }]),
  ).toMatchObject([{ accepted: to - from }])
}

const uuids = async (clickhouse: ClickHouse) =>
  (await select<{ uuid: string }>(clickhouse, 'SELECT DISTINCT uuid FROM events ORDER BY uuid')).map(({ uuid }) => uuid)

/** Tables and views of one database whose definition names another. */
const naming = (clickhouse: ClickHouse, other: string) =>
  select(
    clickhouse,
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND create_table_query LIKE concat('%', {other:String}, '.%')`,
    { other },
  )

beforeAll(async () => {
  server = await startClickHouseServer(undefined, { backups: true })
  served = await open('served')
  await migrate(served)
  await write(served, 0, 500)
})
afterAll(async () => {
  for (const one of opened) await one.close()
  await server[Symbol.asyncDispose]()
})

test('a restore holds what there was at the time of the backup, and leaves the served database alone', async () => {
  const before = await uuids(served)
  await backUp(served, { to: 'file:first' })
  await write(served, 500, 600)
  const other = await open('other')
  expect(await restore(other, { from: 'file:first', database: 'served' })).toMatchObject({ events: 500, migrated: [] })
  expect(await uuids(other)).toEqual(before)
  await expectDerivedFromLanding(other, 'oslo')
  expect((await naming(served, 'served')).length).toBeGreaterThan(0)
  expect((await naming(other, 'served')).length).toBe(0)
  // Its views feed its own tables.
  await write(other, 600, 650)
  await expectDerivedFromLanding(other, 'oslo')
  expect(await uuids(served)).toHaveLength(600)
  await expectDerivedFromLanding(served, 'oslo')
}, 60_000)

test('an incremental backup restores together with its base', async () => {
  await backUp(served, { to: 'file:second', base: 'file:first' })
  const other = await open('incremental')
  await restore(other, { from: 'file:second', database: 'served' })
  expect(await uuids(other)).toEqual(await uuids(served))
}, 60_000)

test('on a disk of the server, incremental ones too', async () => {
  await backUp(served, { to: 'disk:backups/2026/first' })
  await write(served, 900, 910)
  await backUp(served, { to: 'disk:backups/2026/second', base: 'disk:backups/2026/first' })
  expect(existsSync(join(server.directory, 'backup-disk/2026/first'))).toBe(true)
  const other = await open('from_disk')
  await restore(other, { from: 'disk:backups/2026/second', database: 'served' })
  expect(await uuids(other)).toEqual(await uuids(served))
  await expectDerivedFromLanding(other, 'oslo')
  await expect(backUp(served, { to: 'disk:default/first' })).rejects.toThrow('allowed_disk')
}, 60_000)

test('what is deleted in a restored database is gone, although it was changed before the backup', async () => {
  const changed = await open('changed')
  await migrate(changed)
  await write(changed, 0, 20)
  const rows = (uuid: string | undefined) => ({ where: 'uuid = {uuid:UUID}', params: { uuid } })
  const [first, second] = await uuids(changed)
  // Changes of the table: its parts are numbered by them.
  for (let n = 0; n < 5; n++)
    await changed.client.command({ query: 'ALTER TABLE events DELETE WHERE false SETTINGS mutations_sync = 2' })
  await deleteRows(changed.client, 'events', rows(first))
  await backUp(changed, { to: 'file:changed' })
  const other = await open('deleting')
  await restore(other, { from: 'file:changed', database: 'changed' })
  await deleteRows(other.client, 'events', rows(second))
  const left = await uuids(other)
  expect(left).toHaveLength(18)
  expect(left).not.toContain(second)
}, 60_000)

test('under load nothing is lost that was acknowledged before, and derived tables agree', async () => {
  const before = await uuids(served)
  let serving = true
  const writing = (async () => {
    for (let next = 10_000; serving; next += 10) await write(served, next, next + 10)
  })()
  try {
    await backUp(served, { to: 'file:loaded' })
  } finally {
    serving = false
    await writing
  }
  const other = await open('loaded')
  await restore(other, { from: 'file:loaded', database: 'served' })
  expect(await uuids(other)).toEqual(expect.arrayContaining(before))
  await expectDerivedFromLanding(other, 'oslo')
}, 60_000)

test('a filled database, a used path, a missing backup and a newer one are refused', async () => {
  await expect(restore(served, { from: 'file:first' })).rejects.toThrow('--into')
  await expect(backUp(served, { to: 'file:first' })).rejects.toThrow('choose another path')
  await expect(restore(await open('missing'), { from: 'file:nowhere', database: 'served' })).rejects.toThrow(
    'there is no backup',
  )
  const newer = await open('newer')
  await migrate(newer)
  await newer.client.insert({
    table: 'schema_migrations',
    values: [{ name: '999_later', checksum: 'x' }],
    format: 'JSONEachRow',
  })
  await backUp(newer, { to: 'file:newer' })
  await expect(restore(await open('older'), { from: 'file:newer', database: 'newer' })).rejects.toThrow('999_later')
}, 60_000)

test('a target is made of plain names, and a refusal does not repeat it', () => {
  expect(parseTarget('disk:bucket/a/b.zip').sql).toBe("Disk('bucket', 'a/b.zip')")
  for (const text of ["file:a'b", 'file:../up', 'file:/etc', 'disk:x', 's3://key:hunter2@host/b']) {
    expect(() => parseTarget(text)).toThrow('disk:NAME/path')
    expect(() => parseTarget(text)).not.toThrow('hunter2')
  }
})
