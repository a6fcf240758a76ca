import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type Check, counted, problem, warning } from './check.ts'

const lastDay = `
SELECT location_id, reason, count() AS n
FROM
(
    SELECT location_id, reason, received_at FROM events_quarantine
    UNION ALL SELECT location_id, concat('identity mapping: ', reason), received_at FROM identity_mappings_quarantine
    UNION ALL SELECT location_id, concat('error: ', reason), received_at FROM errors_quarantine
    UNION ALL SELECT location_id, concat('ad cost: ', reason), received_at FROM ad_costs_quarantine
)
WHERE received_at >= {since:DateTime64(3, 'UTC')}
GROUP BY location_id, reason
ORDER BY n DESC, location_id, reason`

const accepted = `
SELECT location_id, uniqExact(event_hash) AS n
FROM arrivals
WHERE received_at >= {since:DateTime64(3, 'UTC')}
GROUP BY location_id`

/** A few bad events are a front end's, many are a release's. */
const [minRows, warnAbove, problemAbove] = [20, 0.01, 0.1]

export const quarantine: Check = {
  name: 'quarantine',
  title: 'hardly anything of the last day is in quarantine',
  needsSchema: true,
  async run({ rows, now }) {
    const since = { since: toClickHouseTime(new Date(now() - 86_400_000)) }
    const taken = new Map(
      (await rows<{ location_id: string; n: string }>(accepted, since)).map(({ location_id, n }) => [
        location_id,
        Number(n),
      ]),
    )
    const kept = await rows<{ location_id: string; reason: string; n: string }>(lastDay, since)
    return kept.flatMap(({ location_id, reason, n }) => {
      const share = Number(n) / (Number(n) + (taken.get(location_id) ?? 0))
      if (Number(n) < minRows || share < warnAbove) return []
      const say = share >= problemAbove ? problem : warning
      return say(
        `${counted(n, 'row')} of ${location_id} went to quarantine on the last day (${Math.round(share * 100)}%): ${reason}.`,
        'Read `raw` and `detail` of the quarantine table, mend what sends them, and send them again under their uuids.',
      )
    })
  },
}
