import type { JsonObject, JsonValue } from '../../src/json/json-value.ts'
import type { OracleEvent } from './history.ts'
import { isPageview, pathnameOf, read } from './reading.ts'

/** What an event must be, as a question asks it. */
export interface Condition {
  event?: string
  pageview?: boolean
  pathname?: string
  funnelId?: string
  stepId?: string
  properties?: JsonObject
}

export function meets(
  event: OracleEvent,
  { event: name, pageview, pathname, funnelId, stepId, properties }: Condition,
): boolean {
  return (
    (pageview !== true || isPageview(event)) &&
    (name === undefined || event.event === name) &&
    (pathname === undefined || pathnameOf(event) === pathname) &&
    (funnelId === undefined || read(event, 'funnel_id') === funnelId) &&
    (stepId === undefined || read(event, 'step_id') === stepId) &&
    hasProperties(event.properties, properties)
  )
}

/** Equal as JSON values; null, '' and absent are one. */
export function hasProperties(actual: JsonObject, wanted: JsonObject = {}): boolean {
  return Object.entries(wanted).every(([key, value]) => orAbsent(actual[key]) === orAbsent(value))
}

const orAbsent = (value: JsonValue | undefined) => (value === undefined || value === '' ? null : value)
