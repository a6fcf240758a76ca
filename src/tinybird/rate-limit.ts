import { TinybirdFailure } from './failure.ts'

/** Windows that are over are forgotten when there are more. */
const maxNames = 10_000

export interface RateLimit {
  /**
   * Counts a request.
   * @returns the headers that tell what is left.
   * @throws TinybirdFailure 429 that says when to come again.
   */
  take(name: string, perSecond: number): Record<string, string>
}

/**
 * Requests per second by name, counted in this process: each instance of the gateway counts its own. Less than one per second
 * is one in so many seconds.
 */
export function createRateLimit(now: () => number): RateLimit {
  const windows = new Map<string, { endsAt: number; taken: number }>()

  function windowOf(name: string, ms: number) {
    const at = now()
    const open = windows.get(name)
    if (open !== undefined && open.endsAt > at) return open
    if (windows.size >= maxNames) for (const [key, { endsAt }] of windows) if (endsAt <= at) windows.delete(key)
    const fresh = { endsAt: at + ms, taken: 0 }
    windows.set(name, fresh)
    return fresh
  }

  return {
    take(name, perSecond) {
      const limit = Math.max(1, Math.floor(perSecond))
      const window = windowOf(name, (limit / perSecond) * 1_000)
      window.taken++
      const reset = String(Math.max(1, Math.ceil((window.endsAt - now()) / 1_000)))
      const headers = {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(Math.max(0, limit - window.taken)),
        'X-RateLimit-Reset': reset,
      }
      if (window.taken > limit)
        throw new TinybirdFailure(429, `The token allows ${perSecond} requests per second. Try again in ${reset} s.`, {
          headers: { ...headers, 'Retry-After': reset },
        })
      return headers
    },
  }
}
