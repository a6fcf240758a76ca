import type { Delivery, Ingest, Receipt, RejectionReason } from '../ingest/captured-event.ts'
import type { IngestStats } from './ingest-stats.ts'
import type { Metrics } from './metrics.ts'

const nothing: Receipt = { accepted: 0, duplicates: 0, quarantined: 0 }

/** Ingest through one door, counted: what became of each event, and how long the door waited. */
export function countedIngest<I extends Ingest>(
  ingest: I,
  door: string,
  { stats, metrics }: { stats: IngestStats; metrics?: Metrics },
): Ingest {
  function count({ locationId, rejected }: Delivery, receipt: Receipt): void {
    const { accepted, duplicates, quarantined, dropped = {}, droppedRejects = {} } = receipt
    const add = (outcome: 'duplicate' | 'quarantined' | 'dropped', reason: string, events: number) => {
      stats.count(locationId, outcome, reason, events)
      if (events > 0) metrics?.ingestEvents.inc({ door, outcome, reason }, events)
    }
    metrics?.ingestEvents.inc({ door, outcome: 'accepted', reason: '' }, accepted)
    add('duplicate', '', duplicates)
    const kept = new Map<RejectionReason, number>()
    for (const { reason } of rejected) kept.set(reason, (kept.get(reason) ?? -(droppedRejects[reason] ?? 0)) + 1)
    for (const [reason, events] of kept) add('quarantined', reason, events)
    // What the door took for good, and the database did not.
    const keptCount = [...kept.values()].reduce((sum, events) => sum + events, 0)
    add('quarantined', 'not_storable', Math.max(0, quarantined - keptCount))
    for (const [reason, events] of Object.entries(dropped)) add('dropped', reason, events)
  }

  return {
    async accept(delivery, bytes) {
      const stop = metrics?.ingestSeconds.startTimer({ door })
      const { events, rejected, ignored = 0 } = delivery
      const stored = events.length + rejected.length > 0 ? await ingest.accept(delivery, bytes) : nothing
      const receipt = ignored === 0 ? stored : { ...stored, dropped: { ...stored.dropped, ignored } }
      stop?.()
      count(delivery, receipt)
      return receipt
    },
  }
}
