import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { select } from '../clickhouse/select.ts'
import { storesOf } from '../clickhouse/stores.ts'
import type { Logger } from '../log.ts'
import { deleteRows } from '../rebuild/delete-rows.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { deriveAgain } from './erase-derived.ts'
import { cutoffMs } from './retention-cutoff.ts'
import { createSettingsReader } from './settings.ts'
import { tryEach } from './try-each.ts'

/** When a row happened or came, in each table that is written to. `events` last: the rest is found through it. */
const timeColumns = {
  errors: 'timestamp',
  identity_mappings: 'mapped_at',
  identity_mappings_quarantine: 'received_at',
  errors_quarantine: 'received_at',
  events_quarantine: 'received_at',
  events: 'timestamp',
} as const

export interface RetentionReport {
  locationId: string
  rows: number
}

export interface RetentionDeps {
  clickhouse: ClickHouse
  log: Logger
  now?: () => number
  /** Leaves the locations that are still to come. */
  signal?: AbortSignal
}

/**
 * Removes what locations do not keep any longer, from landing tables first; then their derived tables are derived again
 * from what is left, beside the served ones. Safe to run from several instances at once, and after an interruption:
 * what is too old is found by looking, also in derived tables.
 * @returns what was removed, for locations where something was.
 * @throws what the first location failed with, after each was tried.
 */
export async function applyRetention(deps: RetentionDeps): Promise<RetentionReport[]> {
  const { clickhouse, log, signal } = deps
  const reports: RetentionReport[] = []
  await tryEach(
    storesOf(clickhouse, 'Retention'),
    async (store) => {
      await tryEach(
        await limitedLocations(store),
        async ([locationId, retentionDays]) => {
          const rows = await retain(store, locationId, retentionDays, deps)
          if (rows !== undefined) reports.push({ locationId, rows })
        },
        {
          signal,
          onFailure: (err, [locationId]) =>
            log.warn({ err, locationId }, 'what a location keeps no longer is still there; it will be tried again'),
        },
      )
    },
    { signal },
  )
  return reports
}

/** Locations that do not keep everything, and for how many days they do. */
async function limitedLocations({ client }: ClickHouse): Promise<[locationId: string, retentionDays: number][]> {
  const known = await select<{ location_id: string }>(client, 'SELECT DISTINCT location_id FROM privacy_settings')
  const settings = await createSettingsReader(client)(known.map(({ location_id }) => location_id))
  return [...settings].flatMap(([locationId, { retentionDays }]) =>
    retentionDays === null ? [] : [[locationId, retentionDays]],
  )
}

/** Returns how many rows were removed; `undefined`: there was nothing to do. */
async function retain(
  clickhouse: ClickHouse,
  locationId: string,
  retentionDays: number,
  { log, now = Date.now }: RetentionDeps,
): Promise<number | undefined> {
  const params = { location: locationId, cutoff: toClickHouseTime(new Date(cutoffMs(retentionDays, now()))) }
  const rows = await removeOld(clickhouse, params)
  if (rows === 0 && !(await isDerivedFromOlder(clickhouse, params))) return undefined
  await deriveAgain(clickhouse, locationId, undefined)
  log.info({ locationId, rows }, 'what a location keeps no longer was removed')
  return rows
}

type Cutoff = { location: string; cutoff: string }

async function removeOld({ client }: ClickHouse, params: Cutoff): Promise<number> {
  const old = (column: string) => `location_id = {location:String} AND ${column} < {cutoff:DateTime64(3, 'UTC')}`
  // An event of any age that comes again is refused by its age, so nothing needs to know it any more.
  const theirs = `location_id = {location:String} AND uuid IN (SELECT uuid FROM events WHERE ${old('timestamp')})`
  let rows = 0
  for (const table of ['event_ids', 'event_claims']) await deleteRows(client, table, { where: theirs, params })
  for (const [table, column] of Object.entries(timeColumns))
    rows += await deleteRows(client, table, { where: old(column), params })
  return rows
}

/** After an interruption the landing tables are right already. Every event is in a bucket. */
async function isDerivedFromOlder({ client }: ClickHouse, params: Cutoff): Promise<boolean> {
  const [row] = await select<{ old: number }>(
    client,
    `SELECT count() > 0 AS old FROM location_metrics_mv
    WHERE location_id = {location:String} AND bucket_start < toDateTime({cutoff:DateTime64(3, 'UTC')}, 'UTC')`,
    params,
  )
  return Number(row?.old ?? 0) > 0
}
