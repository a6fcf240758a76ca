import { describe, expect, test } from 'vitest'
import { type Batcher, type BatcherLimits, createBatcher } from '../../src/ingest/batcher.ts'
import { type Delivery, IngestOverloadedError, type Receipt } from '../../src/ingest/captured-event.ts'
import { type Company, createCompany, tenantOfLocation } from '../../src/limits/company.ts'
import { createSql } from '../../src/sql/run.ts'
import { createScheduler } from '../../src/sql/scheduler.ts'
import { testEngine } from '../testkit/engine.ts'
import { scopeOf } from '../testkit/scope.ts'

const limits: BatcherLimits = { flushMs: 0, flushEvents: 100, queueMaxEvents: 1_000, queueMaxBytes: 1_000_000 }

function delivery(locationId: string, count: number): Delivery {
  const events = Array.from({ length: count }, () => ({ event: 'e', distinctId: 'd', timestampMs: 0, properties: {} }))
  return { locationId, events, rejected: [], sender: {} }
}

/** A writer that finishes groups when it is told to; a group reads as `oslo:3 bergen:1`. */
function heldWriter() {
  const groups: string[] = []
  const pending: (() => void)[] = []
  return {
    groups,
    write: (deliveries: readonly Delivery[]) => {
      groups.push(deliveries.map(({ locationId, events }) => `${locationId}:${events.length}`).join(' '))
      return new Promise<Receipt[]>((resolve) =>
        pending.push(() =>
          resolve(deliveries.map(({ events }) => ({ accepted: events.length, duplicates: 0, quarantined: 0 }))),
        ),
      )
    },
    /** Finishes the oldest group, and lets the next one start. */
    async finish() {
      pending.shift()?.()
      await pause()
    },
  }
}

const pause = (ms = 5) => new Promise((resolve) => setTimeout(resolve, ms))
const refused = (answer: Promise<Receipt>) => expect(answer).rejects.toBeInstanceOf(IngestOverloadedError)

describe('who sends little beside who floods', () => {
  test('is written at once, while a group of the flood is being written', async () => {
    const { write, groups } = heldWriter()
    const batcher = createBatcher(write, limits)
    for (let count = 0; count < 4; count++) batcher.accept(delivery('flood', 100))
    batcher.accept(delivery('oslo', 1))
    batcher.accept(delivery('bergen', 2))
    await pause()
    expect(groups).toEqual(['flood:100', 'oslo:1 bergen:2'])
  })

  test('shares no group with a flood, and takes turns with it', async () => {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, limits)
    for (let count = 0; count < 3; count++)
      for (const flood of ['flood1', 'flood2', 'flood3']) batcher.accept(delivery(flood, 60))
    for (let count = 0; count < 2; count++) for (const one of ['oslo', 'bergen']) batcher.accept(delivery(one, 1))
    expect(groups).toEqual(['flood1:60', 'flood2:60'])
    for (let count = 0; count < 6; count++) await finish()
    expect(groups).toEqual([
      'flood1:60',
      'flood2:60',
      'oslo:1 bergen:1 oslo:1 bergen:1',
      'flood1:60',
      'flood3:60',
      'flood2:60',
      'flood1:60',
      'flood3:60',
    ])
  })

  test('a group takes from all in turn, and goes on with those it left out', async () => {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, { ...limits, flushEvents: 40 })
    batcher.accept(delivery('first', 40))
    batcher.accept(delivery('second', 40))
    for (const one of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) batcher.accept(delivery(one, 9))
    await finish()
    await finish()
    expect(groups.slice(2)).toEqual(['a:9 b:9 c:9 d:9', 'e:9 f:9 g:9'])
  })
})

describe('who sends much', () => {
  const resting = { ...limits, rest: 2 }

  /** Who is there: that location waits for an answer all the time. */
  function companyOf(locationId: string): Company {
    const company = createCompany()
    company.enter(tenantOfLocation(locationId))
    return company
  }

  /** Writes one group for 50 ms while two more wait; how many have begun then, and long after a rest. */
  async function floodFor50(company: Company, meanwhile = (_: Batcher): unknown => undefined): Promise<number[]> {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, resting, company)
    for (let n = 0; n < 3; n++) batcher.accept(delivery('flood', 60))
    meanwhile(batcher)
    await pause(50)
    await finish()
    const begun = () => groups.filter((group) => group.startsWith('flood')).length
    const after = begun()
    await pause(300)
    return [after, begun()]
  }

  test('rests after a group as often as it took, while others ask', async () => {
    expect(await floodFor50(companyOf('oslo'))).toEqual([1, 2])
  })

  test('rests while others send', async () => {
    const send = (batcher: Batcher) => batcher.accept(delivery('oslo', 1))
    expect(await floodFor50(createCompany(), send)).toEqual([1, 2])
  })

  test('does not rest where nobody else is', async () => {
    expect(await floodFor50(createCompany())).toEqual([2, 2])
  })

  test.each([
    { asker: 'flood', begun: [2, 2] },
    { asker: 'oslo', begun: [1, 2] },
  ])('what $asker asks is told as its own: then it begins $begun groups', async ({ asker, begun }) => {
    await using engine = await testEngine()
    const company = createCompany()
    const scheduler = createScheduler(
      { slots: 2, slotsPerTenant: 2, queuePerTenant: 1, queueTotal: 1, maxWaitMs: 1_000 },
      Date.now,
      company,
    )
    const bounds = { timeoutMs: 10_000, maxMemoryBytes: 1e9, maxRowsToRead: 1e9, maxResultRows: 1e5 }
    const sql = createSql(engine, bounds, { scheduler })({ scope: scopeOf(asker) })
    await sql.rows('channel-rules', { location_ids: [asker] }, ['location_id'])
    expect(await floodFor50(company)).toEqual(begun)
  })

  test('who sends little does not rest', async () => {
    const writer = heldWriter()
    const batcher = createBatcher(writer.write, resting, companyOf('oslo'))
    batcher.accept(delivery('small', 1))
    await pause(50)
    batcher.accept(delivery('small', 1))
    await writer.finish()
    expect(writer.groups).toEqual(['small:1', 'small:1'])
  })

  test('closing ends a rest, and all that waits is written', async () => {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, { ...limits, rest: 1_000 }, companyOf('oslo'))
    const answers = [60, 60].map((count) => batcher.accept(delivery('flood', count)))
    await pause(50)
    await finish()
    expect(groups).toEqual(['flood:60'])
    const closed = batcher.close()
    await finish()
    await closed
    expect((await Promise.all(answers)).map(({ accepted }) => accepted)).toEqual([60, 60])
    expect(groups).toEqual(['flood:60', 'flood:60'])
  })
})

describe('who sends much where nobody else is', () => {
  const roomy = { ...limits, queueMaxEvents: 2_000, rest: 1_000, alone: { groups: 2, flushEvents: 200 } }
  const flood = (batcher: Batcher) => Array.from({ length: 8 }, () => batcher.accept(delivery('flood', 60)))

  test('has two groups written side by side, and larger ones', async () => {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, roomy)
    const answers = flood(batcher)
    await pause()
    expect(groups).toEqual(['flood:60 flood:60', 'flood:60 flood:60'])
    await finish()
    expect(groups.slice(2)).toEqual(['flood:60 flood:60 flood:60'])
    // What is left is no whole group: it waits for the others to end, and for company.
    await finish()
    expect(groups.length).toBe(3)
    await finish()
    expect(groups.slice(3)).toEqual(['flood:60'])
    await finish()
    expect((await Promise.all(answers)).length).toBe(8)
    expect([batcher.queuedEvents, batcher.queuedLocations]).toEqual([0, 0])
  })

  test('does not keep a newcomer waiting, and has one group then, after a rest', async () => {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, { ...roomy, rest: 5 })
    flood(batcher)
    batcher.accept(delivery('oslo', 1))
    await pause(20)
    expect(groups.slice(2)).toEqual(['oslo:1'])
    await finish()
    await finish()
    expect(groups.length).toBe(3)
    await pause(300)
    expect(groups.slice(3)).toEqual(['flood:60'])
  })

  test('has one group while others ask', async () => {
    const { write, groups } = heldWriter()
    const company = createCompany()
    company.enter(tenantOfLocation('oslo'))
    flood(createBatcher(write, roomy, company))
    await pause()
    expect(groups).toEqual(['flood:60'])
  })
})

describe('of one location', () => {
  test('one group is written at a time, in the order of its coming', async () => {
    const { write, groups, finish } = heldWriter()
    const batcher = createBatcher(write, limits)
    const answers = [70, 70, 1, 2].map((count) => batcher.accept(delivery('oslo', count)))
    await pause()
    expect(groups).toEqual(['oslo:70'])
    await finish()
    expect(groups).toEqual(['oslo:70', 'oslo:70 oslo:1 oslo:2'])
    await finish()
    expect((await Promise.all(answers)).map(({ accepted }) => accepted)).toEqual([70, 70, 1, 2])
    expect([batcher.queuedEvents, batcher.queuedBytes, batcher.queuedLocations]).toEqual([0, 0, 0])
  })

  test('the share of the queue is bounded by events, and others are taken still', async () => {
    const { write } = heldWriter()
    const batcher = createBatcher(write, { ...limits, locationMaxEvents: 250 })
    batcher.accept(delivery('flood', 100))
    batcher.accept(delivery('flood', 100))
    await refused(batcher.accept(delivery('flood', 100)))
    batcher.accept(delivery('flood', 50))
    batcher.accept(delivery('oslo', 100))
    expect(batcher.queuedEvents).toBe(350)
  })

  test('the share of the queue is bounded by the bytes that came', async () => {
    const { write } = heldWriter()
    const batcher = createBatcher(write, { ...limits, locationMaxBytes: 250_000 })
    batcher.accept(delivery('flood', 1), 200_000)
    await refused(batcher.accept(delivery('flood', 1), 50_001))
    batcher.accept(delivery('oslo', 1), 50_001)
    expect(batcher.queuedBytes).toBe(250_001)
    // What did not come over the wire is measured.
    const measured = delivery('bergen', 1)
    batcher.accept({ ...measured, rejected: [{ reason: 'malformed_row', detail: '', raw: 'é'.repeat(1_000) }] })
    expect(batcher.queuedBytes).toBe(250_001 + JSON.stringify(measured.events).length + 2_000)
  })

  test('however many flood the queue, each has as much as all leave free, so that there is room for one more', async () => {
    const { write } = heldWriter()
    const batcher = createBatcher(write, limits)
    const floods = ['a', 'b', 'c', 'd']
    const taken = new Map<string, number>()
    for (let round = 0; round < 100; round++)
      for (const flood of floods) {
        const before = batcher.queuedEvents
        batcher.accept(delivery(flood, 10)).catch(() => undefined)
        taken.set(flood, (taken.get(flood) ?? 0) + batcher.queuedEvents - before)
      }
    expect([...taken.values()]).toEqual([200, 200, 200, 200])
    batcher.accept(delivery('oslo', 200))
    expect(batcher.queuedEvents).toBe(1_000)
  })
})
