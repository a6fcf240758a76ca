import { partsOf, placeholderName, splice, type Token, tokensOf } from './tokens.ts'

/**
 * A condition that holds whatever the data are, by the value of its parameter: `(empty({names:…}) OR …)`, `({search:…} = '' OR …)` or
 * `({at:…} IS NULL OR …)`, and a choice by a value, `if({order_by:…} = 'NAME', …, …)`.
 */
type Decidable =
  | {
      kind: 'condition'
      parameter: string
      test: 'empty' | 'null' | 'equal'
      literal: string
      at: number
      or: number
      end: number
    }
  | { kind: 'choice'; parameter: string; literal: string; at: number; parts: [number, number][] }

const scope = 'location_ids'

/** What decides about the text of a statement: for each parameter whether it is empty or null, or the value itself. */
export type Decisions = ReadonlyMap<string, string>

/** The parameters that conditions and choices of a statement ask about, with the values that are compared with them. */
export function decisiveParameters(sql: string): ReadonlyMap<string, ReadonlySet<string>> {
  const tokens = tokensOf(sql)
  const parameters = new Map<string, Set<string>>()
  for (const place of tokens.keys()) {
    const found = decidableAt(tokens, place)
    if (found === undefined) continue
    const literals = parameters.get(found.parameter) ?? new Set()
    parameters.set(found.parameter, literals.add(found.literal))
  }
  return parameters
}

/** How a value decides: it is empty or null, one of the values that are compared with it (`=value`), or something else (`=`, if it can be compared). */
export function decisionOf(value: unknown, literals: ReadonlySet<string>): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return value.length === 0 ? 'empty' : 'list'
  if (typeof value !== 'string' && typeof value !== 'number') return 'other'
  return literals.has(String(value)) ? `=${value}` : otherValue
}

/** No literal of ours holds such a character. */
const otherValue = '=\0'

/**
 * Writes `true` for filters that filter nothing, and of a choice the chosen side: the engine would find out the same, but only after
 * it has resolved each of their columns through all views.
 */
export function decide(sql: string, decisions: Decisions): string {
  let text = sql
  // What is chosen may hold choices again.
  for (;;) {
    const tokens = tokensOf(text)
    const changes = changesIn(text, tokens, decisions)
    if (changes.length === 0) return text.replace(/\s+AND true\b/g, '')
    text = splice(text, changes)
  }
}

function changesIn(sql: string, tokens: readonly Token[], decisions: Decisions) {
  const changes: { start: number; end: number; by: string }[] = []
  const offset = (place: number) => tokens[place] ?? { start: sql.length, end: sql.length }
  for (let place = 0; place < tokens.length; place++) {
    const found = decidableAt(tokens, place)
    // Whatever is asked, the scope stays.
    const decision = found === undefined || found.parameter === scope ? undefined : decisions.get(found.parameter)
    if (found === undefined || decision === undefined) continue
    if (found.kind === 'condition') {
      const holds = decision === (found.test === 'equal' ? `=${found.literal}` : found.test)
      const [start, end] = [offset(found.at).start, offset(found.end).end]
      // Behind OR stands what then has to hold.
      changes.push({ start, end, by: holds ? 'true' : `(${sql.slice(offset(found.or).end, offset(found.end).start)})` })
      place = found.end
      continue
    }
    // Only a value is compared with one.
    if (!decision.startsWith('=')) continue
    const [, yes, no] = found.parts
    const chosen = decision === `=${found.literal}` ? yes : no
    const end = tokens[found.at + 1]?.partner ?? -1
    if (chosen === undefined || end < 0) continue
    const side = sql.slice(offset(chosen[0]).start, offset(chosen[1] - 1).end)
    // Alone in ORDER BY, a number would stand for a column.
    if (/^\d+$/.test(side)) continue
    changes.push({ start: offset(found.at).start, end: offset(end).end, by: `(${side})` })
    place = end
  }
  return changes
}

function decidableAt(tokens: readonly Token[], at: number): Decidable | undefined {
  const word = (offset: number) => tokens[at + offset]?.text
  const opened = word(0) === '('
  const end = tokens[at]?.partner ?? -1
  if (opened && word(1) === 'empty' && word(2) === '(' && word(4) === ')' && word(5) === 'OR') {
    const parameter = placeholderName(word(3))
    if (parameter !== undefined)
      return { kind: 'condition', parameter, test: 'empty', literal: '', at, or: at + 5, end }
  }
  const first = opened ? placeholderName(word(1)) : undefined
  if (first !== undefined && word(2) === 'IS' && word(3) === 'NULL' && word(4) === 'OR')
    return { kind: 'condition', parameter: first, test: 'null', literal: '', at, or: at + 4, end }
  if (first !== undefined && word(2) === '=' && word(4) === 'OR') {
    const literal = literalOf(word(3))
    if (literal !== undefined)
      return { kind: 'condition', parameter: first, test: 'equal', literal, at, or: at + 4, end }
  }
  if (word(0) !== 'if' || word(1) !== '(') return undefined
  const [parameter, literal] = [placeholderName(word(2)), literalOf(word(4))]
  if (parameter === undefined || literal === undefined || word(3) !== '=' || word(5) !== ',') return undefined
  const parts = partsOf(tokens, at + 2, tokens[at + 1]?.partner ?? at)
  return parts.length === 3 ? { kind: 'choice', parameter, literal, at, parts } : undefined
}

/** `'NAME'` → `NAME`, `1` → `1`; anything else is no literal that decides. */
function literalOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) return text
  return /^'[^'\\]*'$/.test(text) ? text.slice(1, -1) : undefined
}
