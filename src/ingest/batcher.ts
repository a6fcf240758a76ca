import { type Delivery, type Ingest, IngestOverloadedError, type Receipt } from './captured-event.ts'

export interface BatcherLimits {
  /** How long the first event of a group waits for company. */
  flushMs: number
  /** A group of this many events goes at once. */
  flushEvents: number
  queueMaxEvents: number
  queueMaxBytes: number
}

export interface Batcher extends Ingest {
  /** Events that wait or are being written. */
  readonly queuedEvents: number
  /** Their size, roughly. */
  readonly queuedBytes: number
  /** Takes no more, writes what waits, resolves when nothing is left. */
  close(): Promise<void>
}

interface Waiting {
  delivery: Delivery
  events: number
  bytes: number
  resolve(receipt: Receipt): void
  reject(error: unknown): void
}

/**
 * Group commit: deliveries of many requests become one insert, and each is answered after that insert returned.
 * One group is written at a time, so that a duplicate in the next group finds the first one stored.
 */
export function createBatcher(
  write: (deliveries: readonly Delivery[]) => Promise<(Receipt | Error)[]>,
  { flushMs, flushEvents, queueMaxEvents, queueMaxBytes }: BatcherLimits,
): Batcher {
  let waiting: Waiting[] = []
  let waitingEvents = 0
  let queuedEvents = 0
  let queuedBytes = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let closing = false

  function schedule(): void {
    if (writing !== undefined || waiting.length === 0) return
    if (waitingEvents >= flushEvents || closing) flush()
    else timer ??= setTimeout(flush, flushMs)
  }

  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    if (writing !== undefined || waiting.length === 0) return
    const group = takeGroup()
    writing = writeGroup(group).finally(() => {
      for (const { events, bytes } of group) {
        queuedEvents -= events
        queuedBytes -= bytes
      }
      writing = undefined
      schedule()
    })
  }

  /** At least one delivery, then as many as fit into a group. */
  function takeGroup(): Waiting[] {
    let events = 0
    let count = 0
    for (const { events: size } of waiting) {
      if (count > 0 && events + size > flushEvents) break
      events += size
      count++
    }
    const group = waiting.slice(0, count)
    waiting = waiting.slice(count)
    waitingEvents -= events
    return group
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await write(group.map(({ delivery }) => delivery))
      group.forEach(({ resolve, reject }, index) => {
        const outcome = outcomes[index] ?? new Error('The writer left a delivery without a receipt.')
        if (outcome instanceof Error) reject(outcome)
        else resolve(outcome)
      })
    } catch (error) {
      for (const { reject } of group) reject(error)
    }
  }

  return {
    accept(delivery) {
      const events = delivery.events.length + delivery.rejected.length
      const bytes = sizeOf(delivery)
      if (closing) return Promise.reject(new IngestOverloadedError('The gateway is shutting down.'))
      if (queuedEvents > 0 && (queuedEvents + events > queueMaxEvents || queuedBytes + bytes > queueMaxBytes))
        return Promise.reject(new IngestOverloadedError('The ingest queue is full.'))
      queuedEvents += events
      queuedBytes += bytes
      waitingEvents += events
      return new Promise((resolve, reject) => {
        waiting.push({ delivery, events, bytes, resolve, reject })
        schedule()
      })
    },
    get queuedEvents() {
      return queuedEvents
    },
    get queuedBytes() {
      return queuedBytes
    },
    async close() {
      closing = true
      flush()
      while (writing !== undefined) await writing
    },
  }
}

/** Rough, but it grows with what is held: the count of events is limited exactly. */
function sizeOf({ events, rejected }: Delivery): number {
  const bytesPerProperty = 80
  return (
    events.reduce((sum, { properties }) => sum + Object.keys(properties).length * bytesPerProperty, 0) +
    rejected.reduce((sum, { raw }) => sum + raw.length, 0)
  )
}
