import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { CostRow } from './cost-row.ts'

/** How many rows one import holds at most: their places share the lower digits of the version. */
export const maxCostRows = 10_000

/**
 * The rows as they are stored. They replace every earlier one of the same day, channel, campaign and source: of the
 * same import the last counts, and `after`, the greatest version so far, is exceeded even where clocks differ or stand
 * still.
 */
export function adCostRows(
  locationId: string,
  rows: readonly CostRow[],
  { now, after = '0', importedBy }: { now: number; after?: string | undefined; importedBy: string },
): Tables['ad_costs'][] {
  const step = BigInt(maxCostRows)
  const [clock, next] = [BigInt(now) * step, (BigInt(after) / step + 1n) * step]
  const base = clock > next ? clock : next
  return rows.map((row, place) => ({
    location_id: locationId,
    date: row.date,
    channel: row.channel,
    campaign: row.campaign,
    source: row.source,
    currency: row.currency,
    cost: row.cost,
    clicks: row.clicks === null ? null : String(row.clicks),
    impressions: row.impressions === null ? null : String(row.impressions),
    version: String(base + BigInt(place)),
    imported_by: importedBy,
    imported_at: toClickHouseTime(new Date(now)),
  }))
}
