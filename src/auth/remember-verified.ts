import { LRUCache } from 'lru-cache'
import type { SignatureCheck } from './token-signature.ts'

/** Together the remembered tokens have so many characters at most. Nobody fills this but who has good tokens. */
const maxCharacters = 4_000_000

interface Verified<T> {
  outcome: T
  at: number
  keysVersion: number
}

/**
 * Verifies each token once: front ends ask with the same one many times a second. It is verified again when the keys
 * are others, when it expires, and when a corrected clock took the time back at which it was good. What is refused is
 * not remembered.
 */
export function rememberVerified<T extends { expiresAtMs?: number | undefined }>(
  verify: (token: string) => Promise<T>,
  { keys }: Pick<SignatureCheck, 'keys'>,
  now: () => number = Date.now,
): (token: string) => Promise<T> {
  const remembered = new LRUCache<string, Verified<T>>({
    maxSize: maxCharacters,
    sizeCalculation: (_, token) => token.length,
  })

  return async function verifyOnce(token) {
    const at = now()
    const known = remembered.get(token)
    if (known !== undefined && isGood(known, at)) {
      await keys.refresh()
      if (known.keysVersion === keys.version) return known.outcome
    }
    // Before: keys that come meanwhile may not be those that say yes.
    const keysVersion = keys.version
    const outcome = await verify(token)
    remembered.set(token, { outcome, at, keysVersion })
    return outcome
  }
}

const isGood = <T extends { expiresAtMs?: number | undefined }>({ at, outcome }: Verified<T>, now: number) =>
  at <= now && now < (outcome.expiresAtMs ?? 0)
