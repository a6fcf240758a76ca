import type { Logger } from '../log.ts'
import { databaseErrorCode } from '../sql/database-error.ts'
import { IngestOverloadedError } from './captured-event.ts'
import { claimSeconds } from './claim-seconds.ts'
import type { InsertRows } from './insert-rows.ts'
import { quarantineRow } from './quarantine.ts'
import { derivedRows, type ShapedEvent } from './shaped-event.ts'

export interface StoreEventsDeps {
  insert: InsertRows
  log: Logger
  now: () => number
  quarantineMaxBytes: number
}

/**
 * Stores claimed events; one that the engine cannot take is found by halving, goes to quarantine alone, and is
 * returned. It throws where the engine takes none of several that are tried alone.
 */
export type StoreEvents = (events: readonly ShapedEvent[], claimedAt: number) => Promise<ShapedEvent[]>

/** So many are tried alone before all others are halved, spread over them. */
const mostSamples = 8

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

  /** Stores all but those that the engine refuses, each with why. */
  async function storeOthers(events: readonly ShapedEvent[], claimedAt: number): Promise<Map<ShapedEvent, unknown>> {
    if (events.length === 0) return new Map()
    try {
      await store(events, claimedAt)
      return new Map()
    } catch (error) {
      if (!isDataError(error)) throw error
      const [only, second] = events
      if (only !== undefined && second === undefined) return new Map([[only, error]])
      const middle = Math.ceil(events.length / 2)
      const refused = await storeOthers(events.slice(0, middle), claimedAt)
      return new Map([...refused, ...(await storeOthers(events.slice(middle), claimedAt))])
    }
  }

  /**
   * Who takes none of several has a fault of its own, such as a view that fails: these are sent again, and stored when
   * it is mended. What the tries left in `events` until then bears repetition, and without its id nobody takes it for
   * complete; so that it is little, however often they are sent, samples tell.
   */
  async function storeSamples(events: readonly ShapedEvent[], claimedAt: number): Promise<Map<ShapedEvent, unknown>> {
    const refused = new Map<ShapedEvent, unknown>()
    for (const event of events)
      for (const [one, error] of await storeOthers([event], claimedAt)) refused.set(one, error)
    const [first] = refused.values()
    if (refused.size === events.length) throw first
    return refused
  }

  async function storeRefused(events: readonly ShapedEvent[], claimedAt: number): Promise<ShapedEvent[]> {
    const apart = Math.ceil(events.length / mostSamples)
    const samples = events.filter((_, place) => place % apart === 0)
    const refused = await storeSamples(samples, claimedAt)
    const sampled = new Set(samples)
    const others = events.filter((event) => !sampled.has(event))
    return [...refused.keys(), ...(await storeOthers(others, claimedAt)).keys()]
  }

  return async (events, claimedAt) => {
    let refused: readonly ShapedEvent[] = []
    try {
      await store(events, claimedAt)
    } catch (error) {
      if (!isDataError(error)) throw error
      refused = events.length === 1 ? events : await storeRefused(events, claimedAt)
    }
    for (const event of refused) await quarantineUnstorable(event)
    return [...refused]
  }
}

/** Parse and conversion errors: the fault of a row, not of the server. */
const dataErrorCodes = new Set('6 26 27 32 33 38 41 53 69 70 72 117 131 321 349 376 691'.split(' '))

const isDataError = (error: unknown) => dataErrorCodes.has(databaseErrorCode(error) ?? '')
