import { idIn, mayBeCut } from '../ingest/distinct-id.ts'
import { isJsonObject, type JsonValue } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { isUnmistakable, possibleIdsIn } from './ids-in-text.ts'
import { isIdProperty } from './named-ids.ts'

/** What stands where an id stood in a text of somebody else. */
const erasedText = '[erased]'

/** Finds ids in what is not about their person: events of others, texts of errors, quarantine. */
export interface Mentions {
  /** Texts of which a row that may mention an id holds one. There are false ones among them. */
  needles: readonly string[]
  /** The same of raw texts, in which every word counts. */
  rawNeedles: readonly string[]
  /**
   * Whether the raw text of what could not be understood names an id: nothing says whose it is, so also if it is a word
   * like others.
   */
  isInRaw(text: string): boolean
  /** Whether a text, JSON or not, names an id. */
  isIn(text: string): boolean
  /** A text without the ids. */
  withoutIn(text: string): string
  /** A value without the ids: properties that are named after an id are removed, mentions in texts replaced. */
  without(value: JsonValue): JsonValue
}

export function createMentions(ids: readonly string[]): Mentions {
  const all = new Set(ids)
  const forms = ids.filter(isUnmistakable).flatMap((id) => {
    const rest = mayBeCut(id) ? restOfWord : ''
    return [...new Set([id, encodeURIComponent(id.toWellFormed())])].map((form) => ({ form, rest }))
  })
  // Not inside a longer word: user-1 is not in user-10, nor ann@x.com in joann@x.com.
  const pattern =
    forms.length === 0
      ? undefined
      : new RegExp(
          `(?<![\\p{L}\\p{N}_.+@-])(?:${forms
            .toSorted((a, b) => b.form.length - a.form.length)
            .map(({ form, rest }) => escaped(form) + rest)
            .join('|')})(?![\\p{L}\\p{N}_@-]|\\.[\\p{L}\\p{N}])`,
          'gu',
        )
  // What may have been longer has no end.
  const quoted = ids.map((id) => (mayBeCut(id) ? JSON.stringify(id).slice(0, -1) : JSON.stringify(id)))
  // As the value of a property, for an id may be a number.
  const numbers = ids.filter((id) => String(Number(id)) === id).flatMap((id) => [`:${id},`, `:${id}}`])
  const needles = [...new Set([...forms.flatMap(({ form }) => [form, inJson(form)]), ...quoted, ...numbers])]

  // What is nearly JSON cannot be read, and so is searched for those that stand there in another form.
  const escapedIds = quoted.filter((one) => one.includes('\\'))
  // As they stand in a CSV row, in JSON, in JSON within JSON, and in a URL.
  const inTexts = ids.flatMap((id) => [id, ...inOthersJson(id)])
  const rawNeedles = [...new Set([...inTexts, ...inTexts.map(inJson), ...ids.flatMap(inUri)])]

  const withoutIn = (text: string) => (pattern === undefined ? text : text.replace(pattern, erasedText))

  function without(value: JsonValue): JsonValue {
    if (typeof value === 'string') return withoutIn(value)
    if (Array.isArray(value)) return value.map(without)
    if (!isJsonObject(value)) return value
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name]) => !(isIdProperty(name) && all.has(idIn(value, name))))
        .map(([name, one]) => [withoutIn(name), without(one)]),
    )
  }

  return {
    needles,
    rawNeedles,
    isInRaw(text) {
      if (withoutIn(text) !== text || escapedIds.some((one) => text.includes(one))) return true
      const possible = possibleIdsIn(text)
      return ids.some((id) => possible.has(id))
    },
    isIn(text) {
      if (withoutIn(text) !== text) return true
      const json = parsedJson(text)
      // What is no JSON has no names: a whole quoted value counts.
      if (json === undefined) return quoted.some((one) => text.includes(one))
      return JSON.stringify(without(json)) !== JSON.stringify(json)
    },
    withoutIn,
    without,
  }
}

/** Of an id that was longer when it was sent, the text holds all. */
const restOfWord = '(?:[\\p{L}\\p{N}_@+-]|%[\\dA-Fa-f]{2}|\\.(?=[\\p{L}\\p{N}]))*'

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')

/** Some programs encode less, and some write small letters. */
function inUri(id: string): string[] {
  const sent = id.toWellFormed()
  return [encodeURIComponent(sent), encodeURI(sent)].flatMap((uri) => [
    uri,
    uri.replace(/%../g, (code) => code.toLowerCase()),
  ])
}
/** Python writes ASCII alone, and PHP a backslash before each slash as well. */
function inOthersJson(id: string): string[] {
  const plain = inJson(id)
  const ascii = plain.replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [plain, ...[plain, ascii].map((text) => text.replaceAll('/', '\\/')), ascii]
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1)
