import { describe, expect, test } from 'vitest'
import { type BatcherLimits, createBatcher } from '../../src/ingest/batcher.ts'
import { type Delivery, IngestOverloadedError, type Receipt } from '../../src/ingest/captured-event.ts'

const limits: BatcherLimits = { flushMs: 5, flushEvents: 10, queueMaxEvents: 20, queueMaxBytes: 1_000_000 }

function delivery(count: number): Delivery {
  const events = Array.from({ length: count }, () => ({ event: 'e', distinctId: 'd', timestampMs: 0, properties: {} }))
  return { locationId: 'oslo', events, rejected: [], sender: {} }
}

const receiptsOf = (deliveries: readonly Delivery[]): Receipt[] =>
  deliveries.map(({ events }) => ({ accepted: events.length, duplicates: 0, quarantined: 0 }))

/** A writer that finishes when it is told to. */
function heldWriter() {
  const groups: number[][] = []
  const pending: (() => void)[] = []
  return {
    groups,
    write: (deliveries: readonly Delivery[]) => {
      groups.push(deliveries.map(({ events }) => events.length))
      return new Promise<Receipt[]>((resolve) => pending.push(() => resolve(receiptsOf(deliveries))))
    },
    finish: async () => {
      while (pending.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
      pending.shift()?.()
    },
  }
}

describe('group commit', () => {
  test('requests that come together are written together, and answered only after the write', async () => {
    const writer = heldWriter()
    const batcher = createBatcher(writer.write, limits)
    let answered = 0
    const answers = [1, 2, 3].map((count) => batcher.accept(delivery(count)).finally(() => answered++))
    while (writer.groups.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    expect(answered).toBe(0)
    await writer.finish()
    expect((await Promise.all(answers)).map(({ accepted }) => accepted)).toEqual([1, 2, 3])
    expect(writer.groups).toEqual([[1, 2, 3]])
  })

  test('a group has at most flushEvents, unless one request alone has more', async () => {
    const groups: number[][] = []
    const batcher = createBatcher(
      async (deliveries) => {
        groups.push(deliveries.map(({ events }) => events.length))
        return receiptsOf(deliveries)
      },
      { ...limits, queueMaxEvents: 100 },
    )
    await Promise.all([6, 3, 15, 2].map((count) => batcher.accept(delivery(count))))
    expect(groups).toEqual([[6, 3], [15], [2]])
  })

  test('a full queue refuses, and takes again once there is room', async () => {
    const writer = heldWriter()
    const batcher = createBatcher(writer.write, limits)
    const first = batcher.accept(delivery(20))
    await expect(batcher.accept(delivery(1))).rejects.toBeInstanceOf(IngestOverloadedError)
    await writer.finish()
    await first
    expect(batcher.queuedEvents).toBe(0)
    const second = batcher.accept(delivery(1))
    await writer.finish()
    expect(await second).toMatchObject({ accepted: 1 })
  })

  test('a failed write fails its group only', async () => {
    let calls = 0
    const batcher = createBatcher(async (deliveries) => {
      if (++calls === 1) throw new Error('disk full')
      return receiptsOf(deliveries)
    }, limits)
    await expect(batcher.accept(delivery(1))).rejects.toThrow('disk full')
    expect(await batcher.accept(delivery(1))).toMatchObject({ accepted: 1 })
  })

  test('closing writes what waits and refuses what comes later', async () => {
    const written: number[] = []
    const batcher = createBatcher(
      async (deliveries) => {
        written.push(...deliveries.map(({ events }) => events.length))
        return receiptsOf(deliveries)
      },
      { ...limits, flushMs: 60_000 },
    )
    const waiting = batcher.accept(delivery(4))
    await batcher.close()
    expect(await waiting).toMatchObject({ accepted: 4 })
    expect(written).toEqual([4])
    await expect(batcher.accept(delivery(1))).rejects.toBeInstanceOf(IngestOverloadedError)
  })

  test('while a group is written the next one is prepared, each delivery once, and no more', async () => {
    const writer = heldWriter()
    const prepared: number[][] = []
    const batcher = createBatcher(writer.write, { ...limits, queueMaxEvents: 100 }, undefined, (deliveries) => {
      if (deliveries.length > 0) prepared.push(deliveries.map(({ events }) => events.length))
    })
    const answers = [7, 6, 3, 2].map((count) => batcher.accept(delivery(count)))
    expect(writer.groups).toEqual([[7]])
    expect(prepared).toEqual([[6], [3]])
    answers.push(batcher.accept(delivery(5)))
    expect(prepared).toEqual([[6], [3]])
    await writer.finish()
    await answers[0]
    expect(writer.groups).toEqual([[7], [6, 3]])
    expect(prepared).toEqual([[6], [3], [2, 5]])
    // It will be in the next group too: that has room.
    answers.push(batcher.accept(delivery(1)))
    expect(prepared).toEqual([[6], [3], [2, 5], [1]])
    for (let group = 0; group < 2; group++) await writer.finish()
    await Promise.all(answers)
    expect(writer.groups).toEqual([[7], [6, 3], [2, 5, 1]])
  })
})
