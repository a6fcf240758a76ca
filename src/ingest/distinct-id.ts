import type { JsonObject, JsonValue } from '../json/json-value.ts'

const maxCharacters = 200

/**
 * An id as it is stored, wherever an event, a row or a caller names it: what is no text as its JSON, and no longer than
 * 200 characters, as PostHog does. One function for all doors and look-ups, for else the two ids of a mapping, or an id
 * and its erasure, would not meet.
 */
export const toDistinctId = (value: JsonValue): string =>
  firstCharacters(typeof value === 'string' ? value : JSON.stringify(value), maxCharacters).toWellFormed()

/** Whether what was sent may have been longer. */
export const mayBeCut = (id: string) => id.length >= maxCharacters && [...id].length === maxCharacters

/** The id that a property holds; '' for none, and for what could not be one. */
export function idIn(properties: JsonObject, name: string): string {
  const value = properties[name]
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? toDistinctId(value) : ''
}

/** Cuts between characters, never inside one; looks at no more of the text than it may need. */
export function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text
  return [...text.slice(0, count * 2)].slice(0, count).join('')
}
