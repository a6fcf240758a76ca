import { type Check, counted, warning } from './check.ts'

/** Ids that only statements about identity name are nobody yet. */
const orphans = `
WITH known AS
(
    SELECT location_id, distinct_id
    FROM user_attribution_summary_mv
    GROUP BY location_id, distinct_id
    HAVING max(last_seen) >= min(first_seen)
)
SELECT location_id, uniqExact(anonymous_id) AS mappings
FROM identity_mappings
WHERE user_id != '' AND (location_id, anonymous_id) NOT IN known AND (location_id, user_id) NOT IN known
GROUP BY location_id
ORDER BY mappings DESC, location_id
LIMIT 5`

export const identity: Check = {
  name: 'identity',
  title: 'every identity mapping is about somebody who was seen',
  needsSchema: true,
  async run({ rows }) {
    return (await rows<{ location_id: string; mappings: string }>(orphans)).map(({ location_id, mappings }) =>
      warning(
        `${counted(mappings, 'identity mapping')} of ${location_id} join ids of which no event ever came.`,
        'Compare the ids that the server identifies with those that the front end sends; they may differ in case, or belong to another project.',
      ),
    )
  },
}
