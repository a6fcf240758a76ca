import type { CapturedEvent, Delivery, RejectedEvent } from '../ingest/captured-event.ts'
import type { PosthogLimits } from '../ingest/posthog/posthog-deps.ts'
import { type EventContext, readEvent } from '../ingest/posthog/read-event.ts'
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
      const reading = readEvent(wireEvent(event), context)
      if (reading.kind === 'captured') events.push(reading.event)
      else if (reading.kind === 'rejected') rejected.push(reading.rejected)
      else ignored += 1
    }
    return { locationId, events, rejected, ...(ignored > 0 ? { ignored } : {}), sender }
  }
}
