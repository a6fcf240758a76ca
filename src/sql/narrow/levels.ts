import { partsOf, splice, type Token, tokensOf } from './tokens.ts'

/**
 * What a query has that is more than columns and rows of another one. (Beside FINAL the engine reads an element of a
 * tuple unmerged.)
 */
const clauses = new Set(['FINAL', 'GROUP', 'ORDER', 'LIMIT', 'HAVING', 'UNION', 'QUALIFY', 'WINDOW', 'ARRAY'])

/**
 * Makes one query of two, where the outer one only passes on what the inner one yields, or adds columns to it: every
 * level costs a resolution of all its columns.
 */
export function mergeLevels(sql: string): string {
  let text = sql
  for (;;) {
    const tokens = tokensOf(text)
    const merged = withoutWrapper(text, tokens) ?? withAddedColumns(text, tokens)
    if (merged === undefined) return text
    text = merged
  }
}

/**
 * `SELECT a, b FROM (SELECT a, x AS b …) SETTINGS …` is the inner query, if its columns are the same in the same order.
 */
function withoutWrapper(sql: string, tokens: readonly Token[]): string | undefined {
  const from = placeOf(tokens, 'FROM', 1, tokens.length)
  const [open, inner] = [tokens[from + 1], tokens[from + 2]?.text]
  if (tokens[0]?.text !== 'SELECT' || open?.text !== '(' || (inner !== 'SELECT' && inner !== 'WITH')) return undefined
  const after = tokens[open.partner + 1]
  if (after !== undefined && after.text !== 'SETTINGS') return undefined
  const names = partsOf(tokens, 1, from).map(([start, end]) => (end - start === 1 ? tokens[start]?.text : undefined))
  const start = inner === 'SELECT' ? from + 2 : placeOf(tokens, 'SELECT', from + 2, open.partner)
  const innerFrom = placeOf(tokens, 'FROM', start, open.partner)
  if (innerFrom < 0 || placeOf(tokens, 'UNION', from + 2, open.partner) >= 0) return undefined
  if (tokens[start + 1]?.text === 'DISTINCT') return undefined
  const same = partsOf(tokens, start + 1, innerFrom).map(([first, end]) => nameOf(tokens, first, end))
  if (names.length !== same.length || !names.every((name, place) => name !== undefined && name === same[place]))
    return undefined
  const close = tokens[open.partner]
  return close === undefined ? undefined : sql.slice(open.end, close.start).trim() + sql.slice(close.end)
}

/** `(SELECT s.*, x AS a FROM (SELECT b FROM …) AS s)` is `(SELECT b, x AS a FROM …)`. */
function withAddedColumns(sql: string, tokens: readonly Token[]): string | undefined {
  for (const [place, token] of tokens.entries()) {
    if (token.text !== '(' || tokens[place + 1]?.text !== 'SELECT') continue
    const from = placeOf(tokens, 'FROM', place + 1, token.partner)
    const open = tokens[from + 1]
    if (from < 0 || open?.text !== '(' || tokens[from + 2]?.text !== 'SELECT') continue
    const alias = tokens[open.partner + 1]?.text === 'AS' ? tokens[open.partner + 2]?.text : undefined
    const end = open.partner + (alias === undefined ? 1 : 3)
    if (end !== token.partner || placeOf(tokens, 'UNION', from + 2, open.partner) >= 0) continue
    const added = addedColumns(tokens, place + 2, from, alias)
    const innerFrom = placeOf(tokens, 'FROM', from + 2, open.partner)
    if (added === undefined || innerFrom < 0 || !isPlain(tokens, from + 2, open.partner)) continue
    const names = added.map(([first, last]) => nameOf(tokens, first, last))
    // Such a name would mean something else to the inner query.
    const innerTexts = new Set(tokens.slice(from + 2, open.partner).map(({ text }) => text))
    if (names.some((name) => name === undefined || innerTexts.has(name))) continue
    const texts = added.map(([first, last]) => unqualified(sql, tokens, first, last, alias))
    const [innerStart, fromAt, close] = [tokens[from + 2], tokens[innerFrom], tokens[open.partner]]
    const outerEnd = tokens[token.partner]
    if (innerStart === undefined || fromAt === undefined || close === undefined || outerEnd === undefined) continue
    const columns = [sql.slice(innerStart.end, fromAt.start).trim(), ...texts].join(',\n')
    return `${sql.slice(0, token.end)}SELECT ${columns}\n${sql.slice(fromAt.start, close.start)}${sql.slice(outerEnd.start)}`
  }
  return undefined
}

/** What stands beside one `*`; undefined if there is none, or more than one. */
function addedColumns(
  tokens: readonly Token[],
  from: number,
  to: number,
  alias: string | undefined,
): [number, number][] | undefined {
  const parts = partsOf(tokens, from, to)
  const isAll = ([start, end]: [number, number]) => {
    const texts = tokens.slice(start, end).map(({ text }) => text)
    return texts.join('') === '*' || (alias !== undefined && texts.join('') === `${alias}.*`)
  }
  // Anything else with * leaves columns out.
  const [first, ...rest] = parts
  return first !== undefined && isAll(first) && !rest.some(isAll) ? rest : undefined
}

/** Neither merged by FINAL, grouped, ordered, limited, united nor made distinct. */
function isPlain(tokens: readonly Token[], from: number, to: number): boolean {
  if (tokens[from + 1]?.text === 'DISTINCT') return false
  for (let place = from; place < to; place++) {
    const token = tokens[place]
    if (token === undefined) break
    if (token.partner > place) place = token.partner
    else if (clauses.has(token.text)) return false
  }
  return true
}

function nameOf(tokens: readonly Token[], from: number, to: number): string | undefined {
  const last = tokens[to - 1]?.text ?? ''
  if (!/^[A-Za-z_]\w*$/.test(last)) return undefined
  const before = tokens[to - 2]?.text
  return to - from === 1 || before === 'AS' || (to - from === 3 && before === '.') ? last : undefined
}

/** `visits.column` → `column`. */
function unqualified(
  sql: string,
  tokens: readonly Token[],
  from: number,
  to: number,
  alias: string | undefined,
): string {
  const [first, last] = [tokens[from], tokens[to - 1]]
  if (first === undefined || last === undefined) return ''
  const changes = tokens.slice(from, to).flatMap((token, index) => {
    const dot = tokens[from + index + 1]
    const isQualifier = token.text === alias && dot?.text === '.' && tokens[from + index - 1]?.text !== '.'
    return isQualifier ? [{ start: token.start - first.start, end: dot.end - first.start, by: '' }] : []
  })
  return splice(sql.slice(first.start, last.end), changes)
}

/** Where a word stands outside of brackets, or -1. */
function placeOf(tokens: readonly Token[], word: string, from: number, to: number): number {
  for (let place = from; place < to; place++) {
    const token = tokens[place]
    if (token === undefined) return -1
    if (token.text === word) return place
    if (token.partner > place) place = token.partner
  }
  return -1
}
