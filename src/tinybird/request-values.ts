import { readBody } from '../http/request-body.ts'
import { createParseWithIds } from '../json/exact-ids.ts'
import { isDeeperThan } from '../json/json-depth.ts'
import { isJsonObject, type JsonValue } from '../json/json-value.ts'
import { TinybirdFailure } from './failure.ts'

/** What a request says, by name: every occurrence in the query, the form or the JSON, as text. */
export type RequestValues = ReadonlyMap<string, readonly string[]>

/** In all, also of one name: no pipe takes a hundredth of it. */
const maxValues = 1_000
/** Levels of a JSON body. Nothing that a pipe takes is nested at all. */
const maxDepth = 16

type Add = (name: string, value: string) => void

/**
 * Reads the parameters from wherever they are: the query, and the body of a POST as a form or as JSON.
 * @throws TinybirdFailure 400 for a body that is neither, or says too much; 415 for a compressed one; RequestFailure
 * for one that is too large.
 */
export async function readValues(request: Request, bodyMaxBytes: number): Promise<RequestValues> {
  const values = new Map<string, string[]>()
  let count = 0
  const add: Add = (name, value) => {
    if (++count > maxValues)
      throw new TinybirdFailure(400, `A request may hold at most ${maxValues} values of parameters.`)
    const said = values.get(name)
    if (said === undefined) values.set(name, [value])
    else said.push(value)
  }
  addForm(new URL(request.url).searchParams, add)
  if (request.method !== 'POST') return values
  const encoding = request.headers.get('Content-Encoding')?.trim() || 'identity'
  if (encoding.toLowerCase() !== 'identity')
    throw new TinybirdFailure(415, 'Send the parameters without Content-Encoding: a compressed body is not read here.')
  const body = new TextDecoder().decode(await readBody(request, bodyMaxBytes)).trim()
  const type = request.headers.get('Content-Type') ?? ''
  if (body === '') return values
  if (/json/i.test(type) || (body.startsWith('{') && !/form/i.test(type))) addJson(body, add)
  else if (/form-data/i.test(type))
    throw new TinybirdFailure(400, 'Send the parameters as application/x-www-form-urlencoded or as JSON.')
  else addForm(new URLSearchParams(body), add)
  return values
}

function addForm(form: URLSearchParams, add: Add): void {
  for (const [name, value] of form) add(name, value)
}

/** Every value becomes a text, so every long number may be an id. */
const parseExact = createParseWithIds(() => true)

function parsedBody(body: string): JsonValue | undefined {
  try {
    return parseExact(body)
  } catch {
    return undefined
  }
}

/** Clients leave out what is null. A list is comma-separated, an object is its JSON. */
function addJson(body: string, add: Add): void {
  const parsed = parsedBody(body)
  if (!isJsonObject(parsed)) throw new TinybirdFailure(400, 'The body must be one JSON object of parameters.')
  // Before anything calls itself at each level, as String() and JSON.stringify() do.
  if (isDeeperThan(parsed, maxDepth))
    throw new TinybirdFailure(400, `The body is nested deeper than ${maxDepth} levels.`)
  for (const [name, value] of Object.entries(parsed)) {
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) add(name, value.map(String).join(','))
    else add(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
}
