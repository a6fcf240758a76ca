import { createHash } from 'node:crypto'
import type { JsonObject } from '../../json/json-value.ts'

/** What posthog-js sends instead of an id when the visitor gave no consent to store one. */
export const cookielessSentinel = '$posthog_cookieless'

export interface CookielessVisitor {
  token: string
  timestampMs: number
  userAgent: string
  host: string
}

/**
 * A stable id for one UTC day, so that a visit can be counted and nobody can be followed from day to day.
 * The address of the visitor is not used on purpose: two visitors of one day with the same browser build on the same host
 * become one. The write key and the day are the salt, so ids of two locations or two days have nothing in common.
 */
export function cookielessId({ token, timestampMs, userAgent, host }: CookielessVisitor): string {
  const day = Math.floor(timestampMs / 86_400_000)
  const digest = createHash('sha256')
    .update(JSON.stringify([token, day, userAgent, host]))
    .digest('hex')
  return `cookieless_${digest.slice(0, 32)}`
}

/** Properties that name the visitor for a merge must not keep the sentinel: it would merge all cookieless visitors. */
export function withoutSentinel(properties: JsonObject, id: string): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, value === cookielessSentinel ? id : value]),
  )
}
