import { IngestOverloadedError } from './captured-event.ts'

/** The room that one request's body takes in memory. */
export interface BodyRoom {
  /**
   * Counts more bytes that are kept until the request is answered.
   * @throws IngestOverloadedError when all bodies together would become too large.
   */
  take(bytes: number): void
}

/**
 * Bounds the bodies that are being read, unpacked or understood: what has been accepted is bounded by the batcher's
 * queue.
 */
export interface BodyBudget {
  /** What the work takes is given back when it has ended. */
  within<T>(work: (room: BodyRoom) => T | Promise<T>): Promise<T>
  readonly heldBytes: number
}

/** One body always finds room, however large: its own limit is another one. */
export function createBodyBudget(maxBytes: number): BodyBudget {
  let held = 0
  return {
    async within(work) {
      let own = 0
      try {
        return await work({
          take(bytes) {
            if (held > own && held + bytes > maxBytes)
              throw new IngestOverloadedError('Too much is being received at once.')
            own += bytes
            held += bytes
          },
        })
      } finally {
        held -= own
      }
    },
    get heldBytes() {
      return held
    },
  }
}
