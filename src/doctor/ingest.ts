import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type Check, counted, warning } from './check.ts'

/**
 * Events that were stored, but not all that they say elsewhere: their writer was interrupted, and nobody sent them
 * again.
 */
const half = `
SELECT location_id, uniqExact(uuid) AS n
FROM events
WHERE received_at >= {since:DateTime64(3, 'UTC')} AND received_at < {until:DateTime64(3, 'UTC')}
    AND (location_id, uuid) NOT IN (
        SELECT location_id, uuid FROM event_ids WHERE received_at >= {since:DateTime64(3, 'UTC')} - INTERVAL 1 DAY)
GROUP BY location_id
ORDER BY n DESC, location_id
LIMIT 5`

const day = 86_400_000

export const ingest: Check = {
  name: 'ingest',
  title: 'every event of the last week is stored with all that it says',
  needsSchema: true,
  async run({ rows, now }) {
    const time = (ms: number) => toClickHouseTime(new Date(ms))
    const params = { since: time(now() - 7 * day), until: time(now() - 3_600_000) }
    return (await rows<{ location_id: string; n: string }>(half, params)).map(({ location_id, n }) =>
      warning(
        `${counted(n, 'event')} of ${location_id} were stored half: they were never acknowledged, and their identities or errors may be missing.`,
        'Send or import them again under the same uuids, which completes them. Until then totals may differ by them: some answers count them already.',
      ),
    )
  },
}
