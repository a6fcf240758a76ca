import type { CapturedEvent, Delivery, Ingest, RejectedEvent } from '../../src/ingest/captured-event.ts'

export interface RecordingIngest extends Ingest {
  readonly stored: CapturedEvent[]
  readonly rejected: RejectedEvent[]
  readonly deliveries: Delivery[]
}

/** Behaves as the writer does: the same event again is a duplicate. `before` can fail a delivery or delay it. */
export function recordingIngest(before: (count: number) => Promise<void> | void = () => undefined): RecordingIngest {
  const known = new Map<string, CapturedEvent>()
  const rejected = new Map<string, RejectedEvent>()
  const deliveries: Delivery[] = []
  return {
    deliveries,
    get stored() {
      return [...known.values()]
    },
    get rejected() {
      return [...rejected.values()]
    },
    async accept(delivery) {
      deliveries.push(delivery)
      await before(deliveries.length)
      let accepted = 0
      for (const event of delivery.events) {
        const key = event.uuid ?? JSON.stringify(event)
        if (!known.has(key)) accepted++
        known.set(key, event)
      }
      for (const one of delivery.rejected) rejected.set(one.reason + one.raw, one)
      return { accepted, duplicates: delivery.events.length - accepted, quarantined: delivery.rejected.length }
    },
  }
}
