/** Writes `ddl/011_visits.sql`, the view that classifies sessions, from the tables of rules. Run by `npm run generate`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { classificationSql } from './to-sql.ts'

const merged = 'merged_sessions(location_ids = {location_ids:Array(String)})'

writeFileSync(
  fileURLToPath(new URL('../../ddl/011_visits.sql', import.meta.url)),
  `-- Written by src/channels/print.ts from the rules in src/channels/. Do not edit.
-- Merged sessions with the classification of their touch.
CREATE VIEW visits AS
${classificationSql({ from: merged, locationId: 'location_id', touch: 'touch', hasVisit: 'has_visit' })}
`,
)
