import { parseWithIds } from './exact-ids.ts'
import type { JsonValue } from './json-value.ts'

/** What a JSON text says, ids to their last digit; `undefined` for one that is none. */
export function parsedJson(text: string): JsonValue | undefined {
  try {
    return parseWithIds(text)
  } catch {
    return undefined
  }
}
