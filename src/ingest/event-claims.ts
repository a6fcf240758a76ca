import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { ErasedIds, IsErased } from '../privacy/erased-ids.ts'
import { askStatement } from '../sql/ask-statement.ts'
import type { Statements } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { claimSeconds } from './claim-seconds.ts'
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
  /** Claims events that may be stored already; what is known of them is read after that. */
  claim<E extends NamingEvent>(events: readonly E[]): Promise<Claim<E>>
  /** The rows of events as they were first stored, by `keyOf`. */
  storedRows(events: readonly EventKey[]): Promise<Map<string, Statements['stored-events']['row']>>
}

interface Claim<E> {
  /** Those that may be stored now, by who has the claim alone. */
  owned: E[]
  /** Those of `owned` that were claimed once before, and perhaps stored half. */
  interrupted: E[]
  /** Those that somebody else claims at the same time: nobody has them for the moment. */
  contended: E[]
  /** As it was after the claim: an erasure that begins later waits for the claim. */
  isErased: IsErased
  /** Gives events up, after a failure: others, and the sender's retry here, need not wait until the claim ends. */
  withdraw(events: readonly E[]): Promise<void>
}

type Known = Statements['known-events']['row']

export const keyOf = ({ location_id, uuid }: EventKey) => `${location_id}\n${uuid}`
const byKey = <R extends EventKey>(rows: readonly R[]) => new Map(rows.map((row) => [keyOf(row), row]))
const keysOf = (events: readonly EventKey[]) => ({
  location_ids: [...new Set(events.map(({ location_id }) => location_id))],
  uuids: events.map(({ uuid }) => uuid),
})

/**
 * The protocol by which instances that share nothing but ClickHouse store an event once. Everybody claims first and
 * reads back then: of two that claim the same event at least one sees the other's claim, withdraws its own and tries
 * again later.
 * @param claimsSince Claims before it are dead: an embedded engine has one process, so all older ones are of processes
 * that ended.
 */
export function createEventClaims(
  client: ClickHouseClient,
  insert: InsertRows,
  erasedIds: ErasedIds,
  claimsSince: Date,
): EventClaims {
  const knownEvents = askStatement(client, 'known-events')
  const storedEvents = askStatement(client, 'stored-events')
  const withdrawals = createClaimWithdrawals(insert, claimSeconds)

  const known = async (events: readonly EventKey[], claim_id: string) =>
    byKey(
      await knownEvents({
        ...keysOf(events),
        claim_id,
        claim_seconds: claimSeconds,
        claims_since: toClickHouseTime(claimsSince),
      }),
    )

  const erasedAmong = (events: readonly NamingEvent[]) =>
    erasedIds.among(events.flatMap(({ location_id, ids }) => ids.map((id) => ({ location_id, id }))))

  return {
    async claim(events) {
      await withdrawals.catchUp()
      const claim_id = randomUUID()
      const claims = events.map(({ location_id, uuid }) => ({ location_id, uuid, claim_id, withdrawn: false }))
      try {
        await insert('event_claims', claims)
        const [rows, isErased] = await Promise.all([known(events, claim_id), erasedAmong(events)])
        const withdraw = (given: readonly EventKey[]) => {
          const keys = new Set(given.map(keyOf))
          return withdrawals.withdraw(claims.filter((claim) => keys.has(keyOf(claim))))
        }
        const found = events.map((event) => ({ event, row: rows.get(keyOf(event)) })).filter(({ row }) => !row?.stored)
        const isOwned = ({ row }: { row: Known | undefined }) => Number(row?.live_claims) === 1
        const owned = found.filter(isOwned)
        const contended = found.filter((one) => !isOwned(one)).map(({ event }) => event)
        await withdraw(contended)
        const interrupted = owned.filter(({ row }) => row?.claimed).map(({ event }) => event)
        return { owned: owned.map(({ event }) => event), interrupted, contended, isErased, withdraw }
      } catch (error) {
        // They may have been written all the same.
        withdrawals.withdrawLater(claims)
        throw error
      }
    },

    storedRows: async (events) => byKey(await storedEvents(keysOf(events))),
  }
}
