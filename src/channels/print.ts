/**
 * Writes `ddl/011_visits.sql`, the view that applies own rules of locations to sessions, and `ddl/014_touches.sql`,
 * which names touches by a dimension. Run by `npm run generate`.
 */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { platformOfParameter } from '../schema/ad-platform.ts'
import { ownRulesSql } from './to-sql.ts'

const merged = 'merged_sessions(location_ids = {location_ids:Array(String)})'

function write(file: string, text: string): void {
  const head = '-- Written by src/channels/print.ts from the tables in src/. Do not edit.\n'
  writeFileSync(fileURLToPath(new URL(`../../ddl/${file}`, import.meta.url)), head + text)
}

write(
  '011_visits.sql',
  `-- Merged sessions, classified by the location's own rules where it has some. Who knows that the asked locations have none reads
-- merged_sessions instead, with the same answer: see src/sql/expand-views.ts.
CREATE VIEW visits AS
${ownRulesSql({ from: merged, locationId: 'location_id', touch: 'touch', hasVisit: 'has_visit' })}
`,
)

const list = (texts: readonly string[]) => `[${texts.map((text) => `'${text}'`).join(', ')}]`
const parameters = list(Object.keys(platformOfParameter))
const platforms = list(Object.values(platformOfParameter))

// Nested if() instead of multiIf(): with a constant condition it is folded away, and the columns of the other branches
// with it.
const dimensionValue = [
  ['CHANNEL', 'channel'],
  ['CHANNEL_GROUP', 'channel_group'],
  ['UTM_SOURCE', 'utm_source'],
  ['UTM_MEDIUM', 'utm_medium'],
  ['UTM_CAMPAIGN', 'utm_campaign'],
  ['REFERRING_DOMAIN', 'referring_domain'],
  ['LANDING_PATHNAME', 'touch.landing_pathname'],
].reduceRight(
  (otherwise, [dimension, value]) => `if({dimension:String} = '${dimension}', ${value},\n        ${otherwise})`,
  `transform(arrayFirst(parameter -> mapContains(touch.click_ids, parameter), ${parameters}),
            ${parameters},
            ${platforms}, '')`,
)

write(
  '014_touches.sql',
  `-- The touches of users, one per session that a visitor opened, in the time of the session's start, named by a dimension
-- (CHANNEL, CHANNEL_GROUP, UTM_SOURCE, UTM_MEDIUM, UTM_CAMPAIGN, REFERRING_DOMAIN, LANDING_PATHNAME, else AD_PLATFORM). A touch
-- without a value of the dimension is 'direct' if its channel is, else '(none)'.
CREATE VIEW touches AS
SELECT
    location_id,
    user_id,
    session_key,
    session_id,
    started_at AS touched_at,
    channel = 'direct' AS is_direct,
    multiIf(value != '', value, is_direct, 'direct', '(none)') AS key
FROM
(
    SELECT
        location_id, user_id, session_key, session_id, started_at, channel,
        ${dimensionValue} AS value
    FROM sessions(location_ids = {location_ids:Array(String)})
    WHERE has_visit
)
`,
)
