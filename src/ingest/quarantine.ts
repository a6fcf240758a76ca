import { v5 as uuidV5 } from 'uuid'
import type { Tables } from '../sql/generated.ts'
import { firstBytes } from '../text-bytes.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { RejectedEvent } from './captured-event.ts'

const namespace = 'b2f4a1de-51c7-5c0e-9a43-7d5b0f6a2e90'

/**
 * The row of a rejected event; the same bad event sent again is the same row. Longer raw texts than `maxBytes` are cut.
 */
export function quarantineRow(
  locationId: string,
  { reason, detail, raw }: RejectedEvent,
  receivedAt: Date,
  maxBytes: number,
): Tables['events_quarantine'] {
  return {
    location_id: locationId,
    quarantine_id: uuidV5(JSON.stringify([locationId, reason, raw]), namespace),
    received_at: toClickHouseTime(receivedAt),
    reason,
    detail,
    raw: firstBytes(raw, maxBytes).toWellFormed(),
  }
}
