import { readBody } from '../http/request-body.ts'
import { isJsonObject } from '../json/json-value.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { TinybirdFailure } from './failure.ts'

/** What a request says, by name: every occurrence in the query, the form or the JSON, as text. */
export type RequestValues = ReadonlyMap<string, readonly string[]>

/** Names that are never parameters of a pipe, besides `output_format_*`. */
const reserved = new Set(['token', 'from', 'q', 'explain', 'pipeline'])
export const isReserved = (name: string) => reserved.has(name) || name.startsWith('output_format_')

/**
 * Reads the parameters from wherever they are: the query, and the body of a POST as a form or as JSON.
 * @throws TinybirdFailure 400 for a body that is neither; RequestFailure for one that is too large.
 */
export async function readValues(request: Request, bodyMaxBytes: number): Promise<RequestValues> {
  const values = new Map<string, string[]>()
  const add = (name: string, value: string) => values.set(name, [...(values.get(name) ?? []), value])
  new URL(request.url).searchParams.forEach((value, name) => {
    add(name, value)
  })
  if (request.method !== 'POST') return values
  const body = new TextDecoder().decode(await readBody(request, bodyMaxBytes)).trim()
  const type = request.headers.get('Content-Type') ?? ''
  if (body === '') return values
  if (/json/i.test(type) || (body.startsWith('{') && !/form/i.test(type))) addJson(body, add)
  else if (/form-data/i.test(type))
    throw new TinybirdFailure(400, 'Send the parameters as application/x-www-form-urlencoded or as JSON.')
  else
    new URLSearchParams(body).forEach((value, name) => {
      add(name, value)
    })
  return values
}

/** Clients leave out what is null. A list is comma-separated, an object is its JSON. */
function addJson(body: string, add: (name: string, value: string) => void): void {
  const parsed = parsedJson(body)
  if (!isJsonObject(parsed)) throw new TinybirdFailure(400, 'The body must be one JSON object of parameters.')
  for (const [name, value] of Object.entries(parsed)) {
    if (value === null || value === undefined) continue
    if (Array.isArray(value)) add(name, value.map(String).join(','))
    else add(name, typeof value === 'object' ? JSON.stringify(value) : String(value))
  }
}
