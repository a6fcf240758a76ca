import { type Decisions, literalOf, outcomeOf, type Test } from './decisions.ts'
import { placeholderName, placesAtLevel, type Token, tokensOf } from './tokens.ts'

/** One of several united queries. */
interface Branch {
  from: number
  to: number
  /** Where its `WHERE` stands, and where that ends. */
  where: [number, number]
  test: Test | undefined
  /** Whether the test has to fail. */
  negated: boolean
}

/** The tests by which united queries are there or not. */
export function testsOfBranches(sql: string): Test[] {
  return unionsIn(tokensOf(sql)).flatMap((branches) => branches.flatMap(({ test }) => test ?? []))
}

/**
 * Leaves out united queries whose whole condition is a test of a parameter that fails: `… WHERE {event:String} = ''`.
 * They must name their columns alike, for the first one's names are those of all.
 */
export function dropBranches(sql: string, decisions: Decisions): string {
  let text = sql
  for (;;) {
    const shorter = withFewerBranches(text, decisions)
    if (shorter === undefined) return text
    text = shorter
  }
}

function withFewerBranches(sql: string, decisions: Decisions): string | undefined {
  const tokens = tokensOf(sql)
  const textOf = (from: number, to: number) => (from < to ? sql.slice(tokens[from]?.start, tokens[to - 1]?.end) : '')
  for (const branches of unionsIn(tokens)) {
    const outcomes = branches.map(({ test, negated }) => {
      const holds = test === undefined ? undefined : outcomeOf(test, decisions)
      return holds === undefined ? undefined : holds !== negated
    })
    const kept = branches.filter((_, index) => outcomes[index] !== false)
    const [first, last] = [branches[0], branches.at(-1)]
    // Of no rows the columns would be missing.
    if (first === undefined || last === undefined || kept.length === 0) continue
    if (outcomes.every((outcome) => outcome === undefined)) continue
    const texts = kept.map((branch) => {
      const { from, to, where } = branch
      const holds = outcomes[branches.indexOf(branch)] === true
      return holds ? `${textOf(from, where[0])}\n${textOf(where[1], to)}` : textOf(from, to)
    })
    return sql.slice(0, tokens[first.from]?.start) + texts.join('\nUNION ALL\n') + sql.slice(tokens[last.to - 1]?.end)
  }
  return undefined
}

/** Queries that are united, each list of them; without those that know what stands behind the first one's `WITH`. */
function unionsIn(tokens: readonly Token[]): Branch[][] {
  return tokens.flatMap((token, place) => {
    const inner = tokens[place + 1]?.text
    if (token.text !== '(' || inner !== 'SELECT') return []
    const level = placesAtLevel(tokens, place + 1, token.partner)
    const unions = level.filter((at) => tokens[at]?.text === 'UNION')
    if (unions.length === 0 || unions.some((at) => tokens[at + 1]?.text !== 'ALL')) return []
    const starts = [place + 1, ...unions.map((at) => at + 2)]
    return [starts.map((from, index) => branchOf(tokens, level, from, unions[index] ?? token.partner))]
  })
}

function branchOf(tokens: readonly Token[], level: readonly number[], from: number, to: number): Branch {
  const placeOf = (word: string) =>
    level.find((place) => place >= from && place < to && tokens[place]?.text === word) ?? to
  const where: [number, number] = [placeOf('WHERE'), placeOf('GROUP')]
  const words = tokens.slice(where[0] + 1, where[1]).map(({ text }) => text)
  const negated = words[0] === 'NOT' || words[0] === 'notEmpty' || words[1] === '!'
  return { from, to, where, test: testOf(words), negated }
}

/**
 * `{flag:Bool}`, `NOT {flag:Bool}`, `{name:…} = 'NAME'`, `{name:…} != 'NAME'`, `empty({ids:…})` or `notEmpty({ids:…})`,
 * and nothing else.
 */
function testOf(words: readonly string[]): Test | undefined {
  const flag = words[0] === 'NOT' ? words.slice(1) : words
  const named = placeholderName(flag[0])
  if (named !== undefined && flag.length === 1) return { parameter: named, kind: 'true', literal: 'true' }
  const [first, second, third] = words
  if ((first === 'empty' || first === 'notEmpty') && words.length === 4) {
    const parameter = placeholderName(third)
    return parameter === undefined ? undefined : { parameter, kind: 'empty', literal: '' }
  }
  const parameter = placeholderName(first)
  const compared = second === '=' ? words.slice(2) : second === '!' && third === '=' ? words.slice(3) : []
  const literal = compared.length === 1 ? literalOf(compared[0]) : undefined
  return parameter === undefined || literal === undefined ? undefined : { parameter, kind: 'equal', literal }
}
