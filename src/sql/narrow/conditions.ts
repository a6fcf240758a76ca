import { type Decisions, literalOf, outcomeOf, type Test } from './decisions.ts'
import { partsOf, placeholderName, splice, type Token, tokensOf } from './tokens.ts'

/**
 * A condition that holds whatever the data are, by the value of its parameter: `(empty({names:…}) OR …)`, `({search:…}
 * = '' OR …)` or `({at:…} IS NULL OR …)`, and a choice by a value, `if({order_by:…} = 'NAME', …, …)` or
 * `if({with_others:Bool}, …, …)`.
 */
type Decidable =
  | { kind: 'condition'; test: Test; at: number; or: number; end: number }
  | { kind: 'choice'; test: Test; at: number; parts: [number, number][] }

/** The tests that conditions and choices of a statement make. */
export function testsInConditions(sql: string): Test[] {
  const tokens = tokensOf(sql)
  return [...tokens.keys()].flatMap((place) => decidableAt(tokens, place)?.test ?? [])
}

/**
 * Writes `true` for filters that filter nothing, and of a choice the chosen side: the engine would find out the same,
 * but only after it has resolved each of their columns through all views.
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
    const holds = found === undefined ? undefined : outcomeOf(found.test, decisions)
    if (found === undefined || holds === undefined) continue
    if (found.kind === 'condition') {
      const [start, end] = [offset(found.at).start, offset(found.end).end]
      // Behind OR stands what then has to hold.
      changes.push({ start, end, by: holds ? 'true' : `(${sql.slice(offset(found.or).end, offset(found.end).start)})` })
      place = found.end
      continue
    }
    const [, yes, no] = found.parts
    const chosen = holds ? yes : no
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
      return { kind: 'condition', test: { parameter, kind: 'empty', literal: '' }, at, or: at + 5, end }
  }
  const first = opened ? placeholderName(word(1)) : undefined
  if (first !== undefined && word(2) === 'IS' && word(3) === 'NULL' && word(4) === 'OR')
    return { kind: 'condition', test: { parameter: first, kind: 'null', literal: '' }, at, or: at + 4, end }
  if (first !== undefined && word(2) === '=' && word(4) === 'OR') {
    const literal = literalOf(word(3))
    if (literal !== undefined)
      return { kind: 'condition', test: { parameter: first, kind: 'equal', literal }, at, or: at + 4, end }
  }
  return choiceAt(tokens, at)
}

function choiceAt(tokens: readonly Token[], at: number): Decidable | undefined {
  const word = (offset: number) => tokens[at + offset]?.text
  const parameter = word(0) === 'if' && word(1) === '(' ? placeholderName(word(2)) : undefined
  if (parameter === undefined) return undefined
  const parts = partsOf(tokens, at + 2, tokens[at + 1]?.partner ?? at)
  if (parts.length !== 3) return undefined
  if (word(3) === ',' && word(2)?.endsWith(':Bool}'))
    return { kind: 'choice', test: { parameter, kind: 'true', literal: 'true' }, at, parts }
  const literal = literalOf(word(4))
  return literal === undefined || word(3) !== '=' || word(5) !== ','
    ? undefined
    : { kind: 'choice', test: { parameter, kind: 'equal', literal }, at, parts }
}
