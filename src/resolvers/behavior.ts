import { GatewayError } from '../errors.ts'
import type { JsonObject } from '../json/json-value.ts'
import type { Params } from '../sql/run.ts'
import { eventConditionParams } from './event-conditions.ts'
import type { Maybe } from './maybe.ts'
import { type DateRange, toLocalRange } from './range.ts'

/** Something that a user did, so and so often. */
export interface BehaviorArgs {
  event: string
  pathname?: Maybe<string>
  properties?: Maybe<JsonObject>
  range?: Maybe<DateRange>
  minCount?: Maybe<number>
  maxCount?: Maybe<number>
}

export type BehaviorParams = Pick<
  Params<'users'>,
  Extract<keyof Params<'users'>, `behavior_${string}` | 'fits_without_behavior'>
>

const maxPerList = 5
/** Every event lies within; UInt32 has no larger count. */
const always = { from: '1970-01-01', to: '2299-12-31' }
const anyCount = 4_294_967_295

/**
 * What users must have done, and what not, as parameters of the lists of users.
 * @throws GatewayError BAD_USER_INPUT that names the place and what is wrong with it.
 */
export function behaviorParams(
  performed: readonly BehaviorArgs[],
  notPerformed: readonly BehaviorArgs[],
  timeZone: string,
): BehaviorParams {
  const asked = [...placed('performed', performed, false), ...placed('notPerformed', notPerformed, true)]
  const conditions = eventConditionParams(asked.map(({ path, args }) => ({ path, condition: args })))
  const ranges = asked.map(({ args: { range } }) => (range == null ? always : toLocalRange(range)))
  return {
    behavior_events: conditions.events,
    behavior_pathnames: conditions.pathnames,
    behavior_property_conditions: conditions.property_conditions,
    behavior_property_keys: conditions.property_keys,
    behavior_property_values: conditions.property_values,
    behavior_first_days: ranges.map(({ from }) => from),
    behavior_last_days: ranges.map(({ to }) => to),
    // Locations of other time zones are asked together unless it matters.
    behavior_time_zone: asked.some(({ args: { range } }) => range != null) ? timeZone : 'UTC',
    behavior_min_counts: asked.map(({ min }) => min),
    behavior_max_counts: asked.map(({ max }) => max),
    behavior_negated: asked.map(({ negated }) => negated),
    fits_without_behavior: asked.every(({ min, negated }) => (min === 0) !== negated),
  }
}

function placed(list: 'performed' | 'notPerformed', behaviors: readonly BehaviorArgs[], negated: boolean) {
  if (behaviors.length > maxPerList)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `filter.${list}: ${behaviors.length} are too many; at most ${maxPerList} here.`,
    )
  return behaviors.map((args, index) => {
    const path = `filter.${list}[${index}]`
    const [min, max] = [args.minCount ?? 1, args.maxCount ?? anyCount]
    if (min < 0) throw new GatewayError('BAD_USER_INPUT', `${path}.minCount: ${min} is negative.`)
    if (max < min) throw new GatewayError('BAD_USER_INPUT', `${path}: maxCount ${max} is smaller than minCount ${min}.`)
    return { path, args, min, max, negated }
  })
}
