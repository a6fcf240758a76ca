import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSql, type Sql } from '../../src/sql/run.ts'
import { bucketsOf } from '../oracle/buckets.ts'
import { testEngine } from '../testkit/engine.ts'
import { scopeOf } from '../testkit/scope.ts'

let engine: Awaited<ReturnType<typeof testEngine>>
let sql: Sql
beforeAll(async () => {
  engine = await testEngine()
  const limits = { timeoutMs: 10_000, maxMemoryBytes: 1e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }
  sql = createSql(engine, limits)({ scope: scopeOf('oslo') })
})
afterAll(() => engine.close())

/** Days around which clocks are set, here or there; Lord Howe's by half an hour. */
const ranges = [
  { from: '2026-03-28', to: '2026-03-30' },
  { from: '2026-04-04', to: '2026-04-06' },
  { from: '2026-10-03', to: '2026-10-05' },
  { from: '2026-10-24', to: '2026-10-26' },
]

test.each(['Australia/Lord_Howe', 'Europe/Oslo', 'America/New_York', 'Asia/Kolkata', 'America/St_Johns'])(
  'hours are those of the clock in %s, on the days when it is set too',
  async (time_zone) => {
    for (const range of ranges)
      for (const name of ['location-metrics', 'session-stats'] as const) {
        const params = { location_ids: ['oslo'], ...range, granularity: 'HOUR', time_zone }
        const starts = (await sql.rows(name, params, ['start'])).map(({ start }) => start)
        const expected = bucketsOf(range, 'HOUR', time_zone).starts.map((start) => new Date(start).toISOString())
        expect({ name, ...range, starts }).toEqual({ name, ...range, starts: expected })
      }
  },
)
