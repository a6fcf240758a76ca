import { describe, expect, test } from 'vitest'
import { spanningStatements } from '../../src/clickhouse/cluster-ddl.ts'
import { readMigrations } from '../../src/clickhouse/migrate.ts'

const spanning = (statement: string) => spanningStatements(statement, 'two', 'shop')

describe('a statement of ddl/ over the shards of a cluster', () => {
  test('a table spans those of the shards, by location', () => {
    const table = '(\n    location_id String\n)\nENGINE = MergeTree\nORDER BY location_id'
    expect(spanning(`-- What comes in.\nCREATE TABLE events\n${table}`)).toEqual([
      "CREATE TABLE events AS shop_shard.events ENGINE = Distributed('two', 'shop_shard', 'events', cityHash64(location_id))",
    ])
  })

  test('a table of no location is read from the own shard', () => {
    expect(spanning('CREATE TABLE keys (key String) ENGINE = MergeTree ORDER BY key')).toEqual([
      'CREATE VIEW keys AS SELECT * FROM shop_shard.keys',
    ])
  })

  test.each([
    ['CREATE MATERIALIZED VIEW v TO sessions_mv AS SELECT 1 FROM events', []],
    ['CREATE VIEW v AS SELECT 1 FROM events', ['CREATE VIEW v AS SELECT 1 FROM events']],
    ['ALTER TABLE events ADD COLUMN x String', ['ALTER TABLE events ADD COLUMN x String']],
    ['ALTER TABLE events MODIFY TTL x', []],
    ['DROP TABLE events', ['DROP TABLE IF EXISTS events']],
    ['DROP VIEW v', ['DROP VIEW IF EXISTS v']],
  ])('%s', (statement, expected) => {
    expect(spanning(statement)).toEqual(expected)
  })

  test('what has no form is refused', () => {
    expect(() => spanning('OPTIMIZE TABLE events')).toThrow('OPTIMIZE TABLE events')
  })

  test('every statement has a form', () => {
    const statements = readMigrations().flatMap((migration) => migration.statements)
    const formed = statements.flatMap(spanning)
    expect(formed.filter((statement) => / ENGINE = Distributed\(/.test(statement)).length).toBeGreaterThan(20)
  })
})
