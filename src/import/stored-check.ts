import type { ClickHouseClient } from '@clickhouse/client'
import type { CapturedEvent } from '../ingest/captured-event.ts'
import { uuidOf } from '../ingest/landing-row.ts'
import { divideLargeValues } from '../sql/large-values.ts'

/** Whether the database holds all of these events, wholly. */
export type StoredCheck = (locationId: string, events: readonly CapturedEvent[]) => Promise<boolean>

const storedOf = `SELECT toString(uniqExact(uuid)) AS n FROM event_ids
WHERE location_id = {location_id:String} AND uuid IN {uuids:Array(UUID)}`

/**
 * A checkpoint knows what was handed over, not what became of the database since: it may have been dropped, or be an
 * older backup. The ids of events follow from what they say, so the database can be asked.
 */
export function createStoredCheck(client: ClickHouseClient): StoredCheck {
  return async (locationId, events) => {
    const uuids = [...new Set(events.map((event) => uuidOf(locationId, event)))]
    const { text, values } = divideLargeValues(storedOf, { location_id: locationId, uuids })
    const result = await client.query({ query: text, query_params: { ...values }, format: 'JSONEachRow' })
    const [row] = await result.json<{ n: string }>()
    return Number(row?.n ?? 0) === uuids.length
  }
}
