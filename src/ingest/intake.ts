import { idsNamedBy } from '../privacy/named-ids.ts'
import type { PrivacyFilter } from '../privacy/privacy-filter.ts'
import { forEachInSlices } from '../slices.ts'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { Delivery, Dropped, Receipt, RejectionReason } from './captured-event.ts'
import type { NamingEvent } from './event-claims.ts'
import { landingRow, uuidOf } from './landing-row.ts'
import { quarantineRow } from './quarantine.ts'
import type { ShapedEvent } from './shaped-event.ts'

/** An event that is to be stored. */
export interface KeyedEvent extends NamingEvent {
  shaped: ShapedEvent
}

/** The row of an event that could not be understood, with its whole raw text. */
export interface BadEvent {
  raw: string
  reason: RejectionReason
  row: Tables['events_quarantine']
}

/** What becomes of one delivery after the settings of its location, before anything is asked of the database. */
export interface Intake {
  delivery: Delivery
  /** The settings that it was taken in after. */
  filter: PrivacyFilter | undefined
  events: KeyedEvent[]
  bad: BadEvent[]
  dropped: Dropped
  droppedRejects: NonNullable<Receipt['droppedRejects']>
}

/** Shapes the rows of deliveries, after the settings of their locations; other requests have their turn meanwhile. */
export async function takeIn(
  deliveries: readonly Delivery[],
  filterOf: ReadonlyMap<string, PrivacyFilter>,
  receivedAt: Date,
  quarantineMaxBytes: number,
): Promise<Intake[]> {
  const intakes = deliveries.map(
    (delivery): Intake => ({
      delivery,
      filter: filterOf.get(delivery.locationId),
      events: [],
      bad: [],
      dropped: {},
      droppedRejects: {},
    }),
  )
  const received_at = toClickHouseTime(receivedAt)
  const sentEvents = intakes.flatMap((intake) => intake.delivery.events.map((sent) => ({ intake, sent })))
  await forEachInSlices(sentEvents, ({ intake, sent }) => {
    const { locationId, sender } = intake.delivery
    // Named by all that it says, so that it is recognised under other settings too.
    const uuid = uuidOf(locationId, sent)
    const event = intake.filter?.apply(sent, receivedAt.getTime()) ?? sent
    if (typeof event === 'string') return add(intake.dropped, event)
    const row = landingRow(locationId, { ...event, uuid }, sender, received_at)
    intake.events.push({ location_id: row.location_id, uuid, ids: idsNamedBy(event), shaped: { event, row } })
  })
  for (const { delivery, filter, bad, dropped, droppedRejects } of intakes)
    for (const one of delivery.rejected) {
      const filtered = filter?.applyToRaw(one.raw) ?? { raw: one.raw }
      if ('dropped' in filtered) {
        add(dropped, filtered.dropped)
        add(droppedRejects, one.reason)
      } else {
        const row = quarantineRow(delivery.locationId, { ...one, ...filtered }, receivedAt, quarantineMaxBytes)
        bad.push({ raw: filtered.raw, reason: one.reason, row })
      }
    }
  return intakes
}

/** Counts one more, or so many. */
export function add<K extends string>(counts: Partial<Record<K, number>>, key: K, count = 1): void {
  if (count > 0) counts[key] = (counts[key] ?? 0) + count
}
