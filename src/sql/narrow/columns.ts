import { partsOf, placesAtLevel, splice, type Token, tokensOf } from './tokens.ts'

/** One `SELECT` of a statement. */
interface Select {
  parent: Select | undefined
  /** Whether `parent` reads it by the names of its columns, as a source: others are read by their order. */
  isSource: boolean
  /** The queries that it is united with, itself included: a column is left out of all of them, or of none. */
  united: Select[]
  columns: Item[]
  /** What stands behind `WITH`: its own queries know these names too. */
  names: Item[]
  /** From its first place to after its last. */
  range: [number, number]
  /** Places of its own tokens: not of the sources that it reads. */
  own: number[]
  passesAll: boolean
}

interface Item {
  name: string | undefined
  from: number
  to: number
  isRemovable: boolean
}

interface Change {
  start: number
  end: number
  by: string
}

const ends = new Set(['FROM', 'WHERE', 'GROUP', 'ORDER', 'LIMIT', 'HAVING', 'UNION', 'SETTINGS', 'QUALIFY'])

/**
 * Leaves out the columns of inner queries that nobody reads. The engine would not compute them either, but it resolves
 * each one at every level of views, and for small answers that takes most of the time.
 */
export function dropUnreadColumns(sql: string): string {
  let text = sql
  for (;;) {
    const tokens = tokensOf(text)
    const changes = [...readSelects(tokens).flatMap((select) => unread(select, tokens)), ...passedOn(tokens)]
    if (changes.length === 0) return text.replace(/\n\s*\n/g, '\n')
    text = splice(text, changes)
  }
}

/** `(SELECT * FROM (…))` is what stands in the inner brackets. */
function passedOn(tokens: readonly Token[]): Change[] {
  return tokens.flatMap((outer, place) => {
    const [select, all, from, inner] = tokens.slice(place + 1, place + 5)
    const isPassedOn = select?.text === 'SELECT' && all?.text === '*' && from?.text === 'FROM' && inner?.text === '('
    if (!isPassedOn || outer.text !== '(' || inner.partner + 1 !== outer.partner) return []
    const [innerEnd, outerEnd] = [tokens[inner.partner], tokens[outer.partner]]
    if (innerEnd === undefined || outerEnd === undefined) return []
    return [
      { start: select.start, end: inner.end, by: '' },
      { start: innerEnd.start, end: innerEnd.end, by: '' },
    ]
  })
}

function unread(select: Select, tokens: readonly Token[]): Change[] {
  const unreadColumns = select.columns.filter((_, index) =>
    select.united.every((one) => {
      const item = one.columns[index]
      return item?.isRemovable === true && !isRead(item, one, tokens)
    }),
  )
  // Rows need at least one column.
  if (unreadColumns.length === select.columns.length) unreadColumns.shift()
  const unreadNames = select.names.filter((item) => item.isRemovable && !isNamed(item, select, tokens))
  const columns = without(select.columns, unreadColumns, tokens)
  if (unreadNames.length < select.names.length) return [...columns, ...without(select.names, unreadNames, tokens)]
  const [start, end] = [tokens[select.range[0]], tokens[unreadNames.at(-1)?.to ?? -1]]
  return start === undefined || end === undefined
    ? columns
    : [...columns, { start: start.start, end: end.start, by: '' }]
}

/** Takes parts out of a list, each with one of its commas. At least one part stays. */
function without(list: readonly Item[], gone: readonly Item[], tokens: readonly Token[]): Change[] {
  const kept = list.filter((item) => !gone.includes(item))
  const changes: Change[] = []
  for (const item of gone) {
    const [first, last, after] = [tokens[item.from], tokens[item.to - 1], tokens[item.to]]
    const before = tokens[item.from - 1]
    const isBehindAll = kept.every(({ from }) => from < item.from)
    if (first === undefined || last === undefined) continue
    if (!isBehindAll && after !== undefined) changes.push({ start: first.start, end: after.end, by: '' })
    else if (isBehindAll && before !== undefined) changes.push({ start: before.start, end: last.end, by: '' })
  }
  return changes
}

/** Whether its name stands anywhere else in its own query, or in one that reads it. */
function isRead({ name, from, to }: Item, select: Select, tokens: readonly Token[]): boolean {
  if (!select.isSource) return true
  if (select.own.some((place) => (place < from || place >= to) && tokens[place]?.text === name)) return true
  for (let reader = select; reader.parent !== undefined; reader = reader.parent) {
    if (reader.parent.own.some((place) => tokens[place]?.text === name)) return true
    if (!reader.parent.passesAll) return false
    // Whoever passes all columns on to an unknown reader is read for all of them.
    if (!reader.parent.isSource) return true
  }
  return true
}

function isNamed({ name, from, to }: Item, { range }: Select, tokens: readonly Token[]): boolean {
  for (let place = range[0]; place < range[1]; place++)
    if ((place < from || place >= to) && tokens[place]?.text === name) return true
  return false
}

function readSelects(tokens: readonly Token[]): Select[] {
  const selects: Select[] = []

  /** The queries between two places: several, if they are united. */
  function readQueries(from: number, to: number, parent: Select | undefined, isSource: boolean): void {
    const unions = placesAtLevel(tokens, from, to).filter((place) => tokens[place]?.text === 'UNION')
    const starts = [from, ...unions.map((place) => place + 2)]
    const united = starts.flatMap((start, index) => readSelect(start, unions[index] ?? to, parent, isSource) ?? [])
    // United queries are read by the order of their columns: by names too, if all have the same ones in the same order.
    const names = united.map(({ columns }) => columns.map(({ name }) => name))
    const areNamed = names.every((ones) =>
      ones.every((name, index) => name !== undefined && name === names[0]?.[index]),
    )
    const keepAll = unions.every((place) => tokens[place + 1]?.text === 'ALL')
    for (const select of united) {
      if (united.length > 1 && areNamed && keepAll) select.united = united
      else if (united.length > 1) select.isSource = false
    }
  }

  function readSelect(from: number, to: number, parent: Select | undefined, isSource: boolean): Select | undefined {
    const level = placesAtLevel(tokens, from, to)
    const at = level.find((place) => tokens[place]?.text === 'SELECT')
    if (at === undefined) return undefined
    const isDistinct = tokens[at + 1]?.text === 'DISTINCT'
    const first = at + (isDistinct ? 2 : 1)
    const end = level.find((place) => place > at && ends.has(tokens[place]?.text ?? '')) ?? to
    const isGrouped = level.some((place) => tokens[place]?.text === 'GROUP')
    const columns = partsOf(tokens, first, end).map(([start, stop]): Item => {
      const item = itemOf(tokens, start, stop)
      // Without GROUP BY an aggregate makes one row of all.
      const isRemovable = item.isRemovable && !isDistinct && (isGrouped || !item.aggregates)
      return { ...item, isRemovable }
    })
    const names =
      tokens[from]?.text === 'WITH'
        ? partsOf(tokens, from + 1, at).map(([start, stop]) => itemOf(tokens, start, stop))
        : []
    const select: Select = {
      parent,
      isSource,
      united: [],
      columns,
      names,
      range: [from, to],
      own: [],
      passesAll: columns.some((column) => passesAll(tokens, column)),
    }
    select.united.push(select)
    selects.push(select)
    collectOwn(from, to, select)
    return select
  }

  /** Own tokens are all but those of sources; queries within expressions are own too, and have sources of their own. */
  function collectOwn(from: number, to: number, select: Select): void {
    for (let place = from; place < to; place++) {
      const token = tokens[place]
      if (token === undefined) return
      const inner = tokens[place + 1]?.text
      // Who leaves a column out does not read it.
      if (token.text === 'EXCEPT' && inner === '(') {
        place = tokens[place + 1]?.partner ?? place
        continue
      }
      if (token.text === '(' && (inner === 'SELECT' || inner === 'WITH') && token.partner > place) {
        const before = tokens[place - 1]?.text
        if (before === 'FROM' || before === 'JOIN') {
          readQueries(place + 1, token.partner, select, true)
          place = token.partner
          continue
        }
        readQueries(place + 1, token.partner, undefined, false)
      }
      select.own.push(place)
    }
  }

  readQueries(0, tokens.length, undefined, false)
  return selects
}

/** `*` or `source.*`, and not a product. */
const passesAll = (tokens: readonly Token[], { from }: Item): boolean =>
  tokens[from]?.text === '*' || (tokens[from + 1]?.text === '.' && tokens[from + 2]?.text === '*')

const aggregate = /^(?:count|sum|min|max|arg|any|avg|uniq|group|quantile|median|first_value|last_value)/

/** `name(…)` or `name(…)(…)`, unless over a window: that keeps its rows. */
function isCall(tokens: readonly Token[], place: number): boolean {
  let after = place + 1
  while (tokens[after]?.text === '(') after = (tokens[after]?.partner ?? after) + 1
  return after > place + 1 && tokens[after]?.text !== 'OVER'
}

function itemOf(tokens: readonly Token[], from: number, to: number): Item & { aggregates: boolean } {
  const texts = tokens.slice(from, to).map(({ text }) => text)
  const isPlain =
    /^[A-Za-z_]\w*$/.test(texts.at(-1) ?? '') &&
    (texts.length === 1 || texts.at(-2) === 'AS' || (texts.length === 3 && texts[1] === '.'))
  return {
    name: isPlain ? texts.at(-1) : undefined,
    from,
    to,
    // One row may become several, whoever reads them.
    isRemovable: isPlain && !texts.includes('arrayJoin'),
    aggregates: texts.some((text, index) => aggregate.test(text) && isCall(tokens, from + index)),
  }
}
