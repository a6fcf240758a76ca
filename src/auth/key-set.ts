import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { GatewayError } from '../errors.ts'

export interface KeySetOptions {
  now?: () => number
  /** Of one request for the set. */
  timeoutMs?: number
}

/** After it the set is fetched again, so that a key which was taken out ends. */
const maxAgeMs = 5 * 60_000
/**
 * A token of an unknown key, or with a signature that does not fit, fetches the set at most so often: whoever invents
 * them must not make requests of ours.
 */
const cooldownMs = 10_000
/** After a failure the next attempt waits so long. */
const retryMs = 5_000
/** How long the keys of the last fetched set go on working while the set cannot be fetched. */
const graceMs = 24 * 3_600_000

export interface KeySet {
  /**
   * @throws GatewayError UNAVAILABLE when the set is needed and cannot be fetched; errors.JWKSNoMatchingKey for an
   * unknown key
   */
  keyOf: JWTVerifyGetKey
  /** Fetches the set when it is time to. @throws GatewayError UNAVAILABLE */
  refresh(): Promise<void>
  /**
   * Whether there are other keys than those of this version, after a look at the set unless that was just done: a key
   * may be replaced under the name of the old one, or where keys have no names. @throws GatewayError UNAVAILABLE
   */
  isRenewed(version: number): Promise<boolean>
  /** Tells the keys of one time from the others before and after. */
  readonly version: number
}

/**
 * The keys of a JSON Web Key Set at a URL. What jose's own would do after ten minutes without an answer is to refuse
 * every token; here known keys go on working, and a token of an unknown key is not called wrong while nobody can tell.
 */
export function createKeySet(url: URL, { now = Date.now, timeoutMs = 3_000 }: KeySetOptions = {}): KeySet {
  // Never fetches by itself but for the first time: when to fetch is decided below.
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: timeoutMs,
    cacheMaxAge: Number.POSITIVE_INFINITY,
    cooldownDuration: Number.POSITIVE_INFINITY,
  })
  let fetchedAt = Number.NEGATIVE_INFINITY
  let content = ''
  let version = 0
  let failure: { at: number; error: GatewayError } | undefined

  async function fetchSet(): Promise<void> {
    if (failure !== undefined && now() - failure.at < retryMs) throw failure.error
    const startedAt = now()
    try {
      // Requests that come meanwhile share one fetch.
      await keys.reload()
      fetchedAt = Math.max(fetchedAt, startedAt)
      failure = undefined
      const fetched = JSON.stringify(keys.jwks())
      // The same keys say the same of a token.
      if (fetched !== content) version++
      content = fetched
    } catch (cause) {
      const message = 'The token cannot be verified at the moment: its key set cannot be fetched. Try again.'
      failure = { at: now(), error: new GatewayError('UNAVAILABLE', message, { cause }) }
      throw failure.error
    }
  }

  /** Whether to look again for what the set does not have, or does not have any more. */
  const isDue = () => now() - fetchedAt >= cooldownMs || failure !== undefined

  async function refresh(): Promise<void> {
    const age = now() - fetchedAt
    if (age > graceMs) return fetchSet()
    if (age <= maxAgeMs) return
    const fetched = fetchSet().catch(() => undefined)
    // A gateway that was idle for long waits, so that an old key does not get one more answer; in an outage nobody
    // waits again.
    if (age > 2 * maxAgeMs && failure === undefined) await fetched
  }

  return {
    async keyOf(header, token) {
      await refresh()
      try {
        return await keys(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey) || !isDue()) throw error
        await fetchSet()
        return keys(header, token)
      }
    },
    refresh,
    async isRenewed(known) {
      if (version === known && isDue()) await fetchSet()
      return version !== known
    },
    get version() {
      return version
    },
  }
}
