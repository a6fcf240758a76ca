import { type Check, counted, problem } from './check.ts'

/** Of a large database some locations stand for all, others at each run. */
const maxEvents = 5_000_000
const maxLocations = 20

/** What a derived table holds of the events of each location, and what the events say that it should hold. */
const comparisons = [
  {
    table: 'user_attribution_summary_mv',
    derived: 'SELECT location_id, uniqExactArray(event_hashes) AS n FROM user_attribution_summary_mv',
    landing: 'SELECT location_id, uniqExact(uuid) AS n FROM events',
  },
  {
    table: 'location_metrics_mv',
    derived: 'SELECT location_id, uniqExactArray(event_hashes) AS n FROM location_metrics_mv',
    landing: 'SELECT location_id, uniqExact(uuid) AS n FROM events',
  },
  {
    table: 'sessions_mv',
    derived: 'SELECT location_id, uniqExactArray(event_hashes) AS n FROM sessions_mv',
    landing: "SELECT location_id, uniqExactIf(uuid, session_id != '' OR is_visit) AS n FROM events",
  },
  {
    table: 'arrivals',
    derived: 'SELECT location_id, uniqExact(event_hash) AS n FROM arrivals',
    landing: 'SELECT location_id, uniqExact(cityHash64(uuid)) AS n FROM events',
  },
  {
    table: 'error_groups',
    derived: 'SELECT location_id, uniqExactMerge(error_ids) AS n FROM error_groups',
    landing: 'SELECT location_id, uniqExact(uuid) AS n FROM errors',
  },
] as const

export const derivedData: Check = {
  name: 'derived data',
  title: 'sessions, users, KPIs and errors hold what was stored',
  needsSchema: true,
  async run({ rows }) {
    const [size] = await rows<{ events: string }>('SELECT count() AS events FROM events')
    const sampled = Number(size?.events ?? 0) > maxEvents
    const locations = (
      await rows<{ location_id: string }>(
        `SELECT location_id FROM location_metrics_mv GROUP BY location_id
         UNION DISTINCT SELECT location_id FROM events GROUP BY location_id
         ORDER BY ${sampled ? 'rand()' : 'location_id'} LIMIT {limit:UInt32}`,
        { limit: sampled ? maxLocations : 1_000_000 },
      )
    ).map(({ location_id }) => location_id)
    const countsOf = async (query: string) => {
      const where = 'WHERE location_id IN {location_ids:Array(String)} GROUP BY location_id'
      const counts = await rows<{ location_id: string; n: string }>(`${query} ${where}`, { location_ids: locations })
      return new Map(counts.map(({ location_id, n }) => [location_id, Number(n)]))
    }
    const findings = []
    for (const { table, derived, landing } of comparisons) {
      const [there, should] = [await countsOf(derived), await countsOf(landing)]
      const apart = locations.filter((id) => (there.get(id) ?? 0) !== (should.get(id) ?? 0))
      const [first] = apart
      if (first !== undefined)
        findings.push(
          problem(
            `${table} is out of step in ${counted(apart.length, 'location')} of ${locations.length} looked at, as in ${first}: ${there.get(first) ?? 0} instead of ${should.get(first) ?? 0}.`,
            `Look again when no events come in; if it stays, \`attrigraph rebuild --tables ${table}\` derives it again while the gateway serves.`,
          ),
        )
    }
    return findings
  },
}
