import { createHash, randomBytes } from 'node:crypto'

/**
 * Codes that are exchanged for a token once: what stands in a link must be worth nothing when it is found in a history.
 */
export interface SignInCodes {
  /** A new code, good for one exchange within the time. */
  offer(): string
  /** The token; undefined for a code that is unknown, used or too old. */
  exchange(code: string): Promise<string | undefined>
}

export interface SignInCodesDeps {
  mint(): Promise<string>
  /** Hears that a code was used, or came too late: who asks for it may want the next one. */
  onSpent?: () => void
  lifetimeMs?: number
  now?: () => number
}

const mostCodes = 100

/**
 * Codes live in this process alone; only their hashes are kept, so that a look-up takes no longer for a code that is
 * nearly right.
 */
export function createSignInCodes({
  mint,
  onSpent = () => undefined,
  lifetimeMs = 15 * 60_000,
  now = Date.now,
}: SignInCodesDeps): SignInCodes {
  const endsAt = new Map<string, number>()
  const hashOf = (code: string) => createHash('sha256').update(code).digest('hex')
  return {
    offer() {
      const code = randomBytes(24).toString('base64url')
      const [oldest] = endsAt.keys()
      if (oldest !== undefined && endsAt.size >= mostCodes) endsAt.delete(oldest)
      endsAt.set(hashOf(code), now() + lifetimeMs)
      return code
    },
    async exchange(code) {
      const hash = hashOf(code)
      const end = endsAt.get(hash)
      if (end === undefined) return undefined
      // Before anything is awaited: of two at once, one gets it.
      endsAt.delete(hash)
      const token = end > now() ? await mint() : undefined
      onSpent()
      return token
    },
  }
}
