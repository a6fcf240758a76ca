import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { createScheduler, type SchedulerLimits } from '../../src/sql/scheduler.ts'

const limits: SchedulerLimits = { slots: 3, slotsPerTenant: 2, queuePerTenant: 10, queueTotal: 20, maxWaitMs: 60_000 }

/** Work that ends when it is told to, by the name that it was given. */
function held() {
  const started: string[] = []
  const ends = new Map<string, () => void>()
  return {
    started,
    work: (name: string) => () => {
      started.push(name)
      return new Promise<string>((resolve) => ends.set(name, () => resolve(name)))
    },
    async end(name: string) {
      ends.get(name)?.()
      ends.delete(name)
      await settled()
    },
    running: () => [...ends.keys()],
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('order of service', () => {
  test('one tenant never holds all slots, and another finds one at once', async () => {
    const { work, started } = held()
    const scheduler = createScheduler(limits)
    for (const name of ['a1', 'a2', 'a3', 'a4']) scheduler.run('a', work(name))
    expect(started).toEqual(['a1', 'a2'])
    scheduler.run('b', work('b1'))
    expect(started).toEqual(['a1', 'a2', 'b1'])
    expect([scheduler.running, scheduler.waiting]).toEqual([3, 2])
  })

  test('a free slot goes to who holds the fewest, of equals to who came or was served longest ago', async () => {
    const { work, started, end } = held()
    const scheduler = createScheduler({ ...limits, slots: 2 })
    for (const name of ['a1', 'a2', 'a3', 'a4']) scheduler.run('a', work(name))
    for (const name of ['b1', 'b2']) scheduler.run('b', work(name))
    for (const name of ['c1', 'c2']) scheduler.run('c', work(name))
    expect(started).toEqual(['a1', 'a2'])
    // At first a holds the other slot, so b comes; then a's turn is longer ago than c has been waiting.
    for (const name of ['a1', 'a2', 'b1', 'a3', 'c1', 'b2']) await end(name)
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'c1', 'b2', 'a4', 'c2'])
  })

  test('who is alone may hold more than who has company; a moment after the company left, it is alone again', async () => {
    let now = 0
    const { work, started, end } = held()
    const scheduler = createScheduler({ ...limits, slots: 8, slotsPerTenant: 4 }, () => now)
    for (const number of [1, 2, 3, 4, 5, 6]) scheduler.run('a', work(`a${number}`))
    expect([started.length, scheduler.share]).toEqual([4, 4])
    scheduler.run('b', work('b1'))
    expect([started.at(-1), scheduler.share]).toEqual(['b1', 2])
    for (const name of ['a1', 'a2']) await end(name)
    expect(started).not.toContain('a5')
    await end('a3')
    expect(started).toContain('a5')
    await end('b1')
    now += 1_000
    await end('a4')
    expect([started.at(-1), scheduler.share]).toEqual(['a6', 4])
  })

  test('work is told its place among those of its tenant', async () => {
    const scheduler = createScheduler(limits)
    const place = (tenant: string) => scheduler.run(tenant, async (at) => at)
    expect(await Promise.all([place('a'), place('a'), place('b')])).toEqual([1, 2, 1])
    expect(await place('a')).toBe(1)
  })

  test('whatever comes and goes: no more slots than there are, nobody above the share, no slot idle that somebody could use', async () => {
    const step = fc.oneof(
      fc.record({ tenant: fc.constantFrom('a', 'b', 'c', 'd'), abort: fc.boolean() }),
      fc.record({ end: fc.nat() }),
    )
    const property = fc.asyncProperty(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 1, max: 4 }),
      async (steps, slots) => {
        const slotsPerTenant = Math.ceil(slots / 2)
        const scheduler = createScheduler({ ...limits, slots, slotsPerTenant, queuePerTenant: 100, queueTotal: 100 })
        const { work, running, end, started } = held()
        const waiting = new Map<string, string>()
        let number = 0
        for (const one of steps) {
          if ('tenant' in one) {
            const name = `${one.tenant}${++number}`
            const abort = new AbortController()
            waiting.set(name, one.tenant)
            scheduler.run(one.tenant, work(name), abort.signal).catch(() => waiting.delete(name))
            if (one.abort) abort.abort()
          } else {
            const name = running()[one.end % Math.max(1, running().length)]
            if (name !== undefined) await end(name)
          }
          await settled()
          for (const name of started) waiting.delete(name)
          const holds = (tenant: string) => running().filter((name) => name.startsWith(tenant)).length
          expect(scheduler.running).toBe(running().length)
          expect(scheduler.waiting).toBe(waiting.size)
          expect(scheduler.running).toBeLessThanOrEqual(slots)
          for (const tenant of 'abcd') expect(holds(tenant)).toBeLessThanOrEqual(slotsPerTenant)
          expect(scheduler.share).toBeGreaterThanOrEqual(1)
          if (scheduler.running < slots)
            for (const tenant of waiting.values()) expect(holds(tenant)).toBeGreaterThanOrEqual(scheduler.share)
        }
      },
    )
    await fc.assert(property, { numRuns: 100 })
  })
})

describe('bounds', () => {
  test('too much of one tenant is RATE_LIMITED, too much of all is UNAVAILABLE; both say when to come again', async () => {
    const { work } = held()
    const scheduler = createScheduler({ ...limits, slots: 1, slotsPerTenant: 1, queuePerTenant: 2, queueTotal: 3 })
    for (const name of ['a1', 'a2', 'a3']) scheduler.run('a', work(name))
    await expect(scheduler.run('a', work('a4'))).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterSeconds: 1 })
    scheduler.run('b', work('b1'))
    await expect(scheduler.run('c', work('c1'))).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSeconds: 2 })
  })

  test('who waits too long is told so, and leaves the queue', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { work, started, end } = held()
      const scheduler = createScheduler({ ...limits, slots: 1, maxWaitMs: 5_000 })
      scheduler.run('a', work('a1'))
      const late = expect(scheduler.run('b', work('b1'))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      vi.advanceTimersByTime(5_000)
      await late
      expect(scheduler.waiting).toBe(0)
      await end('a1')
      expect(started).toEqual(['a1'])
      expect(vi.getTimerCount()).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  test('who leaves while waiting makes room', async () => {
    const { work, started, end } = held()
    const scheduler = createScheduler({ ...limits, slots: 1, queuePerTenant: 1 })
    scheduler.run('a', work('a1'))
    const abort = new AbortController()
    const gone = expect(scheduler.run('a', work('a2'), abort.signal)).rejects.toMatchObject({
      code: 'CLIENT_CLOSED_REQUEST',
    })
    abort.abort()
    await gone
    const next = scheduler.run('a', work('a3'))
    await end('a1')
    expect(started).toEqual(['a1', 'a3'])
    await end('a3')
    expect(await next).toBe('a3')
  })

  test('who leaves while running is answered at once; the slot stays taken until the work has ended', async () => {
    const { work, started, end } = held()
    const scheduler = createScheduler({ ...limits, slots: 1 })
    const abort = new AbortController()
    const gone = scheduler.run('a', work('a1'), abort.signal)
    scheduler.run('b', work('b1'))
    abort.abort()
    await expect(gone).rejects.toMatchObject({ code: 'CLIENT_CLOSED_REQUEST' })
    expect([started, scheduler.running]).toEqual([['a1'], 1])
    await end('a1')
    expect(started).toEqual(['a1', 'b1'])
  })

  test('work that fails frees its slot, and fails its caller only', async () => {
    const scheduler = createScheduler({ ...limits, slots: 1 })
    const failing = scheduler.run('a', () => Promise.reject(new Error('disk full')))
    const next = scheduler.run('a', async () => 'answer')
    await expect(failing).rejects.toThrow('disk full')
    expect(await next).toBe('answer')
    await settled()
    expect([scheduler.running, scheduler.waiting]).toEqual([0, 0])
  })
})
