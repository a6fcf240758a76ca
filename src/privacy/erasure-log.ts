import type { ClickHouseClient } from '@clickhouse/client'
import { select } from '../clickhouse/select.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type ErasureRef, paramsOf } from './erasure-rows.ts'

type ErasureState = 'running' | 'erased' | 'purged'

export interface Subject {
  distinct_id: string
  is_user: boolean
}

interface ErasureNote {
  state: ErasureState
  requestedBy: string
  requestedAt: Date
  idHashes?: readonly string[]
  removed?: Readonly<Record<string, number>>
}

/** What is remembered of erasures: their subjects while they run, and the audit for ever. */
export interface ErasureLog {
  note(ref: ErasureRef, note: ErasureNote): Promise<void>
  /** Rows removed so far, by table; of a table that was counted twice, after an interruption, the greater number. */
  removed(ref: ErasureRef): Promise<Record<string, number>>
  addSubjects(ref: ErasureRef, subjects: readonly Subject[]): Promise<void>
  subjects(ref: ErasureRef): Promise<Subject[]>
  /** The erasure that is at work on an id, or was interrupted. */
  runningOn(locationId: string, id: string): Promise<ErasureRef | undefined>
  /** Erasures that run and were not heard of for so long, with who asked for them. */
  interrupted(silentMs: number): Promise<(ErasureRef & { requestedBy: string; requestedAt: Date })[]>
  /** Erasures whose rows are masked and may still be on the disk. */
  unpurged(): Promise<(ErasureRef & { requestedBy: string; requestedAt: Date })[]>
}

export function createErasureLog(client: ClickHouseClient, insert: InsertRows): ErasureLog {
  async function inState(condition: string, params: Record<string, unknown>) {
    const rows = await select<{ location_id: string; id: string; requested_by: string; requested_at: string }>(
      client,
      `SELECT location_id, toString(erasure_id) AS id, any(erasures.requested_by) AS requested_by, min(erasures.requested_at) AS requested_at
      FROM erasures GROUP BY location_id, erasure_id HAVING ${condition} ORDER BY requested_at`,
      params,
    )
    return rows.map(({ location_id, id, requested_by, requested_at }) => ({
      locationId: location_id,
      erasureId: id,
      requestedBy: requested_by,
      requestedAt: new Date(requested_at),
    }))
  }

  return {
    async note(ref, { state, requestedBy, requestedAt, idHashes = [], removed = {} }) {
      await insert('erasures', [
        {
          location_id: ref.locationId,
          erasure_id: ref.erasureId,
          state,
          requested_by: requestedBy,
          requested_at: toClickHouseTime(requestedAt),
          id_hashes: [...idHashes],
          removed: Object.fromEntries(Object.entries(removed).map(([table, rows]) => [table, String(rows)])),
        },
      ])
    },
    async removed(ref) {
      const [row] = await select<{ removed: Record<string, string> }>(
        client,
        `SELECT maxMap(erasures.removed) AS removed FROM erasures
        WHERE location_id = {location:String} AND erasure_id = {erasure:UUID}`,
        paramsOf(ref),
      )
      return Object.fromEntries(Object.entries(row?.removed ?? {}).map(([table, rows]) => [table, Number(rows)]))
    },
    addSubjects: ({ locationId, erasureId }, subjects) =>
      insert(
        'erasure_subjects',
        subjects.map((subject) => ({ location_id: locationId, erasure_id: erasureId, ...subject })),
      ),
    subjects: (ref) =>
      select<Subject>(
        client,
        `SELECT distinct_id, max(erasure_subjects.is_user)::Bool AS is_user FROM erasure_subjects
        WHERE location_id = {location:String} AND erasure_id = {erasure:UUID} GROUP BY distinct_id ORDER BY distinct_id`,
        paramsOf(ref),
      ),
    async runningOn(locationId, id) {
      const [row] = await select<{ id: string }>(
        client,
        `SELECT toString(erasure_id) AS id FROM erasure_subjects
        WHERE location_id = {location:String} AND distinct_id = {id:String} ORDER BY erasure_id LIMIT 1`,
        { location: locationId, id },
      )
      return row && { locationId, erasureId: row.id }
    },
    interrupted: (silentMs) =>
      inState(`max(state) = 'running' AND max(at) <= now64(3, 'UTC') - toIntervalMillisecond({silent_ms:UInt32})`, {
        silent_ms: silentMs,
      }),
    unpurged: () => inState(`max(state) = 'erased'`, {}),
  }
}
