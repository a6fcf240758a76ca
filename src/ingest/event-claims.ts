import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { ErasedIds, IsErased } from '../privacy/erased-ids.ts'
import type { Statements } from '../sql/generated.ts'
import { toClickHouseTime } from '../sql/run.ts'
import { readStatements } from '../sql/statement.ts'
import { createClaimWithdrawals } from './claim-withdrawals.ts'
import type { InsertRows } from './insert-rows.ts'

export interface EventKey {
  location_id: string
  uuid: string
}

/** An event with the ids of people that it names. */
export interface NamingEvent extends EventKey {
  ids: readonly string[]
}

export interface EventClaims {
  /** Sorts events by what is known of them. */
  examine<E extends NamingEvent>(events: readonly E[]): Promise<Examined<E>>
  /** Claims events; those that somebody else claims at the same time are left out, and nobody has them for the moment. */
  claim<E extends NamingEvent>(events: readonly E[]): Promise<Claim<E>>
  /** The rows of events as they were first stored, by `keyOf`. */
  storedRows(events: readonly EventKey[]): Promise<Map<string, Statements['stored-events']['row']>>
}

export interface Claim<E> {
  events: E[]
  /** As it was after the claim: an erasure that begins later waits for the claim. */
  isErased: IsErased
  /** Gives events up, after a failure: others, and the sender's retry here, need not wait until the claim ends. */
  withdraw(events: readonly E[]): Promise<void>
}

export interface Examined<E> {
  stored: E[]
  /** Another instance is about to store them. */
  contended: E[]
  free: E[]
  /** Those of `free` that were claimed once, and perhaps stored half. */
  interrupted: E[]
  isErased: IsErased
}

/** A ClickHouse server takes a parameter of at most 128 KiB (http_max_field_value_size). */
const lookupSize = 2_000
/** How long an instance that claimed an event has the right to store it. */
export const claimSeconds = 30

type Known = Statements['known-events']['row']

export const keyOf = ({ location_id, uuid }: EventKey) => `${location_id}\n${uuid}`

/**
 * The protocol by which instances that share nothing but ClickHouse store an event once. Everybody claims first and reads
 * back then: of two that claim the same event at least one sees the other's claim, withdraws its own and tries again later.
 * @param claimsSince Claims before it are dead: an embedded engine has one process, so all older ones are of processes that ended.
 */
export function createEventClaims(
  client: ClickHouseClient,
  insert: InsertRows,
  erasedIds: ErasedIds,
  claimsSince: Date,
): EventClaims {
  const statements = readStatements()
  const withdrawals = createClaimWithdrawals(insert, claimSeconds)

  async function read<T>(statement: 'known-events' | 'stored-events', events: readonly EventKey[]): Promise<T[]> {
    const rows: T[] = []
    for (let start = 0; start < events.length; start += lookupSize) {
      const part = events.slice(start, start + lookupSize)
      const result = await client.query({
        query: statements.get(statement)?.text ?? '',
        query_params: {
          location_ids: [...new Set(part.map((event) => event.location_id))],
          uuids: part.map((event) => event.uuid),
          ...(statement === 'known-events'
            ? { claim_seconds: claimSeconds, claims_since: toClickHouseTime(claimsSince) }
            : {}),
        },
        format: 'JSONEachRow',
      })
      rows.push(...(await result.json<T>()))
    }
    return rows
  }

  const known = async (events: readonly EventKey[]) =>
    new Map((await read<Known>('known-events', events)).map((row) => [keyOf(row), row]))

  const erasedAmong = (events: readonly NamingEvent[]) =>
    erasedIds.among(events.flatMap(({ location_id, ids }) => ids.map((id) => ({ location_id, id }))))

  return {
    async examine(events) {
      await withdrawals.catchUp()
      const [rows, isErased] = await Promise.all([known(events), erasedAmong(events)])
      const row = (event: EventKey) => rows.get(keyOf(event))
      const unstored = events.filter((event) => !row(event)?.stored)
      const free = unstored.filter((event) => Number(row(event)?.live_claims ?? 0) === 0)
      return {
        stored: events.filter((event) => row(event)?.stored),
        contended: unstored.filter((event) => Number(row(event)?.live_claims ?? 0) > 0),
        free,
        interrupted: free.filter((event) => row(event)?.claimed),
        isErased,
      }
    },

    async claim(events) {
      const claim_id = randomUUID()
      const claims = events.map(({ location_id, uuid }) => ({ location_id, uuid, claim_id, withdrawn: false }))
      try {
        await insert('event_claims', claims)
        const [rows, isErased] = await Promise.all([known(events), erasedAmong(events)])
        const isOurs = (event: EventKey) => {
          const row = rows.get(keyOf(event))
          return row !== undefined && !row.stored && Number(row.live_claims) === 1
        }
        await withdrawals.withdraw(claims.filter((claim) => !isOurs(claim)))
        return {
          events: events.filter(isOurs),
          isErased,
          withdraw: (given) => {
            const keys = new Set(given.map(keyOf))
            return withdrawals.withdraw(claims.filter((claim) => keys.has(keyOf(claim))))
          },
        }
      } catch (error) {
        // They may have been written all the same.
        withdrawals.withdrawLater(claims)
        throw error
      }
    },

    async storedRows(events) {
      const rows = await read<Statements['stored-events']['row']>('stored-events', events)
      return new Map(rows.map((row) => [keyOf(row), row]))
    },
  }
}
