import { GatewayError } from '../errors.ts'
import { createRateLimiter, type RateLimit, rateLimitHeaders } from './rate-limiter.ts'

export interface RequestLimits extends RateLimit {
  /** Requests of one credential that are answered at the same time. */
  concurrent: number
  /** Hears of every request that is refused. */
  onRefused?: () => void
  now?: () => number
}

/** RATE_LIMITED, with what the answer must say about when to come again. */
export class RateLimitedError extends GatewayError {
  readonly headers: Readonly<Record<string, string>>

  constructor(message: string, retryAfterSeconds: number, headers: Readonly<Record<string, string>>) {
    super('RATE_LIMITED', message, { retryAfterSeconds })
    this.headers = headers
  }
}

interface Admission {
  /** The `X-RateLimit-…` headers of the answer. */
  headers: Readonly<Record<string, string>>
  /** To be called once, when the answer is complete. */
  leave(): void
}

/** Counts the requests of each credential, per second and at the same time. */
export interface RequestGate {
  /** @param key See `credentialKey`. @throws RateLimitedError */
  enter(key: string): Admission
  /**
   * Answers a request within the limits of its credential, and 429 beyond them, as `refusal` writes it. For answers
   * that are complete when they are made; a stream calls `enter` itself, and `leave` at its end.
   */
  answer(
    key: string,
    answer: () => Response | Promise<Response>,
    refusal?: (error: RateLimitedError) => Response,
  ): Promise<Response>
  /** Requests that are being answered now. */
  readonly inFlight: number
}

export function createRequestGate({
  perSecond,
  burst,
  concurrent,
  onRefused,
  now = Date.now,
}: RequestLimits): RequestGate {
  const limiter = createRateLimiter({ now })
  const active = new Map<string, number>()
  let inFlight = 0

  function refuse(message: string, retryAfterSeconds: number, headers: Readonly<Record<string, string>>): never {
    onRefused?.()
    throw new RateLimitedError(message, retryAfterSeconds, headers)
  }

  function enter(key: string): Admission {
    const decision = limiter.take(key, { perSecond, burst })
    const headers = rateLimitHeaders(decision)
    if (!decision.allowed)
      refuse(
        `More than ${perSecond} requests a second with this credential. Try again in ${decision.retryAfterSeconds} s.`,
        decision.retryAfterSeconds,
        headers,
      )
    const before = active.get(key) ?? 0
    if (before >= concurrent)
      refuse(`${concurrent} requests with this credential are being answered already. Wait for one of them.`, 1, {
        ...headers,
        'Retry-After': '1',
      })
    active.set(key, before + 1)
    inFlight++
    let left = false
    return {
      headers,
      leave() {
        if (left) return
        left = true
        inFlight--
        const now = (active.get(key) ?? 1) - 1
        if (now === 0) active.delete(key)
        else active.set(key, now)
      },
    }
  }

  return {
    enter,
    async answer(key, answer, refusal = asJson) {
      let admission: Admission
      try {
        admission = enter(key)
      } catch (error) {
        if (!(error instanceof RateLimitedError)) throw error
        return withHeaders(refusal(error), error.headers)
      }
      try {
        return withHeaders(await answer(), admission.headers)
      } finally {
        admission.leave()
      }
    },
    get inFlight() {
      return inFlight
    },
  }
}

const asJson = ({ status, message }: RateLimitedError) => Response.json({ error: message }, { status })

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}
