import type { Delivery, Receipt } from './captured-event.ts'

/** A delivery that waits for its receipt. */
export interface Waiting {
  delivery: Delivery
  events: number
  bytes: number
  isPrepared: boolean
  leaveCompany(): void
  resolve(receipt: Receipt): void
  reject(error: unknown): void
}

/** What one location has in the ingest queue. */
export interface LocationQueue {
  /** In the order of their coming. */
  waiting: Waiting[]
  waitingEvents: number
  /** Waiting, or being written. */
  queuedEvents: number
  queuedBytes: number
  /**
   * Groups of it that are being written. Others wait for the one before, so that a duplicate in the next one finds the
   * first one stored; where two are written side by side, their claims decide, which takes longer.
   */
  groups: number
  /** Ends its rest. */
  rest: NodeJS.Timeout | undefined
}

export const emptyQueue = (): LocationQueue => ({
  waiting: [],
  waitingEvents: 0,
  queuedEvents: 0,
  queuedBytes: 0,
  groups: 0,
  rest: undefined,
})

/** Whether what waits may be written now. */
export const isReady = ({ groups, rest }: LocationQueue): boolean => groups === 0 && rest === undefined

/** Those that will be in its next group and are not prepared; they count as prepared from now on. */
export function nextToPrepare({ waiting }: LocationQueue, maxEvents: number): Delivery[] {
  const next: Delivery[] = []
  let sum = 0
  for (const one of waiting) {
    sum += one.events
    if (sum > maxEvents && sum > one.events) break
    if (!one.isPrepared) next.push(one.delivery)
    one.isPrepared = true
  }
  return next
}

/**
 * Takes a group off the queues: one delivery of each in turn, in their order, until the group is full. At least one
 * delivery, then as many as fit; a queue whose next delivery does not fit has had its turn.
 */
export function takeGroup(queues: readonly LocationQueue[], maxEvents: number): Waiting[] {
  const group: Waiting[] = []
  const taken = new Map(queues.map((queue) => [queue, 0]))
  let events = 0
  while (taken.size > 0)
    for (const [queue, count] of taken) {
      const next = queue.waiting[count]
      if (next === undefined || (group.length > 0 && events + next.events > maxEvents)) {
        taken.delete(queue)
        cut(queue, count)
        continue
      }
      group.push(next)
      events += next.events
      taken.set(queue, count + 1)
    }
  return group
}

function cut(queue: LocationQueue, count: number): void {
  for (const { events } of queue.waiting.slice(0, count)) queue.waitingEvents -= events
  queue.waiting = queue.waiting.slice(count)
}
