import type { JsonObject, JsonValue } from '../../src/json/json-value.ts'
import type { OracleEvent } from './history.ts'
import { byTime } from './order.ts'

const changesNobody = ['$exception', '$$heatmap']

/** The person properties after all operations, in order. A value is kept as it was sent, `null` and '' too. */
export function personProperties(events: readonly OracleEvent[]): JsonObject {
  const person = new Map<string, JsonValue>()
  for (const { event, properties } of events.toSorted(byTime)) {
    if (changesNobody.includes(event)) continue
    for (const [name, value] of entriesOf(properties.$set_once)) if (!person.has(name)) person.set(name, value)
    for (const [name, value] of entriesOf(properties.$set)) person.set(name, value)
    for (const name of Array.isArray(properties.$unset) ? properties.$unset : []) person.delete(String(name))
  }
  return Object.fromEntries(person)
}

const entriesOf = (operations: JsonValue | undefined): [string, JsonValue][] =>
  typeof operations === 'object' && operations !== null && !Array.isArray(operations) ? Object.entries(operations) : []
