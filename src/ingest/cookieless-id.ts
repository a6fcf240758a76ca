import { createHash } from 'node:crypto'

export interface CookielessVisitor {
  locationId: string
  timestampMs: number
  userAgent: string
  host: string
}

/**
 * A stable id for one UTC day, so that a visit can be counted and nobody can be followed from day to day.
 * The address of the visitor is not used on purpose: two visitors of one day with the same browser build on the same
 * host become one. The location and the day are the salt, so ids of two locations or two days have nothing in common.
 */
export function cookielessId({ locationId, timestampMs, userAgent, host }: CookielessVisitor): string {
  const day = Math.floor(timestampMs / 86_400_000)
  const digest = createHash('sha256')
    .update(JSON.stringify([locationId, day, userAgent, host]))
    .digest('hex')
  return `cookieless_${digest.slice(0, 32)}`
}

export const isCookielessId = (id: string) => /^cookieless_[0-9a-f]{32}$/.test(id)
