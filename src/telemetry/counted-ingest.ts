import type { Delivery, Ingest, Receipt } from '../ingest/captured-event.ts'
import type { IngestStats } from './ingest-stats.ts'
import type { Metrics } from './metrics.ts'

/** Ingest through one door, counted: what became of each event, and how long the door waited. */
export function countedIngest<I extends Ingest>(
  ingest: I,
  door: string,
  { stats, metrics }: { stats: IngestStats; metrics?: Metrics },
): Ingest {
  function count({ locationId, rejected }: Delivery, { accepted, duplicates, quarantined }: Receipt): void {
    const add = (outcome: 'duplicate' | 'quarantined', reason: string, events: number) => {
      stats.count(locationId, outcome, reason, events)
      if (events > 0) metrics?.ingestEvents.inc({ door, outcome, reason }, events)
    }
    metrics?.ingestEvents.inc({ door, outcome: 'accepted', reason: '' }, accepted)
    add('duplicate', '', duplicates)
    for (const { reason } of rejected) add('quarantined', reason, 1)
    // What the door took for good, and the database did not.
    add('quarantined', 'not_storable', quarantined - rejected.length)
  }

  return {
    async accept(delivery) {
      const stop = metrics?.ingestSeconds.startTimer({ door })
      const receipt = await ingest.accept(delivery)
      stop?.()
      count(delivery, receipt)
      return receipt
    },
  }
}
