import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInsertRows, type InsertRow } from '../../src/ingest/insert-rows.ts'
import { landingRow } from '../../src/ingest/landing-row.ts'
import { toClickHouseTime } from '../../src/time/clickhouse-time.ts'
import { select, testStore } from '../testkit/engine.ts'

let engine: Awaited<ReturnType<typeof testStore>>
beforeAll(async () => {
  engine = await testStore()
})
afterAll(() => engine[Symbol.asyncDispose]())

const text = fc.oneof(
  fc.constant(''),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('\n', '"', '\\', "\t'", '0', 'null'),
)
const texts = fc.dictionary(text, text, { maxKeys: 2 })
const time = fc.constantFrom('2026-03-01T10:00:00.000Z', '2026-03-01T10:00:00.123Z')
const plain: InsertRow<'events'> = landingRow(
  'oslo',
  { event: '', distinctId: '', timestampMs: 0, properties: {} },
  {},
  toClickHouseTime(new Date(0)),
)
/** In half of the histories a column is empty throughout. */
const maybe = <T>(value: fc.Arbitrary<T>, empty: T) =>
  fc.boolean().map((filled) => (filled ? value : fc.constant(empty)))

const rows: fc.Arbitrary<InsertRow<'events'>[]> = fc
  .record({
    text: maybe(text, ''),
    texts: maybe(texts, {}),
    bool: maybe(fc.boolean(), false),
    channel: maybe(text, ''),
  })
  .chain(({ text: some, texts: map, bool, channel }) =>
    fc.array(
      fc
        .record({
          distinct_id: some,
          timestamp: time,
          uuid: fc.uuid(),
          event: some,
          is_visit: bool,
          current_url: some,
          channel,
          channel_group: channel,
          click_ids: map,
          funnel_id: some,
          properties: some,
          received_at: time,
          touch: fc.record({ utm_source: some, landing_url: some, click_ids: map }),
        })
        .map(({ touch, ...values }) => ({ ...plain, ...values, touch: { ...plain.touch, ...touch } })),
      { minLength: 1, maxLength: 6 },
    ),
  )

const sorted = (some: readonly { uuid: string }[]) => some.toSorted((a, b) => (a.uuid < b.uuid ? -1 : 1))

describe('rows', () => {
  test('are read as they were inserted, whichever columns are empty', async () => {
    const insert = createInsertRows(engine.client)
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        await engine.client.command({ query: 'TRUNCATE TABLE events' })
        await insert('events', some)
        const read = await select<{ uuid: string }>(engine, 'SELECT * FROM events')
        expect(sorted(read)).toEqual(sorted(some))
      }),
      { numRuns: 40 },
    )
  })

  test('keep a number of 0 apart from none', async () => {
    await createInsertRows(engine.client)('ad_costs', [
      {
        location_id: 'oslo',
        date: '2026-03-01',
        channel: 'google',
        campaign: '',
        source: '',
        currency: 'EUR',
        cost: '0',
        clicks: '0',
        impressions: null,
        version: '1',
        imported_by: '',
        imported_at: '2026-03-01T10:00:00.000Z',
      },
    ])
    expect(await select(engine, 'SELECT toString(cost) AS cost, clicks, impressions, campaign FROM ad_costs')).toEqual([
      { cost: '0', clicks: '0', impressions: null, campaign: '' },
    ])
  })

  test('of one block are stored once, however often it is sent; those of another are, however alike', async () => {
    const insert = createInsertRows(engine.client)
    const row = { ...plain, location_id: 'twice', uuid: crypto.randomUUID() }
    for (const values of [{ funnel_id: 'x' }, { funnel_id: 'x' }, { step_id: 'x' }])
      await insert('events', [{ ...row, ...values }])
    expect(
      await select(engine, `SELECT funnel_id, step_id FROM events WHERE location_id = 'twice' ORDER BY step_id`),
    ).toEqual([
      { funnel_id: 'x', step_id: '' },
      { funnel_id: '', step_id: 'x' },
    ])
  })
})
