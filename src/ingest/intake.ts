import { idsNamedBy } from '../privacy/named-ids.ts'
import type { PrivacyFilter } from '../privacy/privacy-filter.ts'
import { forEachInSlices } from '../slices.ts'
import type { Tables } from '../sql/generated.ts'
import type { Delivery, DropReason, Receipt, RejectionReason } from './captured-event.ts'
import { keyOf, type NamingEvent } from './event-claims.ts'
import { landingRow, uuidOf } from './landing-row.ts'
import { quarantineRow } from './quarantine.ts'
import type { ShapedEvent } from './shaped-event.ts'

/** An event that is to be stored. */
export interface KeyedEvent extends NamingEvent {
  shaped: ShapedEvent
}

/** The row of an event that could not be understood, with its whole raw text. */
export interface BadEvent {
  delivery: number
  raw: string
  reason: RejectionReason
  row: Tables['events_quarantine']
}

export interface Intake {
  /** By delivery, each event once in all. */
  fresh: KeyedEvent[][]
  bad: BadEvent[]
  drop(delivery: number, reason: DropReason, count?: number): void
  /** Drops an event that would have gone to quarantine. */
  dropRejected(delivery: number, reason: DropReason, rejectedFor: RejectionReason): void
  /** What was dropped of a delivery, so far. */
  droppedOf(delivery: number): Pick<Receipt, 'dropped' | 'droppedRejects'>
}

/** Shapes the rows of deliveries, after the settings of their locations; other requests have their turn meanwhile. */
export async function takeIn(
  deliveries: readonly Delivery[],
  filterOf: ReadonlyMap<string, PrivacyFilter>,
  receivedAt: Date,
  quarantineMaxBytes: number,
): Promise<Intake> {
  const dropped = deliveries.map((): Map<DropReason, number> => new Map())
  const droppedRejects = deliveries.map((): Map<RejectionReason, number> => new Map())
  const drop: Intake['drop'] = (delivery, reason, count = 1) => add(dropped[delivery], reason, count)
  const dropRejected: Intake['dropRejected'] = (delivery, reason, rejectedFor) => {
    drop(delivery, reason)
    add(droppedRejects[delivery], rejectedFor, 1)
  }
  const seen = new Set<string>()
  const fresh = deliveries.map((): KeyedEvent[] => [])
  const sentEvents = deliveries.flatMap(({ events, ...of }, delivery) =>
    events.map((sent) => ({ ...of, delivery, sent })),
  )
  await forEachInSlices(sentEvents, ({ locationId, sender, delivery, sent }) => {
    // Named by all that it says, so that it is recognised under other settings too.
    const uuid = uuidOf(locationId, sent)
    const event = filterOf.get(locationId)?.apply(sent, receivedAt.getTime()) ?? sent
    if (typeof event === 'string') return drop(delivery, event)
    const row = landingRow(locationId, { ...event, uuid }, sender, receivedAt)
    const keyed = { location_id: row.location_id, uuid, ids: idsNamedBy(event), shaped: { event, row } }
    if (seen.has(keyOf(keyed))) return
    seen.add(keyOf(keyed))
    fresh[delivery]?.push(keyed)
  })
  const bad = deliveries.flatMap(({ locationId, rejected }, delivery) =>
    rejected.flatMap((one): BadEvent[] => {
      const filtered = filterOf.get(locationId)?.applyToRaw(one.raw) ?? { raw: one.raw }
      if ('dropped' in filtered) {
        dropRejected(delivery, filtered.dropped, one.reason)
        return []
      }
      const row = quarantineRow(locationId, { ...one, ...filtered }, receivedAt, quarantineMaxBytes)
      return [{ delivery, raw: filtered.raw, reason: one.reason, row }]
    }),
  )
  return {
    fresh,
    bad,
    drop,
    dropRejected,
    droppedOf: (delivery) => ({
      ...(dropped[delivery]?.size ? { dropped: Object.fromEntries(dropped[delivery]) } : {}),
      ...(droppedRejects[delivery]?.size ? { droppedRejects: Object.fromEntries(droppedRejects[delivery]) } : {}),
    }),
  }
}

function add<K>(counts: Map<K, number> | undefined, key: K, count: number): void {
  if (count > 0) counts?.set(key, (counts.get(key) ?? 0) + count)
}
