import type { CapturedEvent } from '../ingest/captured-event.ts'
import { idIn } from '../ingest/distinct-id.ts'
import { identityMappingOf } from '../ingest/identity-mapping.ts'
import { idProperties } from '../json/id-names.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts'

type Named = Pick<CapturedEvent, 'event' | 'distinctId' | 'properties'>

/** Who an event is about: if one of these ids is erased, the event is not stored. */
export function subjectsOf(event: Named): string[] {
  const mapping = identityMappingOf(event)
  return mapping === undefined ? [event.distinctId] : [event.distinctId, mapping.anonymousId]
}

/**
 * Every id that an event names, however deep. One of somebody else, such as a shared device's, is left out of it once
 * it is erased.
 */
export function idsNamedBy(event: Named): string[] {
  const ids = new Set(subjectsOf(event))
  addNamedIn(event.properties, ids)
  ids.delete('')
  return [...ids]
}

/** Of every event that comes: most hold no objects. No deeper than doors let an event be. */
function addNamedIn(value: object, ids: Set<string>): void {
  if (isJsonObject(value)) for (const name of idProperties) ids.add(idIn(value, name))
  for (const one of Object.values(value)) if (typeof one === 'object' && one !== null) addNamedIn(one, ids)
}

/**
 * The properties without those that hold one of the ids, as `createMentions(…).without` leaves them out of earlier
 * events.
 */
export const withoutIds = (properties: JsonObject, isErased: (id: string) => boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(properties)
      .filter(([name]) => !(isIdProperty(name) && isErased(idIn(properties, name))))
      .map(([name, value]) => [name, valueWithoutIds(value, isErased)]),
  )

function valueWithoutIds(value: JsonValue, isErased: (id: string) => boolean): JsonValue {
  if (Array.isArray(value)) return value.map((one) => valueWithoutIds(one, isErased))
  return isJsonObject(value) ? withoutIds(value, isErased) : value
}

export const isIdProperty = (name: string) => idProperties.some((known) => known === name)
