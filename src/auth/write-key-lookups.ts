import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Nobody can tell at the moment whether a key is known. Doors answer 503: browsers would drop their events on a 401.
 */
export class WriteKeysUnavailableError extends Error {
  override readonly name = 'WriteKeysUnavailableError'
}

/** Hash → location of the keys that are in force; others are left out. */
export type LookUp = (hashes: readonly string[]) => Promise<ReadonlyMap<string, string>>

export interface LookupOptions {
  lookUp: LookUp
  /** Called once per failed query. */
  onFailure?: (error: unknown) => void
  clock: () => number
}

export interface Answer {
  locationId: string | undefined
  /** When the query began that gave this answer. */
  askedAt: number
}

interface Waiter {
  promise: Promise<Answer>
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** Between the starts of two queries. */
const minGapMs = 50
const maxHashesPerQuery = 1_000
/** Unknown keys that may wait: more is a flood, and its senders can try again. */
const maxWaiting = 5_000
/** After a failure nobody asks for so long. */
const retryMs = 1_000

/**
 * Asks the database about keys, whatever comes: one query at a time and at most 20 a second, each about all keys that
 * came meanwhile, each key once. Keys that were good before (`urgent`) go first, so that a flood of invented ones does
 * not hold them up.
 */
export function createWriteKeyLookups({ lookUp, onFailure, clock }: LookupOptions) {
  const urgent = new Map<string, Waiter>()
  const others = new Map<string, Waiter>()
  let inFlight = new Map<string, Waiter>()
  let failedAt = Number.NEGATIVE_INFINITY
  let running = false

  function nextBatch() {
    const batch = [...urgent, ...others].slice(0, maxHashesPerQuery)
    for (const [hash] of batch) for (const queue of [urgent, others]) queue.delete(hash)
    return new Map(batch)
  }

  async function run(): Promise<void> {
    running = true
    while (urgent.size + others.size > 0) {
      inFlight = nextBatch()
      const askedAt = clock()
      try {
        const locations = await lookUp([...inFlight.keys()])
        for (const [hash, { resolve }] of inFlight) resolve({ locationId: locations.get(hash), askedAt })
      } catch (cause) {
        failedAt = clock()
        onFailure?.(cause)
        const error = new WriteKeysUnavailableError('Write keys cannot be looked up.', { cause })
        for (const queue of [inFlight, urgent, others]) {
          for (const { reject } of queue.values()) reject(error)
          queue.clear()
        }
      }
      inFlight = new Map()
      await sleep(Math.max(0, minGapMs - (clock() - askedAt)))
    }
    running = false
  }

  return {
    /** @throws WriteKeysUnavailableError when the query failed, or too many wait */
    ask(hash: string, isUrgent: boolean): Promise<Answer> {
      const already = inFlight.get(hash) ?? urgent.get(hash) ?? others.get(hash)
      if (already !== undefined) return already.promise
      if (clock() - failedAt < retryMs)
        return Promise.reject(new WriteKeysUnavailableError('Write keys could not be looked up a moment ago.'))
      if (!isUrgent && others.size >= maxWaiting)
        return Promise.reject(new WriteKeysUnavailableError('Too many unknown write keys at once.'))
      const waiter = createWaiter()
      ;(isUrgent ? urgent : others).set(hash, waiter)
      if (!running) void run()
      return waiter.promise
    },
  }
}

function createWaiter(): Waiter {
  let settle: Omit<Waiter, 'promise'> | undefined
  const promise = new Promise<Answer>((resolve, reject) => {
    settle = { resolve, reject }
  })
  if (settle === undefined) throw new Error('A promise runs its executor at once.')
  return { promise, ...settle }
}
