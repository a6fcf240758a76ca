import { describe, expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate, migrationState, readMigrations } from '../../src/clickhouse/migrate.ts'
import { testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'

const open = (database: string) => createClickHouse(testConfig({ CLICKHOUSE_DATABASE: database }))

describe('migrate', () => {
  test('applies each file once, in order, and records it', async () => {
    const clickhouse = await open('migrate_once')
    const names = readMigrations().map(({ name }) => name)
    expect((await migrationState(clickhouse)).pending).toEqual(names)
    expect((await migrate(clickhouse)).applied).toEqual(names)
    expect((await migrate(clickhouse)).applied).toEqual([])
    expect(await migrationState(clickhouse)).toEqual({ applied: names, pending: [], unknown: [] })
    await clickhouse.close()
  })

  test('several instances at once end in one schema', async () => {
    const instances = await Promise.all([open('migrate_race'), open('migrate_race'), open('migrate_race')])
    await Promise.all(instances.map((instance) => migrate(instance)))
    const [first] = instances
    if (first === undefined) throw new Error('no instance')
    expect((await migrationState(first)).pending).toEqual([])
    const tables = await select<{ name: string }>(
      first,
      `SELECT name FROM system.tables WHERE database = 'migrate_race'`,
    )
    expect(tables.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'events',
        'identity_mappings',
        'errors',
        'sessions_mv',
        'user_profiles_mv',
        'user_attribution_summary_mv',
        'identified_users_attribution_mv',
        'location_metrics_mv',
        'session_stats_daily_data',
        'error_groups',
      ]),
    )
    for (const instance of instances) await instance.close()
  })

  test('refuses a file that was edited after it had been applied', async () => {
    const clickhouse = await open('migrate_edited')
    const one = {
      name: '001_one',
      checksum: 'a',
      statements: ['CREATE TABLE one (id String) ENGINE = MergeTree ORDER BY id'],
    }
    await migrate(clickhouse, { migrations: [one] })
    await expect(migrate(clickhouse, { migrations: [{ ...one, checksum: 'b' }] })).rejects.toThrow(/001_one was edited/)
    await clickhouse.close()
  })

  test('a file that was interrupted half-way is finished by the next start', async () => {
    const clickhouse = await open('migrate_half')
    const first = 'CREATE TABLE half_one (id String) ENGINE = MergeTree ORDER BY id'
    const broken = {
      name: '001_half',
      checksum: 'a',
      statements: [first, 'CREATE TABLE half_two (id Nonsense) ENGINE = MergeTree ORDER BY id'],
    }
    await expect(migrate(clickhouse, { migrations: [broken] })).rejects.toThrow()
    const whole = { ...broken, statements: [first, 'CREATE TABLE half_two (id String) ENGINE = MergeTree ORDER BY id'] }
    expect((await migrate(clickhouse, { migrations: [whole] })).applied).toEqual(['001_half'])
    await clickhouse.close()
  })

  test('the views of derived data cannot be read without a scope', async () => {
    const clickhouse = await open('migrate_scope')
    await migrate(clickhouse)
    for (const view of [
      'visits',
      'sessions',
      'people',
      'identities',
      'identified_users_attribution_mv',
      'session_stats_daily_data',
    ])
      await expect(select(clickhouse, `SELECT * FROM ${view}`), view).rejects.toThrow()
    await clickhouse.close()
  })
})
