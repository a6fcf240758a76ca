import type { CapturedEvent, Delivery, RejectedEvent } from '../ingest/captured-event.ts'
import type { PosthogLimits } from '../ingest/posthog/posthog-deps.ts'
import { type EventContext, readEvent } from '../ingest/posthog/read-event.ts'
import { parseWithIds } from '../json/exact-ids.ts'
import type { JsonValue } from '../json/json-value.ts'
import { wireEvent } from './wire-event.ts'

/**
 * Reads what comes from a file as a gateway does, so that it becomes the same events with a gateway and without one.
 */
export function createHistoryReader(limits: Pick<PosthogLimits, 'eventMaxBytes' | 'maxDepth'>, now = Date.now) {
  return function readHistory({ locationId, sender, ...delivery }: Delivery): Delivery {
    const context: EventContext = {
      locationId,
      nowMs: now(),
      sentAtMs: undefined,
      defaultName: undefined,
      userAgent: '',
      historical: true,
      // Each is measured.
      payloadBytes: Number.POSITIVE_INFINITY,
      limits,
    }
    const events: CapturedEvent[] = []
    const rejected: RejectedEvent[] = [...delivery.rejected]
    let ignored = 0
    for (const event of delivery.events) {
      const reading = readEvent(asSent(event), context)
      if (reading.kind === 'captured') events.push(reading.event)
      else if (reading.kind === 'rejected') rejected.push(reading.rejected)
      else ignored += 1
    }
    return { locationId, events, rejected, ...(ignored > 0 ? { ignored } : {}), sender }
  }
}

/** As a gateway would read it from its text: an id that is a long number is the text of its digits there. */
function asSent(event: CapturedEvent): JsonValue {
  const sent = wireEvent(event)
  const text = JSON.stringify(sent)
  return /\d{16}/.test(text) ? parseWithIds(text) : sent
}
