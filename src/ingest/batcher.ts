import { type Company, createCompany, tenantOfLocation } from '../limits/company.ts'
import { type Delivery, type Ingest, IngestOverloadedError, type Receipt } from './captured-event.ts'
import { emptyQueue, isReady, type LocationQueue, nextToPrepare, takeGroup, type Waiting } from './location-queue.ts'
import { createQueueRoom, type QueueRoomLimits } from './queue-room.ts'

export interface BatcherLimits extends QueueRoomLimits {
  /** How long the first event of a group waits for company. */
  flushMs: number
  /** A group of this many events goes at once. */
  flushEvents: number
  /**
   * How long a location rests after it had much written, while others are there: this many times as long as the writing
   * took.
   */
  rest?: number
  /**
   * For a location that has much while nobody else is there: groups side by side, of so many events. Absent: as for
   * all.
   */
  alone?: { groups: number; flushEvents: number }
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
 * A location that has much goes alone, in turns with the others, who share a group: so that who sends little is not
 * answered with who sends much. While others are there it has one group at a time and rests after each, or one group
 * after the other would keep the database busy that the others' questions and events need as well. Where nobody else
 * is, two of its groups are written side by side, so that no processor waits, and they are larger, so that the engine
 * merges less.
 * @param company Who else uses the database.
 * @param prepare Does what can be done for deliveries before their turn, while the group before them is being written.
 */
export function createBatcher(
  write: (deliveries: readonly Delivery[]) => Promise<(Receipt | Error)[]>,
  limits: BatcherLimits,
  company: Company = createCompany(),
  prepare: (deliveries: readonly Delivery[]) => void = () => undefined,
): Batcher {
  const { flushMs, flushEvents, rest = 0, alone = { groups: 1, flushEvents } } = limits
  const muchEvents = flushEvents / 4
  const room = createQueueRoom(limits)
  // In the order of being written: a map keeps the order of insertion.
  const queues = new Map<string, LocationQueue>()
  const groups = new Set<Promise<void>>()
  /** Of groups, those of a location that has another one. */
  let furtherGroups = 0
  /** Waiting events of locations that are ready. */
  let readyEvents = 0
  let timer: NodeJS.Timeout | undefined
  let lastWentAlone = false
  let closing = false

  function schedule(): void {
    while (hasTurn() && (readyEvents >= flushEvents || closing)) writeNext(nextInTurn())
    if (hasTurn()) timer ??= setTimeout(flush, flushMs)
    const further = nextFurther()
    if (further !== undefined) writeNext([further])
  }

  const hasTurn = () => groups.size - furtherGroups < maxGroups && readyEvents > 0

  function flush(): void {
    timer = undefined
    if (hasTurn()) writeNext(nextInTurn())
    schedule()
  }

  function writeNext(names: readonly string[]): void {
    clearTimeout(timer)
    timer = undefined
    const chosen = names.flatMap((name) => queues.get(name) ?? [])
    const groupEvents = groupEventsOf(names)
    for (const queue of chosen) if (isReady(queue)) readyEvents -= queue.waitingEvents
    const group = takeGroup(chosen, groupEvents)
    const written = new Set(group.map(({ delivery }) => delivery.locationId))
    for (const name of names) {
      const queue = queues.get(name)
      if (queue === undefined) continue
      if (written.has(name)) {
        if (queue.groups > 0) furtherGroups += 1
        queue.groups += 1
        moveToEnd(name, queue)
      } else if (isReady(queue)) readyEvents += queue.waitingEvents
    }
    const startedAt = performance.now()
    const writing = writeGroup(group).finally(() => {
      groups.delete(writing)
      leave(group)
      const hadMuch = written.size === 1 && group.reduce((sum, { events }) => sum + events, 0) >= muchEvents
      for (const name of written) haveWritten(name, hadMuch ? performance.now() - startedAt : 0)
      schedule()
    })
    groups.add(writing)
    prepare(chosen.filter((queue) => !isReady(queue)).flatMap((queue) => nextToPrepare(queue, groupEvents)))
  }

  function haveWritten(name: string, tookMs: number): void {
    const queue = queues.get(name)
    if (queue === undefined) return
    queue.groups -= 1
    if (queue.groups > 0) furtherGroups -= 1
    if (tookMs > 0 && rest > 0 && !closing && company.has(tenantOfLocation(name))) {
      clearTimeout(queue.rest)
      queue.rest = setTimeout(endRest, tookMs * rest, name, queue)
    } else makeReady(name, queue)
  }

  function endRest(name: string, queue: LocationQueue): void {
    if (queue.rest === undefined) return
    clearTimeout(queue.rest)
    queue.rest = undefined
    makeReady(name, queue)
    schedule()
  }

  function makeReady(name: string, queue: LocationQueue): void {
    if (!isReady(queue)) return
    readyEvents += queue.waitingEvents
    if (queue.queuedEvents === 0) queues.delete(name)
  }

  /** Whether nobody else asks or sends: then nobody else has a queue either. */
  const isAlone = (name: string | undefined): name is string =>
    name !== undefined && queues.size === 1 && !company.has(tenantOfLocation(name))

  const groupEventsOf = ([name]: readonly string[]) => (isAlone(name) ? alone.flushEvents : flushEvents)

  /** A location that may have one more group beside those that are being written. */
  function nextFurther(): string | undefined {
    if (queues.size !== 1) return undefined
    for (const [name, { groups, rest, waitingEvents }] of queues)
      if (groups > 0 && groups < alone.groups && rest === undefined && waitingEvents >= flushEvents && isAlone(name))
        return name
    return undefined
  }

  /** One location that has much, or all that have little. */
  function nextInTurn(): string[] {
    const ready = [...queues].filter(([, queue]) => queue.waiting.length > 0 && isReady(queue))
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
    for (const waiting of group) {
      waiting.leaveCompany()
      const queue = queues.get(waiting.delivery.locationId)
      if (queue !== undefined) room.giveBack(queue, waiting)
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

  return {
    accept(delivery, givenBytes) {
      const events = delivery.events.length + delivery.rejected.length
      if (events === 0) return Promise.resolve({ accepted: 0, duplicates: 0, quarantined: 0 })
      const bytes = givenBytes ?? sizeOf(delivery)
      const queue = queues.get(delivery.locationId) ?? emptyQueue()
      const refused = closing ? 'The gateway is shutting down.' : room.refusal(queue, { events, bytes })
      if (refused !== undefined) return Promise.reject(new IngestOverloadedError(refused))
      queues.set(delivery.locationId, queue)
      room.take(queue, { events, bytes })
      queue.waitingEvents += events
      if (isReady(queue)) readyEvents += events
      const isNext = !isReady(queue) && queue.waitingEvents <= groupEventsOf([delivery.locationId])
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
      return room.queued.events
    },
    get queuedBytes() {
      return room.queued.bytes
    },
    get queuedLocations() {
      return queues.size
    },
    async close() {
      closing = true
      for (const [name, queue] of queues) endRest(name, queue)
      schedule()
      while (groups.size > 0) await Promise.race(groups)
    },
  }
}

/** The bytes of a delivery that did not come over the wire, as they would have been there. */
function sizeOf({ events, rejected }: Delivery): number {
  return Buffer.byteLength(JSON.stringify(events)) + rejected.reduce((sum, { raw }) => sum + Buffer.byteLength(raw), 0)
}
