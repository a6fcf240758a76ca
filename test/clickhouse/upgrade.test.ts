import { describe, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { type Migration, migrate, migrationState, readMigrations } from '../../src/clickhouse/migrate.ts'
import { readConfig } from '../../src/config.ts'
import { diagnose } from '../../src/doctor/diagnose.ts'
import { testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { expectData, testGateway } from '../testkit/gateway.ts'

const open = (database: string) => createClickHouse(testConfig({ CLICKHOUSE_DATABASE: database }))
const all = readMigrations()
/** Before what arrived, and what came lately, was kept. */
const older = all.filter(({ name }) => name < '027')

/** As an older version stored them: events of three days, with sessions and somebody who says who they are. */
async function storeOldEvents({ client }: ClickHouse): Promise<void> {
  await client.command({
    query: `INSERT INTO events (location_id, distinct_id, timestamp, uuid, event, session_id, is_visit, is_identified, current_url, pathname, received_at)
      SELECT 'oslo', concat('visitor-', toString(number % 20)), at, generateUUIDv4(number), '$pageview', concat('s-', toString(number % 40)),
        true, false, 'https://shop.example/', '/', at
      FROM (SELECT number, toDateTime64('2026-03-01 10:00:00', 3, 'UTC') + toIntervalMinute(number % 40 * 60 + intDiv(number, 40)) AS at FROM numbers(200))`,
  })
  await client.command({
    query: `INSERT INTO identity_mappings (location_id, anonymous_id, user_id, source, mapped_at, uuid, received_at)
      VALUES ('oslo', 'visitor-0', 'ann', '$identify', '2026-03-01 12:00:00', generateUUIDv4(), '2026-03-01 12:00:00')`,
  })
}

async function oldDatabase(name: string): Promise<ClickHouse> {
  const clickhouse = await open(name)
  await migrate(clickhouse, { migrations: older })
  await storeOldEvents(clickhouse)
  return clickhouse
}

const arrivals = async (clickhouse: ClickHouse) => {
  const [row] = await select<{ n: string }>(clickhouse, 'SELECT uniqExact(event_hash) AS n FROM arrivals')
  return Number(row?.n)
}

describe('a database of an older version, with data', () => {
  test('is brought up to date: everything that was stored answers, also what new views derive', async () => {
    const clickhouse = await oldDatabase('upgrade_whole')
    const progress: [number, number, string][] = []
    const { applied, pending } = await migrate(clickhouse, { onDerive: (...step) => progress.push(step) })
    expect([applied, pending]).toEqual([all.slice(older.length).map(({ name }) => name), []])
    // To its end, and told of tables alone.
    expect(progress).toContainEqual([200, 200, 'arrivals'])
    expect([...new Set(progress.map(([, , table]) => table))]).toEqual(['arrivals', 'recent_events'])
    expect(await arrivals(clickhouse)).toBe(200)
    const gateway = await testGateway({}, undefined, async () => clickhouse)
    const { location } = expectData(
      await gateway.ask(
        'oslo',
        `{ location { users(first: 100) { totalCount nodes { userId } } sessions { totalCount }
          ingestHealth(range: { from: "2026-03-01", to: "2026-03-03" }) { accepted } } }`,
      ),
    )
    expect(location).toMatchObject({
      users: { totalCount: 20, nodes: expect.arrayContaining([{ userId: 'ann' }]) },
      sessions: { totalCount: 40 },
      ingestHealth: { accepted: 200 },
    })
    const checks = await diagnose({ clickhouse, config: readConfig({ DATA_DIR: ':memory:' }) })
    const data = checks.filter(({ name }) => name === 'derived data' || name === 'schema')
    expect(data.map(({ findings }) => findings)).toEqual([[], []])
    await gateway[Symbol.asyncDispose]()
  })

  test('whose upgrade was interrupted is finished by the next start', async () => {
    const clickhouse = await oldDatabase('upgrade_interrupted')
    const broken = (migration: Migration): Migration =>
      migration.name.startsWith('027')
        ? { ...migration, statements: [...migration.statements, 'CREATE TABLE half (id NoSuchType) ENGINE = Memory'] }
        : migration
    await expect(migrate(clickhouse, { migrations: all.map(broken) })).rejects.toThrow(/NoSuchType/)
    expect(await arrivals(clickhouse)).toBe(0)
    expect((await migrationState(clickhouse)).pending).toEqual(all.slice(older.length).map(({ name }) => name))
    await migrate(clickhouse)
    expect(await arrivals(clickhouse)).toBe(200)
    await clickhouse.close()
  })

  test('may be upgraded by two instances at once', async () => {
    const first = await oldDatabase('upgrade_race')
    const second = await open('upgrade_race')
    await Promise.all([migrate(first), migrate(second)])
    expect(await arrivals(first)).toBe(200)
    expect((await migrationState(first)).pending).toEqual([])
    for (const instance of [first, second]) await instance.close()
  })
})

test('a database of a newer version is told apart', async () => {
  const clickhouse = await open('upgrade_newer')
  const newer: Migration = {
    name: '999_tomorrow',
    checksum: 'x',
    statements: ['CREATE TABLE tomorrow (id String) ENGINE = Memory'],
  }
  await migrate(clickhouse, { migrations: [...all, newer] })
  expect(await migrate(clickhouse)).toEqual({ applied: [], pending: [], unknown: ['999_tomorrow'] })
  const checks = await diagnose({ clickhouse, config: readConfig({ DATA_DIR: ':memory:' }) })
  expect(checks.find(({ name }) => name === 'schema')?.findings).toMatchObject([
    { severity: 'problem', what: 'The database has migrations of a newer version: 999_tomorrow.' },
  ])
  await clickhouse.close()
})
