import { describe, expect, test } from 'vitest'
import { clusterStatements, tablesOf } from '../../src/clickhouse/cluster-ddl.ts'
import { readMigrations } from '../../src/clickhouse/migrate.ts'

const tables = new Set(['events', 'sessions_mv', 'rules'])
const onCluster = (statement: string) => clusterStatements(statement, 'two', tables)

describe('a statement of ddl/ on a cluster', () => {
  test('a table: one on the shard, and one of its name over all shards', () => {
    expect(
      onCluster(
        '-- What comes in.\nCREATE TABLE events\n(\n    location_id String\n)\nENGINE = MergeTree\nORDER BY location_id',
      ),
    ).toEqual([
      'CREATE TABLE events_local\n(\n    location_id String\n)\nENGINE = MergeTree\nORDER BY location_id',
      "CREATE TABLE events AS events_local ENGINE = Distributed('two', currentDatabase(), 'events_local', cityHash64(location_id))",
    ])
  })

  test('a table of no location lies on the first shard', () => {
    expect(onCluster('CREATE TABLE keys (key String) ENGINE = MergeTree ORDER BY key')[1]).toContain("'keys_local', 0)")
  })

  test('a materialized view leads from local to local, and its columns keep their names', () => {
    expect(
      onCluster(
        'CREATE MATERIALIZED VIEW v TO sessions_mv AS SELECT events.x, r.y FROM events LEFT JOIN rules AS r ON r.x = events.x WHERE x IN (SELECT x FROM events_of_others)',
      ),
    ).toEqual([
      'CREATE MATERIALIZED VIEW v TO sessions_mv_local AS SELECT events.x, r.y FROM events_local AS events LEFT JOIN rules_local AS r ON r.x = events.x WHERE x IN (SELECT x FROM events_of_others)',
    ])
  })

  test('a view stays as it is', () => {
    expect(onCluster('CREATE VIEW v AS SELECT 1 FROM events')).toEqual(['CREATE VIEW v AS SELECT 1 FROM events'])
  })

  test.each([
    [
      'ALTER TABLE events ADD COLUMN x String',
      ['ALTER TABLE events_local ADD COLUMN x String', 'ALTER TABLE events ADD COLUMN x String'],
    ],
    ['ALTER TABLE events MODIFY TTL x', ['ALTER TABLE events_local MODIFY TTL x']],
    ['DROP TABLE IF EXISTS events', ['DROP TABLE IF EXISTS events', 'DROP TABLE IF EXISTS events_local']],
    ['DROP VIEW v', ['DROP VIEW v']],
  ])('%s', (statement, expected) => {
    expect(onCluster(statement)).toEqual(expected)
  })

  test('what has no form is refused', () => {
    expect(() => onCluster('OPTIMIZE TABLE events')).toThrow('OPTIMIZE TABLE events')
  })

  test('every statement has a form, and every table two', () => {
    const statements = readMigrations().flatMap((migration) => migration.statements)
    const all = tablesOf(statements)
    expect(all.size).toBeGreaterThan(20)
    const formed = statements.flatMap((statement) => clusterStatements(statement, 'two', all))
    expect(formed.filter((statement) => / ENGINE = Distributed\(/.test(statement))).toHaveLength(all.size)
  })
})
