import type { GraphQLResolveInfo } from 'graphql'
import { GatewayError } from '../errors.ts'
import type { GatewayContext } from '../graphql/context.ts'
import { groupBy } from '../loaders/group-by.ts'
import type { Params, Row } from '../sql/run.ts'
import { type EventCondition, eventConditionParams } from './event-conditions.ts'
import type { Maybe } from './maybe.ts'
import { type DateRange, toLocalRange } from './range.ts'
import { selectedColumns } from './selected-columns.ts'

interface FunnelStepArgs extends EventCondition {
  name?: Maybe<string>
}

export interface FunnelArgs {
  range: DateRange
  steps: FunnelStepArgs[]
  windowSeconds: number
  withinRange: boolean
  timeZone?: Maybe<string>
  breakdown?: Maybe<string>
}

/** One step, with what the selection asked for. */
export interface FunnelStep {
  index: number
  name: string
  count: number
  conversionFromPrevious: number
  conversionFromFirst: number
  medianSeconds: number | null | undefined
}

export interface Funnel {
  steps: FunnelStep[]
  breakdown: { key: string; steps: FunnelStep[] }[]
  cappedUserCount: number
}

type StepRow = Pick<Row<'funnel-by-touch'>, 'step' | 'user_count'> &
  Partial<Pick<Row<'funnel-by-touch'>, 'key' | 'is_total' | 'median_seconds' | 'capped_user_count'>>

const maxSteps = 20
const maxWindowSeconds = 366 * 86_400

/**
 * How far users came through the steps.
 * @throws GatewayError BAD_USER_INPUT for no or too many steps, a window out of range, and steps that cannot be
 * matched.
 */
export async function funnelOf(
  locationId: string,
  { steps, windowSeconds, withinRange, range, timeZone, breakdown }: FunnelArgs,
  { load, timeZoneOf }: GatewayContext,
  info: GraphQLResolveInfo,
): Promise<Funnel> {
  if (steps.length < 1 || steps.length > maxSteps)
    throw new GatewayError('BAD_USER_INPUT', `input.steps: give 1 to ${maxSteps} steps, not ${steps.length}.`)
  if (windowSeconds < 1 || windowSeconds > maxWindowSeconds)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `input.windowSeconds: ${windowSeconds} is out of range; 1 to ${maxWindowSeconds} (366 days).`,
    )
  const params: Omit<Params<'funnel'>, 'location_ids'> = {
    ...eventConditionParams(steps.map((condition, at) => ({ path: `input.steps[${at}]`, condition }))),
    ...toLocalRange(range),
    time_zone: timeZone ?? timeZoneOf(locationId),
    window_ms: String(windowSeconds * 1_000),
    within_range: withinRange,
  }
  const wanted = selectedColumns(info, 'funnel')
  const byTouch = breakdown != null && selectedColumns(info, 'funnel-by-touch').includes('key')
  const rows: StepRow[] = byTouch
    ? await load.rows({
        name: 'funnel-by-touch',
        locationId,
        params: { ...params, dimension: breakdown },
        columns: ['is_total', 'key', 'step', 'user_count', ...wanted],
      })
    : await load.rows({ name: 'funnel', locationId, params, columns: ['step', 'user_count', ...wanted] })
  const names = steps.map((step) => step.name ?? labelOf(step))
  const totals = rows.filter(({ is_total }) => is_total !== false)
  const groups = groupBy(
    rows.filter(({ is_total }) => is_total === false),
    ({ key = '' }) => key,
  )
  return {
    steps: stepsOf(names, totals),
    breakdown: [...groups].map(([key, ofGroup]) => ({ key, steps: stepsOf(names, ofGroup) })),
    // Everybody who entered took the first step.
    cappedUserCount: Number(totals.find(({ step }) => step === 1)?.capped_user_count ?? 0),
  }
}

/** All steps of one group, those that nobody reached too. */
function stepsOf(names: readonly string[], rows: readonly StepRow[]): FunnelStep[] {
  const byStep = new Map(rows.map((row) => [row.step, row]))
  const countOf = (step: number) => Number(byStep.get(step)?.user_count ?? 0)
  const first = countOf(1)
  return names.map((name, at) => {
    const count = countOf(at + 1)
    return {
      index: at + 1,
      name,
      count,
      conversionFromPrevious: ratio(count, at === 0 ? count : countOf(at)),
      conversionFromFirst: ratio(count, first),
      medianSeconds: at === 0 || count === 0 ? null : byStep.get(at + 1)?.median_seconds,
    }
  })
}

const ratio = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)

/** What a step is called unless it has a name: its conditions, as `signup /price plan="pro"`. */
function labelOf({ event, pageview, pathname, funnelId, stepId, properties }: FunnelStepArgs): string {
  return [
    event,
    pageview === true ? 'page view' : null,
    pathname,
    funnelId == null ? null : `funnel ${funnelId}`,
    stepId == null ? null : `step ${stepId}`,
    ...Object.entries(properties ?? {}).map(([key, value]) => `${key}=${JSON.stringify(value)}`),
  ]
    .filter((part) => part != null)
    .join(' ')
}
