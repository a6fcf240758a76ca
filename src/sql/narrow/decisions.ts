/** What decides about the text of a statement: for each parameter whether it is empty or null, or the value itself. */
export type Decisions = ReadonlyMap<string, string>

/** What a text asks of a parameter, with the values that are compared with it. */
export type Decisive = ReadonlyMap<string, ReadonlySet<string>>

/** Of a test of a parameter: whether it holds, whatever the data are. */
export interface Test {
  parameter: string
  kind: 'empty' | 'null' | 'equal' | 'true'
  /** What the parameter is compared with. */
  literal: string
}

/** Never decided upon, however it is asked for. */
const scope: ReadonlySet<string> = new Set(['location_ids', 'all_locations'])

/** No literal of ours holds such a character. */
const otherValue = '=\0'

/**
 * How a value decides: it is empty or null, one of the values that are compared with it (`=value`), or something else
 * (`=`, if it can be compared).
 */
export function decisionOf(value: unknown, literals: ReadonlySet<string>): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : 'list'
  if (typeof value === 'boolean') return `=${value}`
  if (typeof value !== 'string' && typeof value !== 'number') return 'other'
  return literals.has(String(value)) ? `=${value}` : otherValue
}

/** Whether a test holds; undefined where that is not known, or nobody's business. */
export function outcomeOf({ parameter, kind, literal }: Test, decisions: Decisions): boolean | undefined {
  const decision = scope.has(parameter) ? undefined : decisions.get(parameter)
  if (decision === undefined) return undefined
  if (kind === 'equal') return decision.startsWith('=') ? decision === `=${literal}` : undefined
  if (kind === 'true') return decision === '=true' ? true : decision === '=false' ? false : undefined
  return decision === kind
}

/** All parameters that tests ask about. */
export function decisiveOf(tests: Iterable<Test>): Decisive {
  const parameters = new Map<string, Set<string>>()
  for (const { parameter, literal } of tests) {
    const literals = parameters.get(parameter) ?? new Set()
    parameters.set(parameter, literals.add(literal))
  }
  return parameters
}

/** `'NAME'` → `NAME`, `1` → `1`; anything else is no literal that decides. */
export function literalOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return text
  return /^'[^'\\]*'$/.test(text) ? text.slice(1, -1) : undefined
}
