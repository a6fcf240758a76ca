import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSql, type Params, type Row, type Sql, type StatementName } from '../../src/sql/run.ts'
import { readStatementPlans } from '../../src/sql/statement-plans.ts'
import { toClickHouseTime } from '../../src/time/clickhouse-time.ts'
import { select, testEngine } from '../testkit/engine.ts'
import { propertyRuns } from '../testkit/long.ts'
import { scopeOf } from '../testkit/scope.ts'

let engine: Awaited<ReturnType<typeof testEngine>>
const sent: StatementName[] = []
let open: (locationId: string) => Sql
beforeAll(async () => {
  engine = await testEngine()
  const limits = { timeoutMs: 30_000, maxMemoryBytes: 2e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }
  const observe = (name: StatementName) => {
    sent.push(name)
    return () => undefined
  }
  const openSql = createSql(engine, limits, { observe })
  open = (locationId) => openSql({ scope: scopeOf(locationId) })
})
afterAll(() => engine.close())

/** A row of an event; `at` in seconds. Copies of an event may differ in everything but its number. */
interface Copy {
  event: number
  at: number
  person: number
  name: string
}

type Question = Pick<Params<'events'>, 'direction' | 'limit' | 'names' | 'after_time' | 'before_time'> & {
  /** Where the page starts: the number of an event, and a time. */
  cursor: { event: number; at: number } | null
}

const noFilter = { names: [], after_time: null, before_time: null }
const columns = ['uuid', 'sort_key', 'name', 'timestamp', 'distinct_id', 'user_id', 'session_id'] as const

/** Just before a month ends, so that a history lies in two partitions. */
const start = Date.UTC(2026, 0, 31, 23, 58)
const timeOf = (at: number) => toClickHouseTime(new Date(start + at * 1_000))
/** Neighbours in number are none in order. */
const uuidOf = (event: number) =>
  `${((event * 7_919) % 65_536).toString(16).padStart(8, '0')}-0000-4000-8000-${String(event).padStart(12, '0')}`

let locations = 0

/** A location of its own with these copies, of which some people are mapped, one over two steps. */
async function store(copies: readonly Copy[]): Promise<string> {
  const location_id = `location ${++locations}`
  await engine.client.insert({
    table: 'events',
    format: 'JSONEachRow',
    values: copies.map(({ event, at, person, name }) => ({
      location_id,
      uuid: uuidOf(event),
      timestamp: timeOf(at),
      distinct_id: `person ${person}`,
      event: name,
      session_id: person % 2 === 0 ? `session ${person}` : '',
      is_visit: person % 3 === 0,
      properties: '{}',
      received_at: timeOf(at),
    })),
  })
  const mapping = (anonymous_id: string, user_id: string) => ({
    location_id,
    anonymous_id,
    user_id,
    source: '$identify',
    mapped_at: timeOf(0),
    uuid: uuidOf(0),
    received_at: timeOf(0),
  })
  await engine.client.insert({
    table: 'identity_mappings',
    format: 'JSONEachRow',
    values: [mapping('person 1', 'person 2'), mapping('person 2', 'ann'), mapping('person 3', 'bob')],
  })
  return location_id
}

const paramsOf = ({ cursor, ...rest }: Question) => ({
  ...rest,
  uuids: [],
  search: '',
  in_session: null,
  after_key: cursor === null ? null : String(start + cursor.at * 1_000),
  after_id: cursor === null ? '' : uuidOf(cursor.event),
})

const keyOf = ({ event, at }: { event: number; at: number }) => `${String(at).padStart(9, '0')} ${uuidOf(event)}`

/**
 * The numbers of the page's events, by the definition: of the copies that the filters let through the earliest counts.
 */
function expectedEvents(copies: readonly Copy[], { cursor, names, direction, limit, ...range }: Question): string[] {
  const earliest = new Map<number, Copy>()
  for (const copy of copies) {
    const known = earliest.get(copy.event)
    const matches =
      (names.length === 0 || names.includes(copy.name)) &&
      (range.after_time === null || timeOf(copy.at) >= range.after_time) &&
      (range.before_time === null || timeOf(copy.at) < range.before_time)
    if (matches && (known === undefined || copy.at < known.at)) earliest.set(copy.event, copy)
  }
  const sorted = [...earliest.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -direction : direction))
  const from =
    cursor === null
      ? 0
      : sorted.findIndex((copy) => keyOf(copy) !== keyOf(cursor) && keyOf(copy) < keyOf(cursor) !== (direction === 1))
  return from === -1 ? [] : sorted.slice(from, from + limit).map(({ event }) => uuidOf(event))
}

const wholeHistory = readStatementPlans().get('events')?.statement.text ?? ''

/** Asks, and compares the page with the definition and with what is read from the whole history. */
async function check(locationId: string, copies: readonly Copy[], question: Question): Promise<void> {
  const params = { location_ids: [locationId], ...paramsOf(question) }
  sent.length = 0
  const rows = await open(locationId).rows('events', params, columns)
  expect(sent.filter((name) => name !== 'identity-joints')).toEqual(['event-page'])
  expect(rows.map(({ uuid }) => uuid)).toEqual(expectedEvents(copies, question))
  const whole = await select(engine, `SELECT ${columns.join(', ')} FROM (${wholeHistory})`, params)
  expect(rows).toEqual(whole)
}

describe('a page of one location is made of the earliest copies', () => {
  /** One event a second, stored once. */
  const history = (count: number): Copy[] =>
    Array.from({ length: count }, (_, event) => ({ event, at: event, person: event % 5, name: 'a' }))
  const again = (event: number, at: number): Copy => ({ event, at, person: 6, name: 'a' })
  const newest: Question = { ...noFilter, direction: -1, limit: 5, cursor: null }
  const oldest: Question = { ...noFilter, direction: 1, limit: 5, cursor: null }

  test.each<[string, Copy[], Question]>([
    ['an old event that was stored again is not the newest', [...history(200), again(3, 300)], newest],
    ['and not on a later page', [...history(200), again(3, 150)], { ...newest, cursor: { event: 152, at: 152 } }],
    [
      'forward it is not met again behind the cursor',
      [...history(200), again(3, 152)],
      { ...oldest, cursor: { event: 150, at: 150 } },
    ],
    ['even if nothing else follows', [...history(200), again(3, 300)], { ...oldest, cursor: { event: 199, at: 199 } }],
    [
      'one whose copies are both near the page counts once',
      [...history(200), again(197, 198), again(198, 198)],
      newest,
    ],
    [
      'a cursor at the time of copies',
      [...history(200), again(152, 150), again(149, 152), again(3, 150)],
      { ...newest, cursor: { event: 150, at: 150 } },
    ],
    [
      'a hundred copies of old events lie before the newest ones',
      [...history(200), ...Array.from({ length: 100 }, (_, n) => again(n, 300 + n))],
      newest,
    ],
    [
      'and behind the cursor',
      [...history(300), ...Array.from({ length: 100 }, (_, n) => again(n, 150))],
      { ...oldest, cursor: { event: 149, at: 149 } },
    ],
    [
      'one event was stored a hundred times',
      [...history(200), ...Array.from({ length: 100 }, (_, n) => again(199, 200 + n))],
      newest,
    ],
    [
      'everything was stored in the same millisecond',
      Array.from({ length: 200 }, (_, event) => ({ event, at: 1, person: 0, name: 'a' })),
      newest,
    ],
    [
      'an earlier copy that a filter keeps out does not count',
      [...history(200), again(3, 250)],
      { ...newest, after_time: timeOf(100), before_time: timeOf(260) },
    ],
  ])('%s', async (_, copies, question) => {
    await check(await store(copies), copies, question)
  })

  test('pages one after the other hold every event once, in both directions', async () => {
    const copies = [...history(150), ...Array.from({ length: 90 }, (_, n) => again((n * 7) % 150, 149 - n))]
    const locationId = await store(copies)
    for (const direction of [1, -1]) {
      const walked: string[] = []
      let cursor: { after_key: string | null; after_id: string } | undefined = { after_key: null, after_id: '' }
      while (cursor !== undefined) {
        const page = { ...paramsOf({ ...newest, direction, limit: 20 }), ...cursor, location_ids: [locationId] }
        const rows: Pick<Row<'events'>, 'uuid' | 'sort_key'>[] = await open(locationId).rows('events', page, columns)
        const last = rows.at(-1)
        cursor = last && { after_key: last.sort_key, after_id: last.uuid }
        walked.push(...rows.map(({ uuid }) => uuid))
      }
      expect(walked).toEqual(expectedEvents(copies, { ...newest, direction, limit: 1_000 }))
    }
  })
})

const runs = propertyRuns(5, 10)
const seconds = fc.oneof({ weight: 3, arbitrary: fc.nat(240) }, { weight: 1, arbitrary: fc.nat(8) })
/** Of an event one copy mostly, or a few, or more than a page has rows. */
const copyCount = fc.oneof(
  { weight: 12, arbitrary: fc.constant(1) },
  { weight: 4, arbitrary: fc.integer({ min: 2, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 40, max: 90 }) },
)
const copiesOf = (event: number) =>
  copyCount.chain((count) =>
    fc.uniqueArray(
      fc.record({ event: fc.constant(event), at: seconds, person: fc.nat(6), name: fc.constantFrom('a', 'b') }),
      // Which of two copies of the same time is read is nobody's business.
      { minLength: 1, maxLength: count, selector: ({ at }) => at },
    ),
  )
const anyHistory = fc
  .integer({ min: 1, max: 150 })
  .chain((events) => fc.tuple(...Array.from({ length: events }, (_, event) => copiesOf(event))))
  .map((each) => each.flat())
const time = fc.option(seconds.map(timeOf), { freq: 3 })
const anyQuestion: fc.Arbitrary<Question> = fc.record({
  direction: fc.constantFrom(1, -1),
  limit: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 200 })),
  names: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(['a']) }),
  after_time: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: time }),
  before_time: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: time }),
  cursor: fc.option(fc.record({ event: fc.nat(150), at: seconds }), { freq: 3 }),
})

test('any page of any history is that of the whole one', { timeout: 1_800_000 }, async () => {
  const property = fc.asyncProperty(
    anyHistory,
    fc.array(anyQuestion, { minLength: 6, maxLength: 6 }),
    async (copies, questions) => {
      const locationId = await store(copies)
      for (const question of questions) await check(locationId, copies, question)
    },
  )
  await fc.assert(property, {
    numRuns: runs,
    ...(process.env.PROPERTY_SEED === undefined ? {} : { seed: Number(process.env.PROPERTY_SEED) }),
    interruptAfterTimeLimit: 900_000,
  })
})
