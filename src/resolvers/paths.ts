import type { GraphQLResolveInfo } from 'graphql'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import type { Row } from '../sql/run.ts'
import type { Maybe } from './maybe.ts'
import { type DateRange, toLocalRange } from './range.ts'
import { selectedColumns } from './selected-columns.ts'

export interface PathsArgs {
  range: DateRange
  startPathname?: Maybe<string>
  endPathname?: Maybe<string>
  maxSteps: number
  maxEdges: number
  timeZone?: Maybe<string>
}

const nothing = { session_count: '0', capped_session_count: '0', edge_count: '0', edges: [] }

/** The ways through the pages of a location. @throws GatewayError BAD_USER_INPUT */
export async function pathsOf(
  locationId: string,
  { range, startPathname, endPathname, maxSteps, maxEdges, timeZone }: PathsArgs,
  { load, timeZoneOf }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<Partial<Row<'paths'>>> {
  assertWithin('maxSteps', maxSteps, 2, 20)
  assertWithin('maxEdges', maxEdges, 1, 1_000)
  if (startPathname === '' || endPathname === '')
    throw new GatewayError('BAD_USER_INPUT', 'input: a page that is named must not be empty; leave it out for any.')
  const [row] = await load.rows({
    name: 'paths',
    locationId,
    params: {
      ...toLocalRange(range, 366),
      start: startPathname ?? '',
      end: endPathname ?? '',
      max_steps: maxSteps,
      max_edges: maxEdges,
      time_zone: timeZone ?? timeZoneOf(locationId),
    },
    columns: selectedColumns(info, 'paths'),
  })
  return row ?? nothing
}

function assertWithin(name: string, value: number, min: number, max: number): void {
  if (value < min || value > max)
    throw new GatewayError('BAD_USER_INPUT', `input.${name}: ${value} is out of range; ${min} to ${max}.`)
}
