import { type Company, createCompany, tenantOfLocation } from '../limits/company.ts'
import { type Delivery, type Ingest, IngestOverloadedError, type Receipt } from './captured-event.ts'
import { emptyQueue, type LocationQueue, nextToPrepare, takeGroup, type Waiting } from './location-queue.ts'

export interface BatcherLimits {
  /** How long the first event of a group waits for company. */
  flushMs: number
  /** A group of this many events goes at once. */
  flushEvents: number
  queueMaxEvents: number
  queueMaxBytes: number
  /** Of one location. Absent: as much as it leaves free for the others. */
  locationMaxEvents?: number
  locationMaxBytes?: number
  /** How long a location rests after it had much written, while others are there: this many times as long as the writing took. */
  rest?: number
}

export interface Batcher extends Ingest {
  /** Events that wait or are being written. */
  readonly queuedEvents: number
  /** Bytes of these, as they came. */
  readonly queuedBytes: number
  /** Locations that have any. */
  readonly queuedLocations: number
  /** Takes no more, writes what waits, resolves when nothing is left. */
  close(): Promise<void>
}

/** Groups that are written side by side: while a large one is written, small ones of other locations need not wait. */
const maxGroups = 2

/**
 * Group commit: deliveries of many requests become one insert, and each is answered after that insert returned.
 * Groups that are written at the same time have no location in common. A location that has much goes alone, in turns with the
 * others, who share a group: so that who sends little is not answered with who sends much. While others are there it also rests after each
 * of its groups, or one group after the other would keep the database busy that the others' questions and events need as well.
 * @param company Who else uses the database.
 * @param prepare Does what can be done for deliveries before their turn, while the group before them is being written.
 */
export function createBatcher(
  write: (deliveries: readonly Delivery[]) => Promise<(Receipt | Error)[]>,
  limits: BatcherLimits,
  company: Company = createCompany(),
  prepare: (deliveries: readonly Delivery[]) => void = () => undefined,
): Batcher {
  const { flushMs, flushEvents, queueMaxEvents, queueMaxBytes } = limits
  const { locationMaxEvents = queueMaxEvents, locationMaxBytes = queueMaxBytes, rest = 0 } = limits
  const muchEvents = flushEvents / 4
  // In the order of being written: a map keeps the order of insertion.
  const queues = new Map<string, LocationQueue>()
  const groups = new Set<Promise<void>>()
  /** Locations that rest, and what ends it. */
  const resting = new Map<string, NodeJS.Timeout>()
  /** Waiting events of locations that are not being written. */
  let readyEvents = 0
  let queuedEvents = 0
  let queuedBytes = 0
  let timer: NodeJS.Timeout | undefined
  let lastWentAlone = false
  let closing = false

  function schedule(): void {
    while (groups.size < maxGroups && readyEvents > 0 && (readyEvents >= flushEvents || closing)) writeNext()
    if (groups.size < maxGroups && readyEvents > 0) timer ??= setTimeout(flush, flushMs)
  }

  function flush(): void {
    timer = undefined
    if (groups.size < maxGroups && readyEvents > 0) writeNext()
    schedule()
  }

  function writeNext(): void {
    clearTimeout(timer)
    timer = undefined
    const names = nextInTurn()
    const chosen = names.flatMap((name) => queues.get(name) ?? [])
    for (const queue of chosen) readyEvents -= queue.waitingEvents
    const group = takeGroup(chosen, flushEvents)
    const written = new Set(group.map(({ delivery }) => delivery.locationId))
    for (const name of names) {
      const queue = queues.get(name)
      if (queue === undefined) continue
      queue.writing = written.has(name)
      if (!queue.writing) readyEvents += queue.waitingEvents
      else moveToEnd(name, queue)
    }
    const startedAt = performance.now()
    const writing = writeGroup(group).finally(() => {
      groups.delete(writing)
      leave(group)
      const [name = ''] = written
      const hadMuch = written.size === 1 && group.reduce((sum, { events }) => sum + events, 0) >= muchEvents
      if (hadMuch && rest > 0 && !closing && company.has(tenantOfLocation(name)))
        resting.set(name, setTimeout(endRest, (performance.now() - startedAt) * rest, name))
      else for (const one of written) makeReady(one)
      schedule()
    })
    groups.add(writing)
    prepare(chosen.filter(({ writing }) => writing).flatMap((queue) => nextToPrepare(queue, flushEvents)))
  }

  function endRest(name: string): void {
    clearTimeout(resting.get(name))
    resting.delete(name)
    makeReady(name)
    schedule()
  }

  function makeReady(name: string): void {
    const queue = queues.get(name)
    if (queue === undefined) return
    queue.writing = false
    readyEvents += queue.waitingEvents
    if (queue.queuedEvents === 0) queues.delete(name)
  }

  /** One location that has much, or all that have little. */
  function nextInTurn(): string[] {
    const ready = [...queues].filter(([, queue]) => queue.waiting.length > 0 && !queue.writing)
    const little = ready.filter(([, queue]) => queue.waitingEvents < muchEvents)
    const much = ready.filter(([, queue]) => queue.waitingEvents >= muchEvents)
    lastWentAlone = much.length > 0 && (little.length === 0 || !lastWentAlone)
    return (lastWentAlone ? much.slice(0, 1) : little).map(([name]) => name)
  }

  function moveToEnd(name: string, queue: LocationQueue): void {
    queues.delete(name)
    queues.set(name, queue)
  }

  function leave(group: readonly Waiting[]): void {
    for (const { delivery, events, bytes, leaveCompany } of group) {
      leaveCompany()
      queuedEvents -= events
      queuedBytes -= bytes
      const queue = queues.get(delivery.locationId)
      if (queue === undefined) continue
      queue.queuedEvents -= events
      queue.queuedBytes -= bytes
    }
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

  /**
   * Why there is no room. A location may have as much as it leaves free, so that however many flood the queue, there is always
   * room for one more; one that has nothing here yet needs no more than that it fits.
   */
  function refusal(queue: LocationQueue, events: number, bytes: number): string | undefined {
    if (closing) return 'The gateway is shutting down.'
    if (queuedEvents === 0) return undefined
    const [freeEvents, freeBytes] = [queueMaxEvents - queuedEvents, queueMaxBytes - queuedBytes]
    if (events > freeEvents || bytes > freeBytes) return 'The ingest queue is full.'
    if (queue.queuedEvents === 0) return undefined
    const full =
      queue.queuedEvents + events > Math.min(locationMaxEvents, freeEvents) ||
      queue.queuedBytes + bytes > Math.min(locationMaxBytes, freeBytes)
    return full ? "The location's share of the ingest queue is full." : undefined
  }

  return {
    accept(delivery, givenBytes) {
      const events = delivery.events.length + delivery.rejected.length
      if (events === 0) return Promise.resolve({ accepted: 0, duplicates: 0, quarantined: 0 })
      const bytes = givenBytes ?? sizeOf(delivery)
      const queue = queues.get(delivery.locationId) ?? emptyQueue()
      const refused = refusal(queue, events, bytes)
      if (refused !== undefined) return Promise.reject(new IngestOverloadedError(refused))
      queues.set(delivery.locationId, queue)
      queuedEvents += events
      queuedBytes += bytes
      queue.queuedEvents += events
      queue.queuedBytes += bytes
      queue.waitingEvents += events
      if (!queue.writing) readyEvents += events
      const isNext = queue.writing && queue.waitingEvents <= flushEvents
      if (isNext) prepare([delivery])
      return new Promise((resolve, reject) => {
        queue.waiting.push({
          delivery,
          events,
          bytes,
          isPrepared: isNext,
          leaveCompany: company.enter(tenantOfLocation(delivery.locationId)),
          resolve,
          reject,
        })
        schedule()
      })
    },
    get queuedEvents() {
      return queuedEvents
    },
    get queuedBytes() {
      return queuedBytes
    },
    get queuedLocations() {
      return queues.size
    },
    async close() {
      closing = true
      for (const name of resting.keys()) endRest(name)
      schedule()
      while (groups.size > 0) await Promise.race(groups)
    },
  }
}

/** The bytes of a delivery that did not come over the wire, as they would have been there. */
function sizeOf({ events, rejected }: Delivery): number {
  return Buffer.byteLength(JSON.stringify(events)) + rejected.reduce((sum, { raw }) => sum + Buffer.byteLength(raw), 0)
}
