import type { GatewayContext } from '../graphql/context.ts'
import { statementColumns } from '../sql/generated.ts'
import type { Row } from '../sql/run.ts'
import { type DateRange, toLocalRange } from './range.ts'

const maxDays = 366
const maxOperations = 500

/** Usage of the API by operation and client, of credentials within the caller's. @throws GatewayError BAD_USER_INPUT */
export async function apiUsageOf(
  range: DateRange,
  timeZone: string | null | undefined,
  { principal: { locations }, sql, timeZoneOf }: GatewayContext,
): Promise<Row<'api-usage'>[]> {
  const ids = locations === '*' ? [] : [...locations]
  const [only, second] = ids
  return sql.rows(
    'api-usage',
    {
      location_ids: ids,
      ...toLocalRange(range, maxDays),
      time_zone: timeZone ?? (only !== undefined && second === undefined ? timeZoneOf(only) : 'UTC'),
      limit: maxOperations,
    },
    statementColumns['api-usage'],
  )
}
