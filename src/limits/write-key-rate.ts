import { createHash } from 'node:crypto'
import { createRateLimiter, type RateDecision, type RateLimit } from './rate-limiter.ts'

/** Counts the events of each write key, whatever door they come in by. Keys are kept as hashes only. */
export interface WriteKeyRate {
  take(writeKey: string, events: number): RateDecision
}

export function createWriteKeyRate(rate: RateLimit, now: () => number): WriteKeyRate {
  const limiter = createRateLimiter({ now })
  return {
    take: (writeKey, events) => limiter.take(createHash('sha256').update(writeKey).digest('base64url'), rate, events),
  }
}
