import { randomUUID } from 'node:crypto'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type BackgroundInsertDeps, createBackgroundInsert } from './background-insert.ts'

/** What a door did not store as new. What it did is counted where it is stored. */
type UnstoredOutcome = 'duplicate' | 'quarantined' | 'rejected' | 'dropped'

export interface IngestStats {
  /** Counts events (of `rejected`: requests) of a location; the reason is of a closed list, '' for duplicates. */
  count(locationId: string, outcome: UnstoredOutcome, reason: string, count?: number): void
  /** Resolves when the last counts are stored, or could not be. */
  close(): Promise<void>
}

export interface IngestStatsDeps extends BackgroundInsertDeps {
  now?: () => number
  /** Different counts that wait at most, should ClickHouse be away; what does not fit is lost. */
  maxWaiting?: number
  onLost?: (count: number) => void
}

type Waiting = Omit<Tables['ingest_stats'], 'count' | 'batch_id'> & { count: number }

/**
 * Counts per location and minute in memory and adds them to `ingest_stats` every second, so that no acknowledgement
 * waits for it: a kill loses the counts of that second.
 */
export function createIngestStats({
  now = Date.now,
  maxWaiting = 50_000,
  onLost,
  ...deps
}: IngestStatsDeps): IngestStats {
  let waiting = new Map<string, Waiting>()
  const background = createBackgroundInsert('ingest_stats', take, deps)

  function take(): Tables['ingest_stats'][] {
    const batch_id = randomUUID()
    const rows = [...waiting.values()].map((row) => ({ ...row, count: String(row.count), batch_id }))
    waiting = new Map()
    return rows
  }

  return {
    count(location_id, outcome, reason, count = 1) {
      if (count === 0) return
      const bucket_start = toClickHouseTime(new Date(Math.floor(now() / 60_000) * 60_000))
      const key = JSON.stringify([location_id, bucket_start, outcome, reason])
      const row = waiting.get(key)
      if (row !== undefined) row.count += count
      else if (waiting.size >= maxWaiting) return onLost?.(count)
      else waiting.set(key, { location_id, bucket_start, outcome, reason, count })
      background.wake()
    },
    close: background.close,
  }
}
