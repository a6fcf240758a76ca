import { v5 as uuidV5 } from 'uuid'
import type { DropReason, Ingest, RejectedEvent } from '../ingest/captured-event.ts'
import { errorRow } from '../ingest/exception.ts'
import { identityMappingOf, mappingRow } from '../ingest/identity-mapping.ts'
import type { InsertRows } from '../ingest/insert-rows.ts'
import { toldReceipt } from '../ingest/told-receipt.ts'
import type { JsonObject } from '../json/json-value.ts'
import type { ErasedIds } from '../privacy/erased-ids.ts'
import type { PrivacyFilters } from '../privacy/privacy-filters.ts'
import { forEachInSlices } from '../slices.ts'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { firstTimeColumn, idColumn, requiredIdColumn, rowOf, textColumn } from './column-values.ts'
import { fieldsOf, rejectedRow } from './event-rows.ts'
import type { SentRow } from './sent-rows.ts'
import type { WriteRows } from './write-rows.ts'

export interface StatementRowsDeps {
  ingest: Ingest
  insert: InsertRows
  erasedIds: ErasedIds
  privacy: PrivacyFilters
  /** Told of rows that are acknowledged and stored nowhere. */
  onDropped: (locationId: string, reason: DropReason, rows: number) => void
  now: () => number
}

interface DataSource {
  /** When it was; the first that the row has. */
  timeColumns: readonly [string, ...string[]]
  /** Whom it is about: what an event has beside its properties, and no list of denied ones takes away. */
  idColumns: readonly string[]
  /**
   * What it says of them. Two rows that say the same of the same at the same time are one, under whatever settings they
   * come.
   */
  contentColumns: readonly string[]
  /** A row → its rows in the landing tables. @throws RowDefect */
  toLanding(row: JsonObject, origin: Origin): Landed
}

interface Origin {
  location_id: string
  received_at: string
  timestamp: string
  uuid: string
}

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
export function createStatementRows({ ingest, insert, erasedIds, privacy, onDropped, now }: StatementRowsDeps) {
  const writer =
    (source: DataSource): WriteRows =>
    async (rows, { locationId }) => {
      const nowMs = now()
      const origin = { location_id: locationId, received_at: toClickHouseTime(new Date(nowMs)) }
      const filter = (await privacy.of([locationId])).get(locationId)
      let quarantined = 0

      /** @throws RowDefect */
      function land(row: SentRow): Landed | DropReason {
        const sent = rowOf(fieldsOf(row), locationId)
        const timestampMs = firstTimeColumn(sent, source.timeColumns)
        const said = filter?.apply({ timestampMs, properties: sent }, nowMs) ?? { properties: sent }
        if (typeof said === 'string') return said
        const timestamp = toClickHouseTime(new Date(timestampMs))
        const ids = source.idColumns.map((column) => idColumn(sent, column))
        const content = source.contentColumns.map((column) => textColumn(sent, column))
        const uuid = uuidV5(JSON.stringify([locationId, timestamp, ...ids, ...content]), namespace)
        return source.toLanding({ ...said.properties, ...only(source.idColumns, sent) }, { ...origin, timestamp, uuid })
      }

      for (let start = 0; start < rows.length; start += blockSize) {
        const landed: Landed[] = []
        const dropped: DropReason[] = []
        const rejected: RejectedEvent[] = []
        await forEachInSlices(rows.slice(start, start + blockSize), (row) => {
          try {
            const one = land(row)
            if (typeof one === 'string') dropped.push(one)
            else landed.push(one)
          } catch (error) {
            rejected.push(rejectedRow(row, error))
          }
        })
        if (rejected.length > 0)
          quarantined += toldReceipt(await ingest.accept({ locationId, events: [], rejected, sender: {} })).quarantined
        for (const [reason, rows] of countBy(dropped)) onDropped(locationId, reason, rows)
        await storeOfOthers(locationId, landed)
        // Also those of erased people, for the answer does not tell who they are.
        quarantined += landed.filter((one) => one.identity_mappings_quarantine).length
      }
      return { successful_rows: rows.length - quarantined, quarantined_rows: quarantined }
    }

  /** Acknowledges, and stores nowhere, what names somebody who is erased. */
  async function storeOfOthers(location_id: string, landed: readonly Landed[]): Promise<void> {
    if (landed.length === 0) return
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
    if (stored.length < landed.length) onDropped(location_id, 'erased', landed.length - stored.length)
  }

  return { identity_mappings: writer(mappings), errors: writer(errors) }
}

function idsIn({ identity_mappings, identity_mappings_quarantine, errors }: Landed): string[] {
  const mapping = identity_mappings ?? identity_mappings_quarantine
  return [mapping?.anonymous_id, mapping?.user_id, errors?.distinct_id].flatMap((id) => id || [])
}

const countBy = (reasons: readonly DropReason[]) =>
  [...new Set(reasons)].map((reason) => [reason, reasons.filter((one) => one === reason).length] as const)

const only = (columns: readonly string[], row: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(row).filter(([column]) => columns.includes(column)))

/** Weighs as much as an `$identify` at the time it was first seen. */
const mappings: DataSource = {
  timeColumns: ['first_seen', 'last_seen', 'created_at'],
  idColumns: ['anonymous_id', 'user_id'],
  contentColumns: [],
  toLanding(row, origin) {
    const [anonymousId, userId] = [requiredIdColumn(row, 'anonymous_id'), requiredIdColumn(row, 'user_id')]
    const properties = { $anon_distinct_id: anonymousId }
    const mapping = identityMappingOf({ event: '$identify', distinctId: userId, properties })
    if (mapping === undefined) return {}
    const stored = mappingRow(mapping, origin)
    return mapping.illegal === undefined
      ? { identity_mappings: { ...stored, decided_by: '' } }
      : { identity_mappings_quarantine: { ...stored, reason: mapping.illegal } }
  },
}

const errors: DataSource = {
  timeColumns: ['timestamp', 'created_at'],
  idColumns: ['user_id'],
  contentColumns: ['error_type', 'message', 'component', 'request_id'],
  toLanding(row, origin) {
    const properties = Object.fromEntries(this.contentColumns.map((column) => [column, textColumn(row, column)]))
    const distinct_id = idColumn(row, 'user_id')
    const stored = errorRow({ ...origin, event: 'error', distinct_id, session_id: '', is_visit: false }, properties)
    return stored === undefined ? {} : { errors: stored }
  },
}
