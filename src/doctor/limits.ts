import { refusedAmong } from '../clickhouse/refused-settings.ts'
import type { Config } from '../config.ts'
import { queryLimits } from '../limits/limits-of.ts'
import { querySettings } from '../sql/query-settings.ts'
import { type Check, type Finding, problem, type ReadRows } from './check.ts'

/** Where the value of a setting that each question carries comes from. */
const variables: Readonly<Record<string, string>> = {
  max_execution_time: 'QUERY_TIMEOUT_MS',
  max_memory_usage: 'QUERY_MAX_MEMORY_BYTES',
  max_rows_to_read: 'QUERY_MAX_ROWS_TO_READ',
  max_result_rows: 'QUERY_MAX_RESULT_ROWS',
}

/** Without its settings a question is never asked, so each of them failing is found by no start of a gateway. */
export const limits: Check = {
  name: 'limits',
  title: 'the database user may set the limits that questions carry',
  needsSchema: false,
  run: ({ config, rows }) => refusedLimits(rows, config),
}

/** A gateway looks at its start, too. */
export async function refusedLimits(rows: ReadRows, config: Config): Promise<Finding[]> {
  const settings = querySettings(queryLimits(config), 1).replace('SETTINGS ', '').split(', ')
  const refused = await refusedAmong(settings, rows)
  return refused.map((one) => {
    const [name = one] = one.split(' = ')
    const variable = variables[name]
    return problem(
      `The settings profile of the database user refuses ${one}${variable === undefined ? '' : ` (${variable})`}: every question fails.`,
      `${variable === undefined ? 'Let' : `Lower ${variable}, or let`} the profile allow this value (docs/clickhouse-user.md).`,
    )
  })
}
