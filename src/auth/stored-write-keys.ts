import type { ClickHouseClient } from '@clickhouse/client'
import type { Logger } from '../log.ts'
import type { Row } from '../sql/run.ts'
import { readStatement } from '../sql/statement.ts'
import { equalHashes, hashWriteKey, isGeneratedWriteKey, writeKeyId } from './write-key.ts'
import { type Answer, createWriteKeyLookups, type LookUp, WriteKeysUnavailableError } from './write-key-lookups.ts'
import type { WriteKeys } from './write-keys.ts'

/** What was created with `createWriteKey` or `attrigraph keys create`. */
export interface StoredWriteKeys extends WriteKeys {
  /** Refuses a key from now on: it was just revoked through this instance. */
  revoked(keyHash: string): void
}

export interface StoredWriteKeysDeps {
  client: ClickHouseClient
  log: Logger
  /** Milliseconds of a clock that only goes forward. */
  clock?: () => number
  /** Instead of the database, in tests. */
  lookUp?: LookUp
}

/**
 * The bound: what was created or revoked elsewhere takes effect here after so long. An older answer is asked for again
 * first.
 */
export const freshMs = 5_000
/** An answer so old still counts, and is asked for again beside it, so that a key in use never waits. */
const refreshMs = 2_500
/** So long after the last answer a known key goes on working while the database cannot be asked. */
export const graceMs = 10 * 60_000
const queryTimeoutMs = 3_000
const maxKnown = 50_000
const maxUnknown = 10_000

/**
 * Write keys in ClickHouse, with a memory of this process in front: a request costs a query only when an answer is too
 * old.
 */
export function createStoredWriteKeys({
  client,
  log,
  clock = () => performance.now(),
  lookUp = createLookUp(client),
}: StoredWriteKeysDeps): StoredWriteKeys {
  const known = new Map<string, { locationId: string; askedAt: number }>()
  const unknown = new Map<string, number>()
  const onFailure = (err: unknown) => log.error({ err }, 'write keys cannot be looked up')
  const lookups = createWriteKeyLookups({ lookUp, onFailure, clock })

  function remember(hash: string, { locationId, askedAt }: Answer): string | undefined {
    // Revoked here after the question: the answer is from before.
    if ((unknown.get(hash) ?? Number.NEGATIVE_INFINITY) >= askedAt) return undefined
    known.delete(hash)
    unknown.delete(hash)
    if (locationId === undefined) put(unknown, maxUnknown, hash, askedAt)
    else put(known, maxKnown, hash, { locationId, askedAt })
    return locationId
  }

  const ask = async (hash: string, isUrgent: boolean) => remember(hash, await lookups.ask(hash, isUrgent))

  return {
    async locationOf(key) {
      if (!isGeneratedWriteKey(key)) return undefined
      const hash = hashWriteKey(key)
      const entry = known.get(hash)
      if (entry === undefined) {
        const askedAt = unknown.get(hash)
        return askedAt !== undefined && clock() - askedAt < freshMs ? undefined : ask(hash, false)
      }
      const age = clock() - entry.askedAt
      if (age < freshMs) {
        if (age >= refreshMs) ask(hash, true).catch(() => undefined)
        return entry.locationId
      }
      return ask(hash, true).catch((error: unknown) => {
        const last = known.get(hash)
        if (error instanceof WriteKeysUnavailableError && last !== undefined && clock() - last.askedAt < graceMs)
          return last.locationId
        throw error
      })
    },
    revoked(hash) {
      known.delete(hash)
      put(unknown, maxUnknown, hash, clock())
    },
  }
}

/** The oldest entry goes first. */
function put<V>(map: Map<string, V>, max: number, key: string, value: V): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.keys()
  if (map.size > max && oldest !== undefined) map.delete(oldest)
}

/** The engine finds keys by their ids; the whole hash is compared here. */
function createLookUp(client: ClickHouseClient): LookUp {
  const statement = readStatement('write-keys-by-id').text
  return async (hashes) => {
    const hashById = new Map(hashes.map((hash) => [writeKeyId(hash), hash]))
    const rows = await inTime(async (signal) => {
      const result = await client.query({
        query: `${statement}\nSETTINGS max_execution_time = ${queryTimeoutMs / 1000}`,
        query_params: { all_locations: true, location_ids: [], key_ids: [...hashById.keys()] },
        format: 'JSONEachRow',
        abort_signal: signal,
      })
      return result.json<Row<'write-keys-by-id'>>()
    })
    return new Map(
      rows
        .filter(({ in_force, key_id, key_hash }) => in_force && equalHashes(hashById.get(key_id) ?? '', key_hash))
        .map(({ key_hash, location_id }) => [key_hash, location_id]),
    )
  }
}

/** The embedded engine does not hear a signal, so its answer is not waited for either. */
async function inTime<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = AbortSignal.timeout(queryTimeoutMs)
  const timeout = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error(`No answer in ${queryTimeoutMs} ms.`)), { once: true })
  })
  const answer = work(signal)
  answer.catch(() => undefined)
  return Promise.race([answer, timeout])
}
