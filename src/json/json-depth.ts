import type { JsonValue } from './json-value.ts'

/**
 * Whether arrays and objects nest deeper than `maxDepth`. Level by level: a recursion would overflow on what it looks
 * for.
 */
export function isDeeperThan(value: unknown, maxDepth: number): boolean {
  let level: object[] = isContainer(value) ? [value] : []
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > maxDepth) return true
    const next: object[] = []
    for (const container of level) {
      for (const child of Object.values(container)) if (isContainer(child)) next.push(child)
    }
    level = next
  }
  return false
}

/** JSON text of a value, without what lies deeper than `maxDepth`: `JSON.stringify` would overflow the stack there. */
export function shallowText(value: JsonValue, maxDepth: number): string {
  return JSON.stringify(prune(value, maxDepth))
}

function prune(value: JsonValue, depth: number): JsonValue {
  if (!isContainer(value)) return value
  if (depth === 0) return '…'
  if (Array.isArray(value)) return value.map((child) => prune(child, depth - 1))
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, prune(child, depth - 1)]))
}

function isContainer<T>(value: T): value is T & object {
  return typeof value === 'object' && value !== null
}
