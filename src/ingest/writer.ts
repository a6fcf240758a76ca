import type { ClickHouseClient } from '@clickhouse/client'
import type { Logger } from '../log.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import { type Delivery, IngestOverloadedError, type Receipt } from './captured-event.ts'
import { claimSeconds, createEventClaims, keyOf } from './event-claims.ts'
import { createInsertRows, type InsertRows } from './insert-rows.ts'
import { landingRow } from './landing-row.ts'
import { quarantineRow } from './quarantine.ts'
import { derivedRows, type ShapedEvent, shapedFromRow } from './shaped-event.ts'

export interface WriterOptions {
  client: ClickHouseClient
  /** Unless given, one of the writer's own over the same client. */
  insert?: InsertRows
  log: Logger
  now?: () => number
  /** Longer raw texts are cut in quarantine. */
  quarantineMaxBytes?: number
  /** See `createEventClaims`. */
  claimsSince?: Date | undefined
  /** How long a delivery waits for another instance that is storing the same event, before its sender is asked to retry. */
  contentionTimeoutMs?: number
}

/** One per delivery: what became of it, or why its sender must try again. */
export type Outcome = Receipt | IngestOverloadedError

/**
 * Writes deliveries into the landing tables so that an event is stored once and wholly, however often and through
 * however many instances it comes:
 * 1. events that are stored already are left out, 2. the others are claimed, so that one instance has them, 3. the event goes
 * first, then what it says elsewhere, 4. its id is recorded last. A failure anywhere leaves the id unrecorded, so that the
 * sender's retry completes it, from the row that was stored first: a retry may carry another time than the first try.
 */
export function createWriter({
  client,
  insert = createInsertRows(client),
  log,
  now = Date.now,
  quarantineMaxBytes = 100_000,
  claimsSince = new Date(0),
  contentionTimeoutMs = 5_000,
}: WriterOptions) {
  const claims = createEventClaims(client, insert, claimsSince)

  async function store(events: readonly ShapedEvent[]): Promise<void> {
    const derived = derivedRows(events)
    await insert(
      'events',
      events.map(({ row }) => row),
    )
    await Promise.all([
      insert('identity_mappings', derived.identity_mappings),
      insert('identity_mappings_quarantine', derived.identity_mappings_quarantine),
      insert('errors', derived.errors),
    ])
    await insert(
      'event_ids',
      events.map(({ row: { location_id, uuid, received_at } }) => ({ location_id, uuid, received_at })),
    )
  }

  /** Stores the events; one that the engine cannot take is found by halving, and goes to quarantine alone. */
  async function storeOrQuarantine(events: readonly ShapedEvent[]): Promise<ShapedEvent[]> {
    if (events.length === 0) return []
    try {
      await store(events)
      return []
    } catch (error) {
      if (!isDataError(error)) throw error
      const [only, second] = events
      if (only !== undefined && second === undefined) {
        await quarantineUnstorable(only)
        return [only]
      }
      const middle = Math.ceil(events.length / 2)
      const refused = await storeOrQuarantine(events.slice(0, middle))
      return [...refused, ...(await storeOrQuarantine(events.slice(middle)))]
    }
  }

  async function quarantineUnstorable({ event, row }: ShapedEvent): Promise<void> {
    const reason = 'not_storable'
    log.warn({ locationId: row.location_id, reason }, 'an event cannot be stored and goes to quarantine')
    const rejected = { reason, detail: 'The database refuses this event.', raw: JSON.stringify(event) } as const
    await insert('events_quarantine', [quarantineRow(row.location_id, rejected, new Date(now()), quarantineMaxBytes)])
  }

  /** Replaces events that were stored half by what was stored. */
  async function asFirstStored(events: readonly Keyed[], interrupted: readonly Keyed[]): Promise<Keyed[]> {
    if (interrupted.length === 0) return [...events]
    const rows = await claims.storedRows(interrupted)
    return events.map((event) => {
      const row = rows.get(keyOf(event))
      return row === undefined ? event : { ...event, shaped: shapedFromRow(row) }
    })
  }

  /** Stores what is not stored yet. Every event ends in one of three ways. */
  async function settle(events: readonly Keyed[]): Promise<Settled> {
    const settled: Settled = { stored: new Set(), refused: new Set(), contended: new Set() }
    const deadline = performance.now() + contentionTimeoutMs
    for (let waiting = [...events]; ; ) {
      const { free, interrupted, contended } = await claims.examine(waiting)
      const claimedAt = performance.now()
      const claim = await claims.claim(free)
      const owned = new Set(claim.events)
      const ready = await asFirstStored(
        claim.events,
        interrupted.filter((event) => owned.has(event)),
      )
      if (performance.now() - claimedAt > (claimSeconds * 1_000) / 2)
        throw new IngestOverloadedError('The database is too slow: a claim on events ran out.')
      const refused = new Set(
        await storeOrQuarantine(ready.map(({ shaped }) => shaped)).catch(async (error: unknown) => {
          await claim.withdraw().catch(() => undefined)
          throw error
        }),
      )
      for (const event of ready) (refused.has(event.shaped) ? settled.refused : settled.stored).add(keyOf(event))
      waiting = [...contended, ...free.filter((event) => !owned.has(event))]
      if (waiting.length === 0) return settled
      if (performance.now() > deadline) {
        for (const event of waiting) settled.contended.add(keyOf(event))
        return settled
      }
      // A random pause: two instances that withdrew at the same time must not meet again.
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 130))
    }
  }

  return {
    /** Resolves with one outcome per delivery after everything is stored that could be. */
    async write(deliveries: readonly Delivery[]): Promise<Outcome[]> {
      const receivedAt = new Date(now())
      const seen = new Set<string>()
      const fresh = deliveries.map(({ locationId, events, sender }) =>
        events.flatMap((event): Keyed[] => {
          const row = landingRow(locationId, event, sender, receivedAt)
          const keyed = { location_id: row.location_id, uuid: row.uuid, shaped: { event, row } }
          if (seen.has(keyOf(keyed))) return []
          seen.add(keyOf(keyed))
          return [keyed]
        }),
      )
      await insert(
        'events_quarantine',
        deliveries.flatMap(({ locationId, rejected }) =>
          rejected.map((one) => quarantineRow(locationId, one, receivedAt, quarantineMaxBytes)),
        ),
      )
      const { stored, refused, contended } = await settle(fresh.flat())
      return deliveries.map(({ events, rejected }, index) => {
        const keys = (fresh[index] ?? []).map(keyOf)
        if (keys.some((key) => contended.has(key)))
          return new IngestOverloadedError('Another instance is storing these events. Try again.')
        const accepted = keys.filter((key) => stored.has(key)).length
        const unstorable = keys.filter((key) => refused.has(key)).length
        return {
          accepted,
          duplicates: events.length - accepted - unstorable,
          quarantined: rejected.length + unstorable,
        }
      })
    },
  }
}

interface Keyed {
  location_id: string
  uuid: string
  shaped: ShapedEvent
}

/** Keys of events. */
interface Settled {
  stored: Set<string>
  refused: Set<string>
  contended: Set<string>
}

/** Parse and conversion errors: the fault of a row, not of the server. */
const dataErrorCodes = new Set('6 26 27 32 33 38 41 53 69 70 72 117 131 321 349 376 691'.split(' '))

const isDataError = (error: unknown) => dataErrorCodes.has(databaseErrorCode(error) ?? '')
