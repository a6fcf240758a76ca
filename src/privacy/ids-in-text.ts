import { toDistinctId } from '../ingest/distinct-id.ts'
import { isJsonObject, type JsonValue } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { isIdProperty } from './named-ids.ts'

/** Of ids under names of ids, and of words, each. In what quarantine keeps of a text there are fewer. */
const idsPerTextMax = 100_000

/**
 * An id like `premium` or `42` is also a word. One that nobody writes by chance (six characters or more with a digit or
 * a sign among them, not a number) is an id wherever it stands.
 */
export const isUnmistakable = (id: string) => id.length >= 6 && /[\d@_:|-]/.test(id) && !/^[\d.,-]+$/.test(id)

/**
 * What may be ids in the raw text of an event that could not be understood: values of JSON, and the words of any text
 * in it. A number counts as JSON only under the name of an id, for else it is a price.
 */
export function possibleIdsIn(raw: string): ReadonlySet<string> {
  const ids = new Set<string>()
  const { named, texts } = contentOf(raw)
  // By name first: a long event must not hide them.
  for (const id of named) if (ids.size < idsPerTextMax) ids.add(id)
  const max = ids.size + idsPerTextMax
  const add = (id: string) => {
    if (id !== '' && ids.size < max) ids.add(id)
  }
  for (const text of texts) forEachWord(text, add)
  // As it was sent: names of properties are texts too, and of two values of one name the parser tells the last.
  forEachWord(raw, (word) => isUnmistakable(word) && add(word))
  return ids
}

interface Content {
  named: string[]
  texts: string[]
}

/**
 * A text may be JSON that holds texts that are JSON. With a list of what is to be read, for a recursion could overflow.
 */
function contentOf(raw: string): Content {
  const content: Content = { named: [], texts: [] }
  const json = parsedJson(raw)
  if (json === undefined) return { ...content, texts: [withoutNames(raw)] }
  const waiting: { value: JsonValue; isNamed: boolean }[] = [{ value: json, isNamed: true }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { value, isNamed } = next
    if (Array.isArray(value)) for (const one of value.toReversed()) waiting.push({ value: one, isNamed })
    else if (isJsonObject(value))
      for (const [name, one] of Object.entries(value).toReversed())
        waiting.push({ value: one, isNamed: isIdProperty(name) })
    else {
      if (isNamed && value !== null && value !== '') content.named.push(toDistinctId(value))
      if (typeof value !== 'string') continue
      const inner = /^\s*[{[]/.test(value) ? parsedJson(value) : undefined
      if (inner === undefined) content.texts.push(value)
      else waiting.push({ value: inner, isNamed: false })
    }
  }
  return content
}

/** What is nearly JSON has names of properties too, and nobody is called `event`. */
const withoutNames = (text: string) => text.replace(/"[^"\\]*"\s*:/g, ' ')

/** From the whole text down to words: an id may hold what separates others. */
function forEachWord(text: string, found: (word: string) => void): void {
  const add = (word: string) => {
    if (word === '') return
    found(toDistinctId(word))
    const bare = withoutEdges(word)
    if (bare !== word && bare !== '') found(toDistinctId(bare))
    if (!word.includes('%') || word.length > wordMaxLength) return
    const decoded = decodedUri(bare)
    if (decoded !== '') found(toDistinctId(decoded))
  }
  add(text)
  for (const quoted of text.split(/["\r\n]+/)) add(quoted)
  for (const cell of text.split(/["\r\n\t,;]+/)) add(cell)
  for (const word of text.split(/[\s"',;=&?{}[\]()<>|\\]+/)) add(word)
  // `mailto:ann@x.com` and `/users/ann-1` name somebody, but 10 in a time does not.
  for (const part of text.split(/[^\p{L}\p{N}_.+@-]+/u)) if (isUnmistakable(part)) add(part)
}

/** A percent-encoded id is no longer. */
const wordMaxLength = 4_000

const edges = new Set([...' \t:.!\\'])

/** By hand: a pattern takes long for a long text of edges. */
function withoutEdges(word: string): string {
  let [start, end] = [0, word.length]
  while (start < end && edges.has(word.charAt(start))) start++
  while (end > start && edges.has(word.charAt(end - 1))) end--
  return word.slice(start, end)
}

function decodedUri(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}
