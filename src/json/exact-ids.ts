import { idProperties } from './id-names.ts'
import type { JsonValue } from './json-value.ts'

/** Where an event, or a row of one, names somebody or itself. */
const idNames: readonly string[] = [...idProperties, '$insert_id']

/**
 * A whole number that a float may not hold, and its name before it. Inside of a JSON string quotes are escaped, so
 * nothing there looks so.
 */
const named = (name: string) => new RegExp(String.raw`("(${name})"\s*:\s*)(-?[1-9]\d{15,})(?=\s*[,}\]])`, 'g')
const idNumbers = named(idNames.map((name) => name.replace('$', String.raw`\$`)).join('|'))
const allNumbers = named(String.raw`[^"\\]+`)

/**
 * What a JSON text says; an id that is a number beyond 2^53 is the text of its digits. `JSON.parse` rounds such
 * numbers, and strangers would become one person. Others stay what they are.
 * @throws SyntaxError
 */
export function parseWithIds(text: string): JsonValue {
  // No test before it: looking for the few names takes a tenth of the time of parsing.
  return JSON.parse(text.replace(idNumbers, (found, start, _, digits) => quoted(found, start, digits)))
}

/** The same for texts that have ids under other names, too. */
export function createParseWithIds(isId: (name: string) => boolean): (text: string) => JsonValue {
  const known = new Set(idNames)
  return (text) =>
    JSON.parse(
      /\d{16}/.test(text)
        ? text.replace(allNumbers, (found, start, name, digits) =>
            known.has(name) || isId(name) ? quoted(found, start, digits) : found,
          )
        : text,
    )
}

const quoted = (found: string, start: string, digits: string) =>
  Number.isSafeInteger(Number(digits)) ? found : `${start}"${digits}"`
