import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBatcher } from '../../src/ingest/batcher.ts'
import { type CapturedEvent, type Delivery, IngestOverloadedError } from '../../src/ingest/captured-event.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import { silentLog } from '../testkit/config.ts'
import { select, testEngine, testStore } from '../testkit/engine.ts'

let engine: Awaited<ReturnType<typeof testEngine>>
beforeAll(async () => {
  engine = await testEngine()
})
afterAll(() => engine.close())

const at = Date.UTC(2026, 2, 1, 12)
const uuid = (n: number) => `018a981f-4b35-7c66-825e-${String(n).padStart(12, '0')}`
const pageview = (n: number, over: Partial<CapturedEvent> = {}): CapturedEvent => ({
  uuid: uuid(n),
  event: '$pageview',
  distinctId: 'anon',
  timestampMs: at + n * 1000,
  properties: { $session_id: 's', $current_url: 'https://shop.example/', $lib: 'web' },
  ...over,
})
const delivery = (locationId: string, events: CapturedEvent[]): Delivery => ({
  locationId,
  events,
  rejected: [],
  sender: {},
})
const countOf = async (table: string, locationId: string) =>
  Number(
    (
      await select<{ n: string }>(
        engine,
        `SELECT count() AS n FROM ${table} FINAL WHERE location_id = {l:String}`.replace(
          ' FINAL',
          table === 'events' ? '' : ' FINAL',
        ),
        { l: locationId },
      )
    )[0]?.n,
  )

/** A writer that breaks off once, as if its process had been killed before it inserts into this table. */
function killedBefore(table: string) {
  let calls = 0
  const exec: typeof engine.client.exec = (params) =>
    params.query.startsWith(`INSERT INTO ${table} `) && ++calls === 1
      ? Promise.reject(new Error('killed'))
      : engine.client.exec(params)
  const client = new Proxy(engine.client, {
    get: (target, name) => (name === 'exec' ? exec : Reflect.get(target, name)),
  })
  return createWriter({ client, log: silentLog })
}

describe('writer', () => {
  test('the same event again is acknowledged as a duplicate and stored once, in its group and later', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    const group = [delivery('once', [pageview(1), pageview(2)]), delivery('once', [pageview(2), pageview(3)])]
    expect(await write(group)).toEqual([
      { accepted: 2, duplicates: 0, quarantined: 0 },
      { accepted: 1, duplicates: 1, quarantined: 0 },
    ])
    expect(await write(group)).toMatchObject([
      { accepted: 0, duplicates: 2 },
      { accepted: 0, duplicates: 2 },
    ])
    expect(await countOf('events', 'once')).toBe(3)
  })

  test('what is repeated in a group that is written beside the first one is stored once', async () => {
    const writer = createWriter({ client: engine.client, log: silentLog })
    const limits = { flushMs: 1, flushEvents: 20, queueMaxEvents: 1_000, queueMaxBytes: 1e9 }
    let [writing, most] = [0, 0]
    const write = async (deliveries: readonly Delivery[]) => {
      most = Math.max(most, ++writing)
      return writer.write(deliveries).finally(() => writing--)
    }
    const batcher = createBatcher(write, { ...limits, alone: { groups: 2, flushEvents: 40 } })
    const sent = [0, 20, 0, 20, 40, 0, 40].map((first) =>
      delivery(
        'beside',
        Array.from({ length: 20 }, (_, n) => pageview(first + n)),
      ),
    )
    const receipts = await Promise.all(sent.map((one) => batcher.accept(one)))
    expect(most).toBe(2)
    expect(receipts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(60)
    expect(receipts.reduce((sum, { duplicates }) => sum + duplicates, 0)).toBe(80)
    expect(await countOf('events', 'beside')).toBe(60)
  })

  test('the same uuid in another location is another event', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    await write([delivery('a', [pageview(1)]), delivery('b', [pageview(1)])])
    expect([await countOf('events', 'a'), await countOf('events', 'b')]).toEqual([1, 1])
  })

  test('an event without a uuid gets the same one each time it comes', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    const { uuid: _, ...bare } = pageview(1)
    const reordered = { ...bare, properties: Object.fromEntries(Object.entries(bare.properties).reverse()) }
    expect(await write([delivery('bare', [bare]), delivery('bare', [reordered])])).toMatchObject([
      { accepted: 1 },
      { duplicates: 1 },
    ])
  })

  test('identify, alias and merge write mappings; ids that stand for nobody go to quarantine', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    await write([
      delivery('ids', [
        pageview(1, { event: '$identify', distinctId: 'u1', properties: { $anon_distinct_id: 'anon' } }),
        pageview(2, { event: '$create_alias', distinctId: 'u1', properties: { alias: 'a2' } }),
        pageview(3, { event: '$merge_dangerously', distinctId: 'u1', properties: { alias: 'u0' } }),
        pageview(4, { event: '$identify', distinctId: 'undefined', properties: { $anon_distinct_id: 'anon' } }),
        pageview(5, { event: '$identify', distinctId: 'u1', properties: { $anon_distinct_id: '"NaN"' } }),
        pageview(6, { event: '$identify', distinctId: 'u1', properties: { $anon_distinct_id: 'u1' } }),
      ]),
    ])
    expect(await countOf('identity_mappings', 'ids')).toBe(3)
    expect(await countOf('identity_mappings_quarantine', 'ids')).toBe(2)
    expect(await countOf('events', 'ids')).toBe(6)
  })

  test('exceptions of the current, the legacy and the plain form become errors', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    const frame = (lineno: number) => ({
      filename: 'https://cdn.example/assets/app-3f9a1c2b.js?v=7',
      function: 'pay',
      lineno,
      in_app: true,
    })
    const current = (n: number, line: number) =>
      pageview(n, {
        event: '$exception',
        properties: {
          $exception_list: [{ type: 'TypeError', value: `no x at ${line}`, stacktrace: { frames: [frame(line)] } }],
        },
      })
    await write([
      delivery('errors', [
        current(1, 10),
        current(2, 99),
        pageview(3, {
          event: '$exception',
          properties: { $exception_type: 'RangeError', $exception_message: 'order 17 is bad' },
        }),
        pageview(4, { event: 'error', properties: { message: 'down', component: 'checkout' } }),
      ]),
    ])
    const rows = await select<{ error_type: string; component: string; n: string }>(
      engine,
      `SELECT error_type, component, count() AS n FROM errors WHERE location_id = 'errors' GROUP BY error_type, component, fingerprint ORDER BY error_type`,
    )
    expect(rows).toEqual([
      { error_type: 'Error', component: 'checkout', n: '1' },
      { error_type: 'RangeError', component: '', n: '1' },
      { error_type: 'TypeError', component: 'app.js', n: '2' },
    ])
  })

  test('texts that would break a careless writer come back as they were', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    const nasty = `it's \\ ; -- {x:String} \u0000 \n "quoted" 😀`
    await write([
      delivery('nasty', [pageview(1, { distinctId: nasty, properties: { nasty, half: 'a\ud800b', $set: { nasty } } })]),
    ])
    const [row] = await select<{ distinct_id: string; properties: string; property: string }>(
      engine,
      `SELECT distinct_id, properties, JSONExtractString(properties, 'nasty') AS property FROM events WHERE location_id = 'nasty'`,
    )
    expect(row?.distinct_id).toBe(nasty)
    expect(row?.property).toBe(nasty)
    expect(JSON.parse(row?.properties ?? '')).toMatchObject({ nasty, half: 'a\ufffdb' })
  })

  test('a history of many years is one insert', { timeout: 120_000 }, async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    const events = Array.from({ length: 240 }, (_, month) =>
      pageview(month, { timestampMs: Date.UTC(2006, month, 15) }),
    )
    expect(await write([delivery('years', events)])).toMatchObject([{ accepted: 240 }])
    expect(await countOf('events', 'years')).toBe(240)
  })

  test('after a write that broke off half-way, the retry completes what derives from the event', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    // The event itself is stored, its id is not.
    const interrupted = killedBefore('event_ids')
    await expect(interrupted.write([delivery('half', [pageview(1)])])).rejects.toThrow('killed')
    // The retry carries another time, as when the sender's clock is corrected by another request.
    const later = pageview(1, {
      timestampMs: at + 90_000,
      properties: { ...pageview(1).properties, $session_id: 'other' },
    })
    expect(await write([delivery('half', [later])])).toMatchObject([{ accepted: 1 }])
    expect(
      await select(
        engine,
        `SELECT session_key, uniqExactArray(event_hashes) AS n, max(ended_at) = fromUnixTimestamp64Milli(${at + 1_000}) AS first_time
        FROM sessions_mv WHERE location_id = 'half' GROUP BY session_key`,
      ),
    ).toEqual([{ session_key: 's', n: '1', first_time: 1 }])
  })

  test('an error that is completed names its session as one that was stored at once', async () => {
    const { write } = createWriter({ client: engine.client, log: silentLog })
    const interrupted = killedBefore('errors')
    const failed = (n: number) =>
      pageview(n, { event: '$exception', properties: { $lib: 'web', $exception_message: `no ${n}` } })
    await expect(interrupted.write([delivery('broken', [failed(1)])])).rejects.toThrow('killed')
    expect(await write([delivery('broken', [failed(1), failed(2)])])).toMatchObject([{ accepted: 2 }])
    expect(
      await select(engine, `SELECT session_id FROM errors WHERE location_id = 'broken' ORDER BY timestamp`),
    ).toEqual([1, 2].map((n) => ({ session_id: `~${at + n * 1_000}~${pageview(n).distinctId}` })))
  })

  test.each([
    ['after a claim', 'INSERT INTO events ', false],
    ['with the answer to a claim', 'INSERT INTO event_claims', true],
  ])('when the database goes away %s, a retry need not wait for it', async (when, insert, isWritten) => {
    let goesAway = true
    let isAway = false
    const exec: typeof engine.client.exec = async (params) => {
      if (isAway) throw new Error('away')
      if (!goesAway || !params.query.startsWith(insert)) return engine.client.exec(params)
      isAway = true
      if (isWritten) await engine.client.exec(params)
      throw new Error('away')
    }
    const client = new Proxy(engine.client, {
      get: (target, name) => (name === 'exec' ? exec : Reflect.get(target, name)),
    })
    const { write } = createWriter({ client, log: silentLog, contentionTimeoutMs: 0 })
    await expect(write([delivery(when, [pageview(1)])])).rejects.toThrow('away')
    // Still away: the claim is not forgotten over it.
    await write([delivery(when, [pageview(2)])]).catch(() => undefined)
    goesAway = false
    isAway = false
    expect(await write([delivery(when, [pageview(1), pageview(2)])])).toMatchObject([{ accepted: 2 }])
    expect(await countOf('events', when)).toBe(2)
  })

  test('two instances that get the same event at the same time, each with another time, store one of them', async () => {
    const writers = [0, 1].map(() => createWriter({ client: engine.client, log: silentLog }))
    for (let round = 0; round < 5; round++) {
      const uuids = Array.from({ length: 20 }, (_, n) => 1_000 + round * 20 + n)
      const outcomes = await Promise.all(
        writers.map(({ write }, writer) =>
          write([
            delivery(
              'race',
              uuids.map((n) => pageview(n, { timestampMs: at + n * 1_000 + writer * 10_000_000 })),
            ),
          ]),
        ),
      )
      const accepted = outcomes.flat().map((outcome) => ('accepted' in outcome ? outcome.accepted : 0))
      expect(accepted.reduce((sum, count) => sum + count, 0)).toBe(20)
    }
    expect(
      await select(engine, `SELECT count() AS rows, uniqExact(uuid) AS events FROM events WHERE location_id = 'race'`),
    ).toEqual([{ rows: '100', events: '100' }])
  })

  test('what another instance has claimed waits for it, and then asks the sender to retry', async () => {
    const event = pageview(5_000)
    await engine.client.insert({
      table: 'event_claims',
      format: 'JSONEachRow',
      values: [{ location_id: 'claimed', uuid: event.uuid, claim_id: crypto.randomUUID(), withdrawn: false }],
    })
    const { write } = createWriter({ client: engine.client, log: silentLog, contentionTimeoutMs: 300 })
    // A retry while the first try waits is no repetition of what is stored: nobody has stored it.
    const [first, other, retry] = await write([
      delivery('claimed', [event]),
      delivery('claimed', [pageview(5_001)]),
      delivery('claimed', [event, pageview(5_001)]),
    ])
    expect([first, retry]).toEqual([expect.any(IngestOverloadedError), expect.any(IngestOverloadedError)])
    expect(other).toMatchObject({ accepted: 1 })
    expect(await countOf('events', 'claimed')).toBe(1)
    // A process that starts anew on an embedded engine is alone: older claims are of processes that ended.
    const restarted = createWriter({ client: engine.client, log: silentLog, claimsSince: new Date(Date.now() + 1_000) })
    expect(await restarted.write([delivery('claimed', [event])])).toMatchObject([{ accepted: 1 }])
  })
})

test('what the engine refuses of some goes to quarantine; where it takes none of several, they are to be sent again', async () => {
  await using store = await testStore()
  const { client } = store
  const { write } = createWriter({ client, log: silentLog })
  const bad = (n: number) => pageview(n, { event: 'bad' })
  const reasons = () => select(store, `SELECT reason, count() AS n FROM events_quarantine GROUP BY reason`)
  await client.command({
    query: `CREATE MATERIALIZED VIEW picky ENGINE = Null AS SELECT if(event = 'bad', toUInt32(event), 0) AS n FROM events`,
  })
  expect(await write([delivery('oslo', [pageview(1), bad(2), pageview(3)])])).toMatchObject([
    { accepted: 2, quarantined: 1 },
  ])
  expect(await write([delivery('oslo', [bad(4)])])).toMatchObject([{ accepted: 0, quarantined: 1 }])
  expect(await reasons()).toEqual([{ reason: 'not_storable', n: '2' }])

  const many = Array.from({ length: 100 }, (_, n) => n + 100)
  expect(
    await write([delivery('turku', [...many.map((n) => pageview(n)), bad(8), bad(9)])]),
    'two next to each other, anywhere',
  ).toMatchObject([{ accepted: 100, quarantined: 2 }])
  expect(await reasons()).toEqual([{ reason: 'not_storable', n: '4' }])
  // However often they are sent, little is tried.
  for (const most of [108, 216]) {
    await expect(write([delivery('vaasa', many.map(bad))])).rejects.toMatchObject({ code: '6' })
    const [stored] = await select<{ n: string }>(store, `SELECT count() AS n FROM events WHERE location_id = 'vaasa'`)
    expect(Number(stored?.n)).toBeLessThanOrEqual(most)
  }

  const several = [delivery('bergen', [bad(5), bad(6), bad(7)])]
  await expect(write(several)).rejects.toMatchObject({ code: '6' })
  expect(await reasons()).toEqual([{ reason: 'not_storable', n: '4' }])
  await client.command({ query: 'DROP TABLE picky' })
  expect(await write(several)).toMatchObject([{ accepted: 3, quarantined: 0 }])
  const ofBergen = `WHERE location_id = 'bergen'`
  expect(
    await select(
      store,
      `SELECT (SELECT uniqExact(uuid) FROM events ${ofBergen}) AS events,
        (SELECT uniqExactArray(event_hashes) FROM sessions_mv ${ofBergen}) AS counted`,
    ),
  ).toEqual([{ events: '3', counted: '3' }])
})
