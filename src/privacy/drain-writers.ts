import { setTimeout as sleep } from 'node:timers/promises'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { select } from '../clickhouse/select.ts'
import { claimSeconds } from '../ingest/claim-seconds.ts'
import { insertsInFlight } from '../rebuild/in-flight.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'

/**
 * Resolves when everything that any instance was about to store for a location is stored, given up, or can no longer be
 * stored. Who stores claims first and asks then what is suppressed: what was suppressed before this call is stored by
 * nobody after it.
 */
export async function drainWriters(clickhouse: ClickHouse, locationId: string): Promise<void> {
  const deadline = performance.now() + claimSeconds * 1_000
  let waitingFor = await openClaims(clickhouse, locationId)
  for (let pauseMs = 5; waitingFor.size > 0 && performance.now() < deadline; pauseMs = Math.min(pauseMs * 2, 500)) {
    await sleep(pauseMs)
    const open = await openClaims(clickhouse, locationId)
    waitingFor = new Set([...waitingFor].filter((claim) => open.has(claim)))
  }
  await insertsInFlight(clickhouse)
}

/** Claims that live, of events that are not stored completely. */
async function openClaims({ client, exclusiveSince }: ClickHouse, locationId: string): Promise<Set<string>> {
  const rows = await select<{ claim: string }>(
    client,
    `SELECT concat(toString(uuid), toString(claim_id)) AS claim
    FROM event_claims
    WHERE location_id = {location:String}
    GROUP BY uuid, claim_id
    HAVING NOT max(withdrawn)
      AND max(claimed_at) >= greatest(now64(3, 'UTC') - toIntervalSecond({seconds:UInt32}), {since:DateTime64(3, 'UTC')})
      AND uuid NOT IN (SELECT uuid FROM event_ids WHERE location_id = {location:String} AND uuid IN (
        SELECT uuid FROM event_claims WHERE location_id = {location:String} AND claimed_at >= now64(3, 'UTC') - toIntervalSecond({seconds:UInt32})))`,
    { location: locationId, seconds: claimSeconds, since: toClickHouseTime(exclusiveSince ?? new Date(0)) },
  )
  return new Set(rows.map(({ claim }) => claim))
}
