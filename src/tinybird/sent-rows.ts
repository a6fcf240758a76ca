import { RequestFailure } from '../http/request-failure.ts'
import { clickIdParameters } from '../ingest/click-ids.ts'
import { createParseWithIds } from '../json/exact-ids.ts'
import { mayLoseDigits, parseExactly } from '../json/exact-json.ts'
import { absurdDepth, endOfString, excessIn } from '../json/json-bounds.ts'
import { forEachInSlices } from '../slices.ts'
import { isLongerThan } from '../text-bytes.ts'

/** Columns of rows that are ids, beside those that an event's properties have too. */
const idColumns = new Set<string>([
  'uuid',
  'session_id',
  'pageview_id',
  'location_id',
  'request_id',
  'funnel_id',
  'step_id',
  'page_id',
  'affiliate_id',
  ...clickIdParameters,
])
const parseRow = createParseWithIds((name) => idColumns.has(name))

/**
 * A row of a request as it came: its value, or what kept it from being read. `raw` is its source text, which quarantine
 * keeps.
 */
export type SentRow = { raw: string } & ({ fields: unknown } | { defect: string })

export interface RowLimits {
  maxRows: number
  rowMaxBytes: number
  maxDepth: number
}

export interface RowReading extends RowLimits {
  /** Numbers that a float would change become texts. */
  exactNumbers: boolean
}

/**
 * The rows of a body: a JSON object, the elements of an array, or one value per line. A row that cannot be read is a
 * row with a defect.
 * @throws RequestFailure `too_many_events`
 */
export async function readSentRows(body: string, limits: RowReading): Promise<SentRow[]> {
  const rows: SentRow[] = []
  await forEachInSlices(atMost(limits.maxRows, rowTexts(body.trim(), limits.rowMaxBytes)), (raw) =>
    rows.push(readRow(raw, limits)),
  )
  return rows
}

function* atMost(maxRows: number, texts: Iterable<string>): Generator<string> {
  let count = 0
  for (const text of texts) {
    if (++count > maxRows)
      throw new RequestFailure('too_many_events', `A request may hold at most ${maxRows} rows. Send them in several.`)
    yield text
  }
}

function rowTexts(body: string, rowMaxBytes: number): Iterable<string> {
  if (body.startsWith('[') && body.endsWith(']')) return elementTexts(body)
  return body.startsWith('{') && body.includes('\n') && isJson(body, rowMaxBytes) ? [body] : lineTexts(body)
}

function* lineTexts(body: string): Generator<string> {
  for (let start = 0; start < body.length; ) {
    const end = body.indexOf('\n', start)
    const line = body.slice(start, end === -1 ? body.length : end).trim()
    if (line !== '') yield line
    start = end === -1 ? body.length : end + 1
  }
}

/** The source texts between the commas of an array; what is not JSON there is found when the element is read. */
function* elementTexts(array: string): Generator<string> {
  let depth = 0
  let start = 1
  for (let at = 0; at < array.length; at++) {
    const character = array[at]
    if (character === '"') at = endOfString(array, at)
    else if (character === '[' || character === '{') depth++
    else if (character === ']' || character === '}') depth--
    const isEnd = at >= array.length - 1
    if (!isEnd && !(character === ',' && depth === 1)) continue
    const element = array.slice(start, at).trim()
    if (element !== '' || !isEnd || start > 1) yield element
    start = at + 1
  }
}

/** Whether it is one value. What has more parts than a row may have bytes is not parsed to tell. */
function isJson(text: string, rowMaxBytes: number): boolean {
  if (excessIn(text, { maxDepth: absurdDepth, maxParts: rowMaxBytes }) !== undefined) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function readRow(raw: string, { rowMaxBytes, maxDepth, exactNumbers }: RowReading): SentRow {
  if (isLongerThan(raw, rowMaxBytes)) return { raw, defect: `is longer than ${rowMaxBytes} bytes` }
  // Before it is parsed, in which each level takes as long as a hundred characters.
  if (excessIn(raw, { maxDepth, maxParts: rowMaxBytes }) === 'depth')
    return { raw, defect: `is nested deeper than ${maxDepth} levels` }
  try {
    const value = parseRow(raw)
    return { raw, fields: exactNumbers && mayLoseDigits(raw) ? parseExactly(raw) : value }
  } catch {
    return { raw, defect: 'is not JSON' }
  }
}
