import type { JsonValue } from './json-value.ts'

/** What a JSON text says; `undefined` for one that is none. */
export function parsedJson(text: string): JsonValue | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
