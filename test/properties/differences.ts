/** The paths at which two answers differ, with both values. */
export function differences(expected: unknown, actual: unknown, path = ''): string[] {
  if (Object.is(expected, actual) || nearlyEqual(expected, actual)) return []
  if (isRecord(expected) && isRecord(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)])
    return [...names].flatMap((name) => differences(expected[name], actual[name], `${path}.${name}`))
  }
  return [`${path.slice(1)}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`]
}

/** Averages may be summed in another order. */
const nearlyEqual = (a: unknown, b: unknown) =>
  typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b))

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** A list as a record, so that a difference names the node and not its place. */
export function keyed(nodes: readonly unknown[], key: string): Record<string, unknown> {
  return Object.fromEntries(nodes.map((node) => [isRecord(node) ? String(node[key]) : '', node]))
}

/** The node with each list at a path brought into one order: connections of the graph promise none there. */
export function withSorted(node: unknown, ...path: string[]): unknown {
  const [name, ...rest] = path
  if (name === undefined) return Array.isArray(node) ? node.toSorted(byText) : node
  return isRecord(node) && !Array.isArray(node) ? { ...node, [name]: withSorted(node[name], ...rest) } : node
}

function byText(a: unknown, b: unknown): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left < right ? -1 : left > right ? 1 : 0
}
