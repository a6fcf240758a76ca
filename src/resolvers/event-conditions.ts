import { GatewayError } from '../errors.ts'
import { engineJson } from '../json/engine-json.ts'
import type { JsonObject, JsonValue } from '../json/json-value.ts'
import type { Maybe } from './maybe.ts'

/** What an event must be; everything that is given must hold. */
export interface EventCondition {
  event?: Maybe<string>
  /** A page view by any of its names, instead of `event`. */
  pageview?: Maybe<boolean>
  pathname?: Maybe<string>
  funnelId?: Maybe<string>
  stepId?: Maybe<string>
  properties?: Maybe<JsonObject>
}

/**
 * Parameters of the view `matched_events`: one place per condition, '' meaning any; what is asked of properties apart.
 */
export interface EventConditionParams {
  events: string[]
  pathnames: string[]
  funnel_ids: string[]
  step_ids: string[]
  /** The number of the condition, from 1. */
  property_conditions: number[]
  property_keys: string[]
  /** JSON texts. */
  property_values: string[]
}

const maxTextLength = 500
const maxKeysPerCondition = 10
/** Over all conditions: what one parameter of a query holds. */
const maxKeys = 50

/**
 * `path` names a condition in messages, as `input.steps[0]`.
 * @throws GatewayError BAD_USER_INPUT for a condition that asks for nothing, for too much, or for what cannot be
 * compared.
 */
export function eventConditionParams(
  conditions: readonly { path: string; condition: EventCondition }[],
): EventConditionParams {
  const properties = conditions.flatMap(({ path, condition }, index) =>
    propertyTexts(`${path}.properties`, condition.properties).map((each) => ({ ...each, number: index + 1 })),
  )
  if (properties.length > maxKeys)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${properties.length} keys of properties are too many; at most ${maxKeys} over all conditions.`,
    )
  const texts = (name: 'pathname' | 'funnelId' | 'stepId') =>
    conditions.map(({ path, condition }) => textOf(`${path}.${name}`, condition[name]))
  const params = {
    events: conditions.map(({ path, condition }) => eventOf(path, condition)),
    pathnames: texts('pathname'),
    funnel_ids: texts('funnelId'),
    step_ids: texts('stepId'),
    property_conditions: properties.map(({ number }) => number),
    property_keys: properties.map(({ key }) => key),
    property_values: properties.map(({ value }) => value),
  }
  conditions.forEach(({ path }, index) => {
    const columns = [params.events, params.pathnames, params.funnel_ids, params.step_ids]
    if (columns.every((values) => values[index] === '') && !params.property_conditions.includes(index + 1))
      throw new GatewayError('BAD_USER_INPUT', `${path}: give at least one condition, such as event.`)
  })
  return params
}

/** As `matched_events` knows it. */
const anyPageview = '\0pageview'

function eventOf(path: string, { event, pageview }: EventCondition): string {
  if (pageview !== true) return textOf(`${path}.event`, event)
  if (event != null) throw new GatewayError('BAD_USER_INPUT', `${path}: give event or pageview, not both.`)
  return anyPageview
}

function textOf(path: string, value: Maybe<string>): string {
  if (value == null) return ''
  if (value === '') throw new GatewayError('BAD_USER_INPUT', `${path}: '' asks for nothing; leave it out.`)
  assertLength(path, value)
  return value.toWellFormed()
}

/**
 * The keys and values of properties as they are compared with stored ones, values as JSON texts.
 * @throws GatewayError BAD_USER_INPUT for more than 10 keys, too long texts, and values that are lists or objects.
 */
export function propertyTexts(path: string, properties: Maybe<JsonObject>): { key: string; value: string }[] {
  const entries = Object.entries(properties ?? {})
  if (entries.length > maxKeysPerCondition)
    throw new GatewayError(
      'BAD_USER_INPUT',
      `${path}: ${entries.length} keys are too many; at most ${maxKeysPerCondition} here.`,
    )
  return entries.map(([key, value]) => {
    assertLength(path, key)
    if (typeof value === 'string') assertLength(`${path}.${key}`, value)
    return { key: key.toWellFormed(), value: engineJson(scalarOf(`${path}.${key}`, value)) }
  })
}

function scalarOf(path: string, value: JsonValue): JsonValue {
  if (typeof value === 'object' && value !== null)
    throw new GatewayError('BAD_USER_INPUT', `${path}: only text, numbers, booleans and null can be compared.`)
  return typeof value === 'string' ? value.toWellFormed() : value
}

function assertLength(path: string, text: string): void {
  if (text.length > maxTextLength)
    throw new GatewayError('BAD_USER_INPUT', `${path}: at most ${maxTextLength} characters.`)
}
