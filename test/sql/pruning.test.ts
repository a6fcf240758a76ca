import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readStatements } from '../../src/sql/statement.ts'
import { select, testStore } from '../testkit/engine.ts'

let engine: Awaited<ReturnType<typeof testStore>>
beforeAll(async () => {
  engine = await testStore()
  // A plan over an empty table reads nothing, and shows no columns.
  await engine.client.command({
    query: `INSERT INTO events (location_id, distinct_id, session_id) VALUES ('oslo', 'd', 's')`,
  })
})
afterAll(() => engine[Symbol.asyncDispose]())

const anyValue = (type: string, name = '') => {
  if (name === 'time_zone') return 'UTC'
  if (type === 'Array(String)') return ['oslo']
  if (type.startsWith('Nullable')) return null
  if (type.startsWith('Array')) return []
  return type === 'Date' ? '2026-01-01' : type === 'String' ? '' : 1
}

/** The columns that ClickHouse's plan reads from a table when only some columns of a statement are selected. */
async function columnsRead(statement: string, columns: string[], table: string): Promise<Set<string>> {
  const { text, params } = readStatements().get(statement) ?? { text: '', params: new Map<string, string>() }
  // Filters are off: a filter reads its own column, selected or not.
  const bound = [...params].map(([name, type]) => [
    name,
    name === 'location_ids' || /^(user|session)_ids$/.test(name)
      ? anyValue(type)
      : type.startsWith('Array')
        ? []
        : anyValue(type, name),
  ])
  const plan = await select<{ explain: string }>(
    engine,
    `EXPLAIN header = 1, actions = 0 SELECT ${columns.join(', ')} FROM (${text})`,
    Object.fromEntries(bound),
  )
  const lines = plan.map(({ explain }) => explain)
  const read = new Set<string>()
  lines.forEach((line, at) => {
    if (!new RegExp(`ReadFromMergeTree \\(\\S*\\.${table}\\)`).test(line)) return
    for (const header of lines.slice(at + 1)) {
      const found =
        /^[\s│]*(?:Header: )?(\w+) (?:String|AggregateFunction|SimpleAggregateFunction|DateTime|UInt|Array|Bool|LowCardinality|UUID|Tuple|Map)/.exec(
          header,
        )
      if (found?.[1] === undefined) {
        if (/ReadFrom|Expression|Filter|Aggregating|Join/.test(header)) break
        continue
      }
      read.add(found[1])
    }
  })
  return read
}

describe('ClickHouse reads only what is selected', () => {
  test.each([
    [
      'sessions',
      ['session_id', 'started_at'],
      'sessions_mv',
      ['started_at'],
      ['entry', 'origin', 'landing', 'exit', 'event_hashes', 'device', 'funnel'],
    ],
    [
      'sessions',
      ['session_id', 'pageview_count'],
      'sessions_mv',
      ['event_hashes'],
      ['entry', 'origin', 'landing', 'exit', 'device', 'funnel'],
    ],
    [
      'sessions',
      ['channel'],
      'sessions_mv',
      ['entry'],
      ['origin', 'landing', 'exit', 'event_hashes', 'device', 'funnel'],
    ],
    ['sessions', ['touch'], 'sessions_mv', ['landing'], ['exit', 'event_hashes', 'device', 'funnel']],
    ['events', ['uuid', 'name'], 'events', ['event'], ['properties', 'current_url', 'touch', 'pathname']],
    ['events', ['uuid', 'properties'], 'events', ['properties'], ['current_url', 'touch', 'pathname']],
    ['users', ['user_id', 'first_seen'], 'user_attribution_summary_mv', ['first_seen'], ['event_hashes', 'device']],
    ['location-metrics', ['start', 'event_count'], 'location_metrics_mv', ['event_hashes'], ['session_ids']],
  ])('%s { %s }', async (statement, columns, table, some, none) => {
    const read = await columnsRead(statement, columns, table)
    expect([...read]).toEqual(expect.arrayContaining(some))
    expect(none.filter((column) => read.has(column))).toEqual([])
  })
})

test('whether events are known is told from few granules, as ids of SDKs grow with time', async () => {
  await engine.client.command({
    query: `INSERT INTO event_ids (location_id, uuid, received_at)
      SELECT 'oslo', dateTimeToUUIDv7(toDateTime('2026-03-01 00:00:00', 'UTC') + number), now64(3) FROM numbers(50000)`,
  })
  const statement = readStatements().get('known-events')
  const uuids = await select<{ uuid: string }>(
    engine,
    `SELECT toString(uuid) AS uuid FROM event_ids WHERE location_id = 'oslo' ORDER BY toUInt128(event_ids.uuid) DESC LIMIT 500`,
  )
  const params = {
    location_ids: ['oslo'],
    uuids: [...uuids.map(({ uuid }) => uuid), ...Array.from({ length: 500 }, () => uuidv7())],
    claim_id: crypto.randomUUID(),
    claim_seconds: 30,
    claims_since: '2026-01-01 00:00:00.000',
  }
  const plan = await select<{ explain: string }>(engine, `EXPLAIN indexes = 1 ${statement?.text}`, params)
  const [, read, all] = /Granules: (\d+)\/(\d+)/.exec(plan.map(({ explain }) => explain).join('\n')) ?? []
  expect(Number(all)).toBeGreaterThan(40)
  expect(Number(read)).toBeLessThanOrEqual(3)
  expect(await select(engine, `SELECT count() AS n FROM (${statement?.text}) WHERE stored`, params)).toEqual([
    { n: '500' },
  ])
})
