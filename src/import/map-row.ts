import type { CapturedEvent, RejectionReason } from '../ingest/captured-event.ts'
import { toDistinctId } from '../ingest/distinct-id.ts'
import { isNameTooLong, nameMaxCharacters } from '../ingest/event-name.ts'
import { isDeeperThan } from '../json/json-depth.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { createColumnResolver, type EventField, isHousekeeping, type Mapping } from './mapping.ts'
import type { RowDefect } from './row.ts'
import { parseTimestamp } from './timestamp.ts'

export type MappedRow = { event: CapturedEvent } | { defect: RowDefect }

/** Where an own field of the event is kept: as the property that posthog-js sends it in. */
const propertyOfField = [
  ['url', '$current_url'],
  ['referrer', '$referrer'],
  ['user_agent', '$raw_user_agent'],
  ['session_id', '$session_id'],
] as const

/**
 * Turns the columns of a row into an event, or says what keeps it from being one.
 * @param maxDepth How deep an event may nest.
 */
export function createRowMapper(mapping: Mapping, maxDepth: number): (columns: JsonObject) => MappedRow {
  const resolve = createColumnResolver(mapping)

  return (columns) => {
    const { fields, properties, objects } = sortColumns(columns, resolve)
    let distinctId = textOf(fields.get('distinct_id')?.value)
    for (const value of objects) {
      const parsed = objectOf(value)
      if (parsed === undefined) return defect('invalid_properties', 'The properties are not a JSON object.')
      for (const [name, one] of Object.entries(parsed)) if (!Object.hasOwn(properties, name)) properties[name] = one
      // posthog-js keeps it there.
      distinctId ||= textOf(parsed.distinct_id)
    }
    for (const [field, property] of propertyOfField) {
      const value = textOf(fields.get(field)?.value)
      if (value !== '') properties[property] = value
    }
    // The event around them is a level too.
    if (isDeeperThan(properties, maxDepth - 1))
      return defect('too_deep', `The event is nested deeper than ${maxDepth} levels.`)

    const name = textOf(fields.get('event')?.value) || mapping.eventName || ''
    const event = mapping.rename.get(name) ?? name
    if (event === '') return defect('missing_event_name', 'No column gives the name of the event.')
    if (isNameTooLong(event))
      return defect('event_name_too_long', `The name of the event is longer than ${nameMaxCharacters} characters.`)
    if (distinctId === '') return defect('missing_distinct_id', 'No column gives a distinct id.')
    const timestampMs = parseTimestamp(fields.get('timestamp')?.value)
    if (timestampMs === undefined) return defect('invalid_timestamp', 'No column gives a time that can be read.')
    const uuid = textOf(fields.get('uuid')?.value)
    const captured = { event, distinctId: toDistinctId(distinctId), timestampMs, properties }
    return { event: uuid === '' ? captured : { uuid, ...captured } }
  }
}

const defect = (reason: RejectionReason, detail: string): MappedRow => ({ defect: { reason, detail } })

interface Candidate {
  column: string
  rank: number
  value: JsonValue
}

/** Of several columns for one field the first with a value wins; the others stay what they are, properties. */
function sortColumns(columns: JsonObject, resolve: ReturnType<typeof createColumnResolver>) {
  const fields = new Map<EventField, Candidate>()
  // Without a prototype: a property may have the name of one of its members, `__proto__` too.
  const properties: JsonObject = Object.create(null)
  const objects: JsonValue[] = []
  const keep = (column: string, value: JsonValue) => {
    if (!isHousekeeping(column)) properties[column] = value
  }
  for (const [column, value] of Object.entries(columns)) {
    if (value === null || value === '') continue
    const target = resolve(column)
    if (target.kind === 'property') properties[target.name] = propertyValue(value)
    if (target.kind !== 'field') continue
    if (target.field === 'properties') {
      objects.push(value)
      continue
    }
    const taken = fields.get(target.field)
    if (taken !== undefined && taken.rank <= target.rank) keep(column, value)
    else {
      if (taken !== undefined) keep(taken.column, taken.value)
      fields.set(target.field, { column, rank: target.rank, value })
    }
  }
  return { fields, properties, objects }
}

/** `undefined` for anything but an object; no value at all is an empty object. */
function objectOf(value: JsonValue): JsonObject | undefined {
  const parsed = typeof value === 'string' && value.trim() !== '' ? parsedJson(value) : value
  if (parsed === null || parsed === '' || (typeof parsed === 'string' && parsed.trim() === '')) return {}
  return isJsonObject(parsed) ? parsed : undefined
}

/** A cell that holds a JSON object or array is one; any other text stays text, so that an id keeps its zeros. */
function propertyValue(value: JsonValue): JsonValue {
  return typeof value === 'string' && /^\s*[{[]/.test(value) ? (parsedJson(value) ?? value) : value
}

function textOf(value: JsonValue | undefined): string {
  if (typeof value === 'string') return value.trim()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
