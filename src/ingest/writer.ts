import type { ClickHouseClient } from '@clickhouse/client'
import type { Logger } from '../log.ts'
import { createErasedIds, type IsErased } from '../privacy/erased-ids.ts'
import { idsNamedBy, subjectsOf } from '../privacy/named-ids.ts'
import { createPrivacyFilters } from '../privacy/privacy-filters.ts'
import { countDropped, type Delivery, IngestOverloadedError, type Receipt } from './captured-event.ts'
import { claimSeconds } from './claim-seconds.ts'
import { createEventClaims, keyOf, type NamingEvent } from './event-claims.ts'
import { createInsertRows, type InsertRows } from './insert-rows.ts'
import { add, type KeyedEvent } from './intake.ts'
import { createIntakeAhead } from './intake-ahead.ts'
import { createQuarantine } from './quarantine-writer.ts'
import { shapedFromRow, shapedWithoutIds } from './shaped-event.ts'
import { createStoreEvents } from './store-events.ts'

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
  /**
   * How long a delivery waits for another instance that is storing the same event, before its sender is asked to retry.
   */
  contentionTimeoutMs?: number
  /** How old privacy settings may be that are applied. */
  settingsCacheMs?: number
}

/** One per delivery: what became of it, or why its sender must try again. */
export type Outcome = Receipt | IngestOverloadedError

/**
 * Writes deliveries into the landing tables so that an event is stored once and wholly, however often and through
 * however many instances it comes:
 * 1. events are claimed, so that one instance has them, 2. those that turn out to be stored already are left out, 3. the event goes
 * first, then what it says elsewhere, 4. its id is recorded last. A failure anywhere leaves the id unrecorded, so that
 * the sender's retry completes it, from the row that was stored first: a retry may carry another time than the first
 * try. Before all that the location's privacy settings are applied. Of people who were erased nothing is stored: that
 * is asked again after the claim, so that an erasure either is seen by the writer, or sees the claim and waits for it.
 */
export function createWriter({
  client,
  insert = createInsertRows(client),
  log,
  now = Date.now,
  quarantineMaxBytes = 100_000,
  claimsSince = new Date(0),
  contentionTimeoutMs = 5_000,
  settingsCacheMs,
}: WriterOptions) {
  const erasedIds = createErasedIds(client, insert)
  const claims = createEventClaims(client, insert, erasedIds, claimsSince)
  const filters = createPrivacyFilters(client, settingsCacheMs)
  const intakes = createIntakeAhead({ filters, now, quarantineMaxBytes })
  const quarantine = createQuarantine(erasedIds, insert)
  const store = createStoreEvents({ insert, log, now, quarantineMaxBytes })

  /**
   * Replaces events that were stored half by what was stored; that may be about somebody else, who was erased
   * meanwhile.
   */
  async function asFirstStored(
    events: readonly KeyedEvent[],
    interrupted: readonly KeyedEvent[],
    isErased: IsErased,
  ): Promise<{ events: KeyedEvent[]; isErased: IsErased }> {
    if (interrupted.length === 0) return { events: [...events], isErased }
    const rows = await claims.storedRows(interrupted)
    const first = events.map((event) => {
      const row = rows.get(keyOf(event))
      const shaped = row && shapedFromRow(row)
      return shaped === undefined ? event : { ...event, ids: idsNamedBy(shaped.event), shaped }
    })
    return { events: first, isErased: await erasedIds.among(first.flatMap(idsOf)) }
  }

  /** Stores what is not stored yet. Every event ends in one of four ways. */
  async function settle(events: readonly KeyedEvent[]): Promise<Settled> {
    const settled: Settled = { stored: new Set(), refused: new Set(), contended: new Set(), erased: new Set() }
    if (events.length === 0) return settled
    /** Leaves out, and notes, what is about erased people. */
    const ofOthers = (some: readonly KeyedEvent[], isErased: IsErased) =>
      some.filter((event) => {
        if (isAboutErased(event, isErased)) settled.erased.add(keyOf(event))
        return !settled.erased.has(keyOf(event))
      })
    const deadline = performance.now() + contentionTimeoutMs
    for (let waiting = [...events]; ; ) {
      const claimedAt = performance.now()
      const claim = await claims.claim(waiting)
      const decidedInMs = performance.now() - claimedAt
      try {
        const first = await asFirstStored(ofOthers(claim.owned, claim.isErased), claim.interrupted, claim.isErased)
        const ready = ofOthers(first.events, first.isErased).map((event) => withoutErasedIds(event, first.isErased))
        await claim.withdraw(claim.owned.filter((event) => settled.erased.has(keyOf(event))))
        if (performance.now() - claimedAt > (claimSeconds * 1_000) / 2)
          throw new IngestOverloadedError('The database is too slow: a claim on events ran out.')
        const shaped = ready.map((event) => event.shaped)
        const refused = new Set(await store(shaped, claimedAt))
        for (const event of ready) (refused.has(event.shaped) ? settled.refused : settled.stored).add(keyOf(event))
      } catch (error) {
        await claim.withdraw(claim.owned).catch(() => undefined)
        throw error
      }
      waiting = ofOthers(claim.contended, claim.isErased)
      if (waiting.length === 0) return settled
      if (performance.now() > deadline) {
        for (const event of waiting) settled.contended.add(keyOf(event))
        return settled
      }
      // A random pause: two instances that withdrew at the same time must not meet again, however slow the database is.
      await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * Math.max(130, 3 * decidedInMs)))
    }
  }

  return {
    prepare: intakes.prepare,

    /** Resolves with one outcome per delivery after everything is stored that could be. */
    async write(deliveries: readonly Delivery[]): Promise<Outcome[]> {
      const taken = await intakes.of(deliveries)
      const kept = await quarantine(taken.flatMap(({ bad }) => bad))
      const seen = new Set<string>()
      const isFirst = (event: KeyedEvent) => !seen.has(keyOf(event)) && seen.add(keyOf(event))
      const fresh = taken.map(({ events }) => events.filter(isFirst))
      const { stored, refused, contended, erased } = await settle(fresh.flat())
      return taken.map(({ delivery, events, bad, ...intake }, index) => {
        // Also of an event that came earlier in the group: that one is not stored, so this is no repetition of it.
        if (events.some((event) => contended.has(keyOf(event))))
          return new IngestOverloadedError('Another instance is storing these events. Try again.')
        const keys = (fresh[index] ?? []).map(keyOf)
        const count = (some: ReadonlySet<string>) => keys.filter((key) => some.has(key)).length
        const [dropped, droppedRejects] = [{ ...intake.dropped }, { ...intake.droppedRejects }]
        const erasedBad = bad.filter((one) => !kept.has(one))
        for (const { reason } of erasedBad) add(droppedRejects, reason)
        add(dropped, 'erased', count(erased) + erasedBad.length)
        const outcome = {
          accepted: count(stored),
          quarantined: count(refused) + bad.length - erasedBad.length,
          ...(Object.keys(dropped).length > 0 ? { dropped } : {}),
          ...(Object.keys(droppedRejects).length > 0 ? { droppedRejects } : {}),
          ...(erasedBad.length > 0 ? { erasedRejects: erasedBad.length } : {}),
        }
        const others = outcome.accepted + outcome.quarantined + countDropped({ ...outcome, duplicates: 0 })
        return { ...outcome, duplicates: delivery.events.length + delivery.rejected.length - others }
      })
    },
  }
}

const idsOf = ({ location_id, ids }: NamingEvent) => ids.map((id) => ({ location_id, id }))

const isAboutErased = ({ location_id, shaped }: KeyedEvent, isErased: IsErased) =>
  subjectsOf(shaped.event).some((id) => isErased({ location_id, id }))

/** An event of somebody else may still name an erased id, such as that of a device that both used. */
function withoutErasedIds(event: KeyedEvent, isErased: IsErased): KeyedEvent {
  const { location_id, shaped } = event
  if (!idsOf(event).some(isErased)) return event
  return { ...event, shaped: shapedWithoutIds(shaped, (id) => isErased({ location_id, id })) }
}

/** Keys of events. */
interface Settled {
  stored: Set<string>
  refused: Set<string>
  contended: Set<string>
  erased: Set<string>
}
