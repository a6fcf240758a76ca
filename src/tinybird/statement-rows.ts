import { v5 as uuidV5 } from 'uuid'
import type { Ingest, RejectedEvent } from '../ingest/captured-event.ts'
import { errorRow } from '../ingest/exception.ts'
import { identityMappingOf, mappingRow } from '../ingest/identity-mapping.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import type { JsonObject } from '../json.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import { forEachInSlices } from '../slices.ts'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../sql/run.ts'
import { idColumn, rowOf, storedTimeColumn, textColumn } from './column-values.ts'
import { fieldsOf, rejectedRow } from './event-rows.ts'
import type { WriteRows } from './write-rows.ts'

export interface StatementRowsDeps {
  ingest: Ingest
  insert: InsertRows
  erasedIds: ErasedIds
  /** Told of rows that are acknowledged and stored nowhere, because they name somebody who is erased. */
  onErased: (locationId: string, rows: number) => void
  now: () => number
}

/** A row of a data source → its rows in the landing tables. @throws RowDefect */
type ToLanding = (row: JsonObject, origin: { location_id: string; received_at: string }) => Landed

interface Landed {
  identity_mappings?: Tables['identity_mappings']
  identity_mappings_quarantine?: Tables['identity_mappings_quarantine']
  errors?: Tables['errors']
}

const tables = ['identity_mappings', 'identity_mappings_quarantine', 'errors'] as const
/** Rows that are stored together. */
const blockSize = 5_000
const namespace = '0d6f3c9e-7b0a-5c57-8a2e-41f5f3f0b6a1'

/** Rows of `identity_mappings` and `errors`: what an event would have said, without the event. */
export function createStatementRows({ ingest, insert, erasedIds, onErased, now }: StatementRowsDeps) {
  const writer =
    (toLanding: ToLanding): WriteRows =>
    async (rows, { locationId }) => {
      const origin = { location_id: locationId, received_at: toClickHouseTime(new Date(now())) }
      let quarantined = 0
      for (let start = 0; start < rows.length; start += blockSize) {
        const landed: Landed[] = []
        const rejected: RejectedEvent[] = []
        await forEachInSlices(rows.slice(start, start + blockSize), (row) => {
          try {
            landed.push(toLanding(rowOf(fieldsOf(row), locationId), origin))
          } catch (error) {
            rejected.push(rejectedRow(row, error))
          }
        })
        if (rejected.length > 0)
          quarantined += (await ingest.accept({ locationId, events: [], rejected, sender: {} })).quarantined
        const stored = await storeOfOthers(locationId, landed)
        quarantined += stored.filter((one) => one.identity_mappings_quarantine).length
      }
      return { successful_rows: rows.length - quarantined, quarantined_rows: quarantined }
    }

  /** Acknowledges, and stores nowhere, what names somebody who is erased. Returns what is stored. */
  async function storeOfOthers(location_id: string, landed: readonly Landed[]): Promise<readonly Landed[]> {
    if (landed.length === 0) return []
    const located = (one: Landed) => idsIn(one).map((id) => ({ location_id, id }))
    const stored = await erasedIds.guarded(landed.flatMap(located), async (isErased) => {
      const kept = landed.filter((one) => !located(one).some(isErased))
      for (const table of tables)
        await insert(
          table,
          kept.flatMap((one) => one[table] ?? []),
        )
      return kept
    })
    if (stored.length < landed.length) onErased(location_id, landed.length - stored.length)
    return stored
  }

  return { identity_mappings: writer(toMapping), errors: writer(toError) }
}

function idsIn({ identity_mappings, identity_mappings_quarantine, errors }: Landed): string[] {
  const mapping = identity_mappings ?? identity_mappings_quarantine
  return [mapping?.anonymous_id, mapping?.user_id, errors?.distinct_id].flatMap((id) => id || [])
}

/** Weighs as much as an `$identify` at the time it was first seen. */
const toMapping: ToLanding = (row, origin) => {
  const [anonymousId, userId] = [idColumn(row, 'anonymous_id'), idColumn(row, 'user_id')]
  const timestamp = storedTimeColumn(row, 'first_seen', 'last_seen', 'created_at')
  const properties = { $anon_distinct_id: anonymousId }
  const mapping = identityMappingOf({ event: '$identify', distinctId: userId, properties })
  if (mapping === undefined) return {}
  const uuid = uuidV5(JSON.stringify([origin.location_id, anonymousId, userId, timestamp]), namespace)
  const stored = mappingRow(mapping, { ...origin, timestamp, uuid })
  return mapping.illegal === undefined
    ? { identity_mappings: { ...stored, decided_by: '' } }
    : { identity_mappings_quarantine: { ...stored, reason: mapping.illegal } }
}

const toError: ToLanding = (row, origin) => {
  const timestamp = storedTimeColumn(row, 'timestamp', 'created_at')
  const properties = Object.fromEntries(
    ['error_type', 'message', 'component', 'request_id'].map((column) => [column, textColumn(row, column)]),
  )
  const distinct_id = textColumn(row, 'user_id')
  const uuid = uuidV5(JSON.stringify([origin.location_id, timestamp, properties, distinct_id]), namespace)
  const errors = errorRow({ ...origin, event: 'error', timestamp, uuid, distinct_id, session_id: '' }, properties)
  return errors === undefined ? {} : { errors }
}
