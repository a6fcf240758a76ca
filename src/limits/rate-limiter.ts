import { LRUCache } from 'lru-cache'

export interface RateLimit {
  /** What a key gets back each second. */
  perSecond: number
  /** What a key that was quiet may take at once. */
  burst: number
}

export interface RateLimiterOptions {
  /** Keys that are remembered; of more, those that were quiet longest start anew. */
  maxKeys?: number
  now?: () => number
}

export interface RateDecision {
  allowed: boolean
  limit: number
  remaining: number
  /** Until the whole burst is there again. */
  resetSeconds: number
  /** Until it is worth trying again; 0 when it was allowed. */
  retryAfterSeconds: number
}

/** One token bucket per key. Each instance of the gateway counts by itself. */
export interface RateLimiter {
  /** Takes `cost` from the key's bucket. More than the burst is allowed from a full bucket, and paid off afterwards. */
  take(key: string, rate: RateLimit, cost?: number): RateDecision
  readonly keys: number
}

interface Bucket {
  tokens: number
  at: number
}

export function createRateLimiter({ maxKeys = 10_000, now = Date.now }: RateLimiterOptions = {}): RateLimiter {
  const buckets = new LRUCache<string, Bucket>({ max: maxKeys })

  return {
    take(key, { perSecond, burst }, cost = 1) {
      const at = now()
      const before = buckets.get(key) ?? { tokens: burst, at }
      const refilled = before.tokens + (Math.max(0, at - before.at) / 1_000) * perSecond
      const tokens = Math.min(burst, refilled)
      const needed = Math.min(cost, burst)
      const allowed = tokens >= needed
      const left = allowed ? tokens - cost : tokens
      buckets.set(key, { tokens: left, at })
      return {
        allowed,
        limit: burst,
        remaining: Math.max(0, Math.floor(left)),
        resetSeconds: Math.ceil((burst - left) / perSecond),
        retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((needed - left) / perSecond)),
      }
    },
    get keys() {
      return buckets.size
    },
  }
}

/** `X-RateLimit-Limit`, `-Remaining` and `-Reset` (in seconds from now); `Retry-After` where it was refused. */
export function rateLimitHeaders(decision: RateDecision): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(decision.limit),
    'X-RateLimit-Remaining': String(decision.remaining),
    'X-RateLimit-Reset': String(decision.resetSeconds),
    ...(decision.allowed ? {} : { 'Retry-After': String(decision.retryAfterSeconds) }),
  }
}
