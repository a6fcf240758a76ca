import type { GraphQLResolveInfo } from 'graphql'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import type { Maybe } from './maybe.ts'
import { type DateRange, toLocalRange } from './range.ts'
import { selectedColumns } from './selected-columns.ts'

export interface RetentionArgs {
  range: DateRange
  granularity: 'HOUR' | 'DAY' | 'WEEK' | 'MONTH'
  periods: number
  cohortBy: 'FIRST_EVENT' | 'FIRST_TOUCH'
  startEvent?: Maybe<string>
  returnEvent?: Maybe<string>
  timeZone?: Maybe<string>
}

const maxPeriods = 60
/** About 400 cohorts. */
const maxDays = { DAY: 400, WEEK: 2_800, MONTH: 3_660 }

/** How many users of each cohort came back. @throws GatewayError BAD_USER_INPUT */
export async function retentionOf(
  locationId: string,
  { range, granularity, periods, cohortBy, startEvent, returnEvent, timeZone }: RetentionArgs,
  { load, timeZoneOf }: GatewayContext,
  info: GraphQLResolveInfo,
) {
  if (granularity === 'HOUR')
    throw new GatewayError('BAD_USER_INPUT', 'input.granularity: cohorts are of a DAY, a WEEK or a MONTH.')
  if (periods < 1 || periods > maxPeriods)
    throw new GatewayError('BAD_USER_INPUT', `input.periods: ${periods} is out of range; 1 to ${maxPeriods}.`)
  if (startEvent === '' || returnEvent === '')
    throw new GatewayError('BAD_USER_INPUT', 'input: an event that is named must not be empty; leave it out for any.')
  if (startEvent != null && cohortBy === 'FIRST_TOUCH')
    throw new GatewayError(
      'BAD_USER_INPUT',
      'input.startEvent: cohorts by FIRST_TOUCH start with a touch, not an event.',
    )
  return load.rows({
    name: 'retention',
    locationId,
    params: {
      ...toLocalRange(range, maxDays[granularity]),
      granularity,
      periods,
      cohort_by: cohortBy,
      start_event: startEvent ?? '',
      return_event: returnEvent ?? '',
      time_zone: timeZone ?? timeZoneOf(locationId),
    },
    columns: selectedColumns(info, 'retention'),
  })
}
