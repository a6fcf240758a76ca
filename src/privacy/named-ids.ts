import type { CapturedEvent } from '../ingest/captured-event.ts'
import { idIn } from '../ingest/distinct-id.ts'
import { identityMappingOf } from '../ingest/identity-mapping.ts'
import type { JsonObject } from '../json.ts'

/** Properties that hold the id of a person or of their device, by their names. */
export const idProperties = [
  'distinct_id',
  '$distinct_id',
  '$anon_distinct_id',
  'alias',
  '$device_id',
  '$user_id',
  'user_id',
  '$anonymous_id',
  'anonymous_id',
] as const

type Named = Pick<CapturedEvent, 'event' | 'distinctId' | 'properties'>

/** Who an event is about: if one of these ids is erased, the event is not stored. */
export function subjectsOf(event: Named): string[] {
  const mapping = identityMappingOf(event)
  return mapping === undefined ? [event.distinctId] : [event.distinctId, mapping.anonymousId]
}

/** Every id that an event names. One of somebody else, such as a shared device's, is left out of it once it is erased. */
export function idsNamedBy(event: Named): string[] {
  const named = idProperties.map((name) => idIn(event.properties, name))
  return [...new Set([...subjectsOf(event), ...named])].filter((id) => id !== '')
}

/** The properties without those that hold one of the ids. */
export function withoutIds(properties: JsonObject, isErased: (id: string) => boolean): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([name]) => !(isIdProperty(name) && isErased(idIn(properties, name)))),
  )
}

export const isIdProperty = (name: string) => idProperties.some((known) => known === name)
