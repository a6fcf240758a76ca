import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** `agw_` and 144 random bits. */
export function generateWriteKey(): string {
  return `agw_${randomBytes(18).toString('base64url')}`
}

/** Whether a text can be a key that was created: others need not be looked for. */
export function isGeneratedWriteKey(key: string): boolean {
  return /^agw_[A-Za-z0-9_-]{24}$/.test(key)
}

/**
 * SHA-256, hexadecimal. A fast hash is right here: a slow one, or a salt, is for secrets that can be guessed, and
 * nobody guesses 144 random bits, while ingest hashes the key of every request.
 */
export function hashWriteKey(key: string): string {
  return createHash('sha256').update(key).digest('hex')
}

/**
 * What a listing shows in the place of the key. It says nothing about the key, and takes it back as well as the key
 * itself.
 */
export function writeKeyId(keyHash: string): string {
  return `wk_${keyHash.slice(0, 20)}`
}

export function isWriteKeyId(text: string): boolean {
  return /^wk_[0-9a-f]{20}$/.test(text)
}

/** Enough to tell one's keys apart, and 24 bits less to guess. */
export function writeKeyPrefix(key: string): string {
  return key.slice(0, 8)
}

/** In a time that does not depend on where they differ. */
export function equalHashes(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
