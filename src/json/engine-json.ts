import { randomUUID } from 'node:crypto'
import type { JsonValue } from './json-value.ts'

/** Nobody outside knows it, so no text of an event can be taken for it. */
const mark = `number ${randomUUID()} `
const marked = new RegExp(`"${mark}(-?[\\d.]+e\\+\\d+)"`, 'g')

const [mostUInt64, leastInt64] = [2 ** 64, -(2 ** 63)]

/**
 * JSON that the engine reads as we do. Half a surrogate pair, or a whole number beyond 64 bits without an exponent,
 * would make all of a document unreadable for it.
 */
export function engineJson(value: JsonValue): string {
  const text = JSON.stringify(value)
  // JSON.stringify escapes a surrogate only when it stands alone; an escaped backslash before `u` is plain text.
  return (/\d{19}/.test(text) ? withExponents(value) : text).replace(/\\\\|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\\ufffd',
  )
}

/** The same numbers: above, JSON.stringify uses exponents by itself. */
const withExponents = (value: JsonValue): string =>
  JSON.stringify(value, (_, part: unknown) => (isTooLong(part) ? `${mark}${part.toExponential()}` : part)).replace(
    marked,
    '$1',
  )

const isTooLong = (part: unknown): part is number =>
  typeof part === 'number' &&
  Number.isInteger(part) &&
  (part >= mostUInt64 || part < leastInt64) &&
  Math.abs(part) < 1e21
