import { expect } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { select } from '../testkit/engine.ts'

/** Events over three months: of 20 people, half of them identified, with and without session ids. */
export function history(from: number, to: number) {
  return Array.from({ length: to - from }, (_, index) => {
    const n = from + index
    const person = n % 20
    const identifies = n % 7 === 3 && person < 10
    return {
      uuid: `018a981f-4b35-7c66-825e-${String(n).padStart(12, '0')}`,
      event: identifies ? '$identify' : n % 11 === 5 ? '$exception' : '$pageview',
      distinct_id: identifies ? `user-${person}` : `anon-${person}`,
      timestamp: new Date(Date.UTC(2026, n % 3, 1 + (n % 28), n % 24, n % 60)).toISOString(),
      properties: {
        $lib: 'web',
        $current_url: `https://shop.example/p${n % 5}?gclid=G${n % 4}`,
        ...(n % 2 === 0 ? { $session_id: `session-${person}-${n % 3}` } : {}),
        ...(n % 7 === 3 ? { $anon_distinct_id: `anon-${person}`, $set: { plan: `p${n % 3}` } } : {}),
      },
    }
  })
}

/** The same events as the writer takes them. */
export const captured = (from: number, to: number) =>
  history(from, to).map(({ uuid, event, distinct_id, timestamp, properties }) => ({
    uuid,
    event,
    distinctId: distinct_id,
    timestampMs: Date.parse(timestamp),
    properties,
  }))

/** Compares what is kept in derived tables with what the landing tables hold, without the views. */
export async function expectDerivedFromLanding(clickhouse: ClickHouse, location: string): Promise<void> {
  const [counts] = await select<Record<string, string>>(
    clickhouse,
    `SELECT
      (SELECT uniqExact(uuid) FROM events WHERE location_id = {location:String}) AS landed,
      (SELECT uniqExactArray(event_hashes) FROM user_attribution_summary_mv WHERE location_id = {location:String}) AS users,
      (SELECT uniqExactArray(event_hashes) FROM sessions_mv WHERE location_id = {location:String}) AS sessions,
      (SELECT uniqExactArray(event_hashes) FROM location_metrics_mv WHERE location_id = {location:String}) AS metrics,
      (SELECT uniqExact(uuid) FROM errors WHERE location_id = {location:String}) AS landed_errors,
      (SELECT uniqExactMerge(error_ids) FROM error_groups WHERE location_id = {location:String}) AS errors,
      (SELECT groupUniqArrayArray([anonymous_id, user_id]) FROM identity_mappings
        WHERE location_id = {location:String}) AS landed_ids,
      (SELECT groupUniqArray(distinct_id) FROM user_attribution_summary_mv
        WHERE location_id = {location:String} AND has(landed_ids, distinct_id)) AS ids,
      length(landed_ids) AS landed_id_count,
      length(ids) AS id_count`,
    { location },
  )
  expect(counts).toMatchObject({
    users: counts?.landed,
    sessions: counts?.landed,
    metrics: counts?.landed,
    errors: counts?.landed_errors,
    id_count: counts?.landed_id_count,
  })
}

/** What a rebuild has made and not removed. */
export const leftovers = (clickhouse: ClickHouse) =>
  select(clickhouse, `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE '%rebuild%'`)
