import type { Logger } from '../log.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import { IngestOverloadedError } from './captured-event.ts'
import { claimSeconds } from './event-claims.ts'
import type { InsertRows } from './insert-rows.ts'
import { quarantineRow } from './quarantine.ts'
import { derivedRows, type ShapedEvent } from './shaped-event.ts'

export interface StoreEventsDeps {
  insert: InsertRows
  log: Logger
  now: () => number
  quarantineMaxBytes: number
}

/** Stores claimed events; one that the engine cannot take is found by halving, goes to quarantine alone, and is returned. */
export type StoreEvents = (events: readonly ShapedEvent[], claimedAt: number) => Promise<ShapedEvent[]>

export function createStoreEvents({ insert, log, now, quarantineMaxBytes }: StoreEventsDeps): StoreEvents {
  async function store(events: readonly ShapedEvent[], claimedAt: number): Promise<void> {
    const derived = derivedRows(events)
    await insert(
      'events',
      events.map(({ row }) => row),
    )
    // An erasure waits for claims that live, and for inserts that run: none may begin after its claim has ended.
    if (performance.now() - claimedAt > claimSeconds * 1_000)
      throw new IngestOverloadedError('The database is too slow: a claim on events ran out.')
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

  async function quarantineUnstorable({ event, row }: ShapedEvent): Promise<void> {
    const reason = 'not_storable'
    log.warn({ locationId: row.location_id, reason }, 'an event cannot be stored and goes to quarantine')
    const rejected = { reason, detail: 'The database refuses this event.', raw: JSON.stringify(event) } as const
    await insert('events_quarantine', [quarantineRow(row.location_id, rejected, new Date(now()), quarantineMaxBytes)])
  }

  return async function storeOrQuarantine(events, claimedAt): Promise<ShapedEvent[]> {
    if (events.length === 0) return []
    try {
      await store(events, claimedAt)
      return []
    } catch (error) {
      if (!isDataError(error)) throw error
      const [only, second] = events
      if (only !== undefined && second === undefined) {
        await quarantineUnstorable(only)
        return [only]
      }
      const middle = Math.ceil(events.length / 2)
      const refused = await storeOrQuarantine(events.slice(0, middle), claimedAt)
      return [...refused, ...(await storeOrQuarantine(events.slice(middle), claimedAt))]
    }
  }
}

/** Parse and conversion errors: the fault of a row, not of the server. */
const dataErrorCodes = new Set('6 26 27 32 33 38 41 53 69 70 72 117 131 321 349 376 691'.split(' '))

const isDataError = (error: unknown) => dataErrorCodes.has(databaseErrorCode(error) ?? '')
