import { createHash } from 'node:crypto'
import { text } from '../touch.ts'
import type { CapturedEvent } from '../captured-event.ts'

const sentinel = '$posthog_cookieless'

/**
 * A visitor without cookies sends a sentinel as distinct id. It becomes an id that is stable for one day and one browser on
 * one host, and cannot be turned back: nothing is kept on the device, and days cannot be joined.
 */
export function withoutSentinel(event: CapturedEvent, token: string, userAgent: string): CapturedEvent {
  if (event.distinctId !== sentinel) return event
  const day = new Date(event.timestampMs).toISOString().slice(0, 10)
  const host = text(event.properties, '$host')
  const hash = createHash('sha256').update(JSON.stringify([token, day, host, userAgent])).digest('base64url').slice(0, 22)
  return { ...event, distinctId: `cookieless_${hash}` }
}
