import { toClickHouseTime } from '../time/clickhouse-time.ts'
import { type Check, problem } from './check.ts'

const unfinished = `
SELECT location_id, toString(erasure_id) AS id, toString(max(erasures.state)) AS reached, min(requested_at) AS requested
FROM erasures
GROUP BY location_id, erasure_id
HAVING max(erasures.state) != 'purged' AND requested < {until:DateTime64(3, 'UTC')}
ORDER BY requested
LIMIT 20`

export const erasures: Check = {
  name: 'erasures',
  title: 'every erasure that was asked for has come to its end',
  needsSchema: true,
  async run({ rows, now }) {
    const until = toClickHouseTime(new Date(now() - 3_600_000))
    const found = await rows<{ location_id: string; id: string; reached: string; requested: string }>(unfinished, {
      until,
    })
    return found.map(({ location_id, id, reached, requested }) =>
      problem(
        `The erasure ${id} of ${location_id}, asked for at ${requested}, has come as far as "${reached}".`,
        'A gateway whose database user may delete goes on with it every minute; or repeat `attrigraph erase` (docs/privacy.md).',
      ),
    )
  },
}
