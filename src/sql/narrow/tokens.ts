/** A piece of a statement: a word, a text in quotes, a placeholder `{name:Type}`, or one other character. */
export interface Token {
  text: string
  start: number
  end: number
  /** For a bracket: where its partner stands in the list. */
  partner: number
}

const pattern = /'(?:[^'\\]|\\.|'')*'|\{\w+:[^}]*\}|[A-Za-z_]\w*|\d+(?:\.\d+)?|\S/g

/** Our own statements, without comments, as a list of tokens whose brackets know their partners. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  const open: number[] = []
  for (const { 0: text, index: start } of sql.matchAll(pattern)) {
    const place = tokens.length
    const token = { text, start, end: start + text.length, partner: -1 }
    tokens.push(token)
    if (text === '(' || text === '[') open.push(place)
    if (text !== ')' && text !== ']') continue
    const opening = open.pop()
    const partner = opening === undefined ? undefined : tokens[opening]
    if (opening === undefined || partner === undefined) throw new Error('A bracket is closed that was not opened.')
    token.partner = opening
    partner.partner = place
  }
  return tokens
}

/** The parts of a list between its commas, as [first, after the last] places. */
export function partsOf(tokens: readonly Token[], from: number, to: number): [number, number][] {
  const parts: [number, number][] = []
  let first = from
  for (let place = from; place < to; place++) {
    const token = tokens[place]
    if (token === undefined) break
    if (token.partner > place) place = token.partner
    else if (token.text === ',') {
      parts.push([first, place])
      first = place + 1
    }
  }
  if (first < to) parts.push([first, to])
  return parts
}

/** The places outside of all brackets. */
export function placesAtLevel(tokens: readonly Token[], from: number, to: number): number[] {
  const places: number[] = []
  for (let place = from; place < to; place++) {
    places.push(place)
    const partner = tokens[place]?.partner ?? -1
    if (partner > place) place = partner - 1
  }
  return places
}

/** `{name:Type}` → `name`. */
export const placeholderName = (text: string | undefined): string | undefined => /^\{(\w+):/.exec(text ?? '')?.[1]

/** Cuts places out of a text, or puts something else there. */
export function splice(sql: string, changes: readonly { start: number; end: number; by: string }[]): string {
  let [text, at] = ['', 0]
  for (const { start, end, by } of [...changes].sort((a, b) => a.start - b.start)) {
    if (start < at) continue
    text += sql.slice(at, start) + by
    at = end
  }
  return text + sql.slice(at)
}
