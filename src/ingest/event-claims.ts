import { randomUUID } from 'node:crypto'
import type { ClickHouseClient } from '@clickhouse/client'
import type { ErasedIds, IsErased } from '../privacy/erased-ids.ts'
import type { Statements } from '../sql/generated.ts'
import { toClickHouseTime } from '../sql/run.ts'
import { readStatements } from '../sql/statement.ts'
import { IngestOverloadedError } from './captured-event.ts'
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

export interface Claim<E> {
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

/** A ClickHouse server takes a parameter of at most 128 KiB (http_max_field_value_size). */
const lookupSize = 2_000
/** How long an instance that claimed an event has the right to store it. */
export const claimSeconds = 30

type Known = Statements['known-events']['row']

export const keyOf = ({ location_id, uuid }: EventKey) => `${location_id}\n${uuid}`

const locationsOf = (keys: readonly EventKey[]) => [...new Set(keys.map(({ location_id }) => location_id))]

/**
 * The protocol by which instances that share nothing but ClickHouse store an event once. Everybody claims first and reads
 * back then: of two that claim the same event at least one sees the other's claim, withdraws its own and tries again later.
 * What is read is found by the claim, inside the database: to send thousands of ids and hear back of each took longer than to store the events.
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

  async function read<T>(statement: 'known-events' | 'stored-events', params: Record<string, unknown>): Promise<T[]> {
    const result = await client.query({
      query: statements.get(statement)?.text ?? '',
      query_params: params,
      format: 'JSONEachRow',
    })
    return result.json<T>()
  }

  /** What is known of the events of a claim besides that claim. */
  async function known(claims: readonly EventKey[], claim_id: string): Promise<Map<string, Known>> {
    const rows = await read<Known>('known-events', {
      location_ids: locationsOf(claims),
      claim_id,
      claim_seconds: claimSeconds,
      claims_since: toClickHouseTime(claimsSince),
    })
    const seen = rows.reduce((sum, { claim_size }) => sum + Number(claim_size), 0)
    if (seen !== claims.length) throw new IngestOverloadedError('The database is too slow: a claim on events ran out.')
    return new Map(rows.filter(({ uuid }) => uuid !== '').map((row) => [keyOf(row), row]))
  }

  const erasedAmong = (events: readonly NamingEvent[]) =>
    erasedIds.among(events.flatMap(({ location_id, ids }) => ids.map((id) => ({ location_id, id }))))

  return {
    async claim(events) {
      await withdrawals.catchUp()
      const claim_id = randomUUID()
      const claims = events.map(({ location_id, uuid }) => ({ location_id, uuid, claim_id, withdrawn: false }))
      try {
        await insert('event_claims', claims)
        const [rows, isErased] = await Promise.all([known(claims, claim_id), erasedAmong(events)])
        const unstored = events.filter((event) => !rows.get(keyOf(event))?.stored)
        const isContended = (event: EventKey) => Number(rows.get(keyOf(event))?.live_claims ?? 0) > 0
        const withdraw = (given: readonly EventKey[]) => {
          const keys = new Set(given.map(keyOf))
          return withdrawals.withdraw(claims.filter((claim) => keys.has(keyOf(claim))))
        }
        const contended = unstored.filter(isContended)
        await withdraw(contended)
        const owned = unstored.filter((event) => !isContended(event))
        const interrupted = owned.filter((event) => rows.get(keyOf(event))?.claimed)
        return { owned, interrupted, contended, isErased, withdraw }
      } catch (error) {
        // They may have been written all the same.
        withdrawals.withdrawLater(claims)
        throw error
      }
    },

    async storedRows(events) {
      const rows: Statements['stored-events']['row'][] = []
      for (let start = 0; start < events.length; start += lookupSize) {
        const part = events.slice(start, start + lookupSize)
        const params = { location_ids: locationsOf(part), uuids: part.map(({ uuid }) => uuid) }
        rows.push(...(await read<Statements['stored-events']['row']>('stored-events', params)))
      }
      return new Map(rows.map((row) => [keyOf(row), row]))
    },
  }
}
