import type { CapturedEvent } from '../ingest/captured-event.ts'
import { idIn } from '../ingest/distinct-id.ts'
import { identityMappingOf } from '../ingest/identity-mapping.ts'
import { isJsonObject, type JsonObject } from '../json.ts'

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

/** No more of one bad event is looked at. */
const idsPerTextMax = 100
const idMaxLength = 400

/** What may be ids in the raw text of an event that could not be understood: values of JSON, or the words of another text. */
export function possibleIdsIn(raw: string): string[] {
  const ids = new Set<string>()
  const add = (text: string) => {
    if (text !== '' && text.length <= idMaxLength && ids.size < idsPerTextMax) ids.add(text)
  }
  const visit = (value: unknown, depth: number): void => {
    if (typeof value === 'string') add(value)
    if (depth > 8) return
    if (Array.isArray(value)) for (const one of value) visit(one, depth + 1)
    else if (isJsonObject(value)) {
      // By name first: a long event must not hide them.
      for (const name of idProperties) add(idIn(value, name))
      for (const one of Object.values(value)) visit(one, depth + 1)
    }
  }
  const json = parse(raw)
  if (json === undefined) for (const word of raw.split(/[\s"',;=&?{}[\]()<>|\\]+/)) add(word)
  else visit(json, 0)
  return [...ids]
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
