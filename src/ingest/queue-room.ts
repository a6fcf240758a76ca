import type { LocationQueue } from './location-queue.ts'

export interface QueueRoomLimits {
  queueMaxEvents: number
  queueMaxBytes: number
  /** Of one location. Absent: as much as it leaves free for the others. */
  locationMaxEvents?: number
  locationMaxBytes?: number
}

/** What waits or is being written: events, and bytes as they came. */
interface Load {
  events: number
  bytes: number
}

/** How much the ingest queue holds, and whether there is room for more. */
export function createQueueRoom({
  queueMaxEvents,
  queueMaxBytes,
  locationMaxEvents = queueMaxEvents,
  locationMaxBytes = queueMaxBytes,
}: QueueRoomLimits) {
  const queued: Load = { events: 0, bytes: 0 }

  function add(queue: LocationQueue, { events, bytes }: Load, sign: 1 | -1): void {
    queued.events += sign * events
    queued.bytes += sign * bytes
    queue.queuedEvents += sign * events
    queue.queuedBytes += sign * bytes
  }

  return {
    get queued(): Readonly<Load> {
      return queued
    },
    take: (queue: LocationQueue, load: Load) => add(queue, load, 1),
    giveBack: (queue: LocationQueue, load: Load) => add(queue, load, -1),

    /**
     * Why there is no room. A location may have as much as it leaves free, so that however many flood the queue, there
     * is always room for one more; one that has nothing here yet needs no more than that it fits.
     */
    refusal(queue: LocationQueue, { events, bytes }: Load): string | undefined {
      if (queued.events === 0) return undefined
      const free = { events: queueMaxEvents - queued.events, bytes: queueMaxBytes - queued.bytes }
      if (events > free.events || bytes > free.bytes) return 'The ingest queue is full.'
      if (queue.queuedEvents === 0) return undefined
      const full =
        queue.queuedEvents + events > Math.min(locationMaxEvents, free.events) ||
        queue.queuedBytes + bytes > Math.min(locationMaxBytes, free.bytes)
      return full ? "The location's share of the ingest queue is full." : undefined
    },
  }
}
