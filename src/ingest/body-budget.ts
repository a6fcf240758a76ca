import { IngestOverloadedError } from './captured-event.ts'

/** The room that one request's body takes in memory. */
export interface BodyRoom {
  /**
   * Counts more bytes that are kept until the request is answered.
   * @throws IngestOverloadedError when all bodies together would become too large.
   */
  take(bytes: number): void
  /**
   * Counts what `read` takes as unfinished: the sender is waited for, and others may need the room meanwhile.
   * @param read Must end when the signal is aborted: what it took has been given back then.
   */
  receive<T>(read: (pushedOut: AbortSignal) => Promise<T>): Promise<T>
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

/**
 * How long an unfinished body is safe from other unfinished ones. As long as who is refused waits (`Retry-After`): so
 * who comes again finds the room of those who dawdle. Were it shorter, many honest large bodies at once would push each
 * other out before any is complete.
 */
const patienceMs = 5_000

interface Unfinished {
  sinceMs: number
  pushOut(): void
}

/**
 * One body always finds room, however large: its own limit is another one.
 *
 * When there is none left, a body that is there whole pushes out unfinished ones, the one first that is waited for
 * longest: to hold room costs nothing but leaving a request open, and must not keep events from being taken. By age, not
 * by size: who wants the room of others must then send as much, again and again, and cannot do it with many small ones.
 */
export function createBodyBudget(maxBytes: number, now: () => number = Date.now): BodyBudget {
  let held = 0
  /** That hold something, those first that began first. */
  const unfinished = new Set<Unfinished>()

  function pushOutFor(asking: Unfinished | undefined): void {
    const [oldest] = unfinished
    if (oldest === undefined || oldest === asking || (asking !== undefined && now() - oldest.sinceMs < patienceMs))
      throw new IngestOverloadedError('Too much is being received at once.')
    oldest.pushOut()
  }

  return {
    async within(work) {
      let own = 0
      let receiving: Unfinished | undefined
      function giveBack(): void {
        held -= own
        own = 0
      }
      try {
        return await work({
          take(bytes) {
            while (held > own && held + bytes > maxBytes) pushOutFor(receiving)
            own += bytes
            held += bytes
            if (receiving !== undefined) unfinished.add(receiving)
          },
          async receive(read) {
            const pushedOut = new AbortController()
            const self: Unfinished = {
              sinceMs: now(),
              pushOut() {
                unfinished.delete(self)
                giveBack()
                pushedOut.abort(new IngestOverloadedError('Others needed the room of a body that came slowly.'))
              },
            }
            receiving = self
            try {
              return await read(pushedOut.signal)
            } finally {
              receiving = undefined
              unfinished.delete(self)
            }
          },
        })
      } finally {
        giveBack()
      }
    },
    get heldBytes() {
      return held
    },
  }
}
