import { decompress, gunzipIfGzip } from '../../http/decompress.ts'
import { readBody } from '../../http/request-body.ts'
import { RequestFailure } from '../../http/request-failure.ts'
import { parseWithIds } from '../../json/exact-ids.ts'
import { absurdDepth, excessIn } from '../../json/json-bounds.ts'
import type { JsonValue } from '../../json/json-value.ts'
import type { BodyRoom } from '../body-budget.ts'
import { decompressLz64 } from './lz64.ts'

export interface Payload {
  json: JsonValue
  /** Size of the JSON text; no event inside is larger. */
  bytes: number
}

/** Reads a capture request of any SDK generation: the body, or `?data=` when there is none. */
export async function readPayload(request: Request, maxBytes: number, room: BodyRoom): Promise<Payload> {
  return decodePayload(request, await readBody(request, maxBytes, room), maxBytes, room)
}

/** The JSON in a body that has been read. @throws RequestFailure */
export async function decodePayload(
  request: Request,
  body: Uint8Array,
  maxBytes: number,
  room: BodyRoom,
): Promise<Payload> {
  const text = await textOf(request, body, maxBytes, room)
  if (text.trim() === '') throw new RequestFailure('empty_body', 'The request has no body.')
  assertBounded(text, maxBytes)
  try {
    return { json: parseWithIds(text), bytes: Buffer.byteLength(text) }
  } catch {
    // No cause: the message of a syntax error quotes the content.
    throw new RequestFailure('malformed_json', 'The body is not valid JSON.')
  }
}

/** Browsers' events have one for twelve bytes, even in a full request. Parsed, so many take 200 MB at worst. */
const maxParts = (maxBytes: number) => Math.max(500_000, Math.floor(maxBytes / 8))

/** Whoever sends this need not know a write key yet, and JSON that is parsed holds up everything else. */
function assertBounded(text: string, maxBytes: number): void {
  const parts = maxParts(maxBytes)
  switch (excessIn(text, { maxDepth: absurdDepth, maxParts: parts })) {
    case 'depth':
      throw new RequestFailure('malformed_json', `The body is nested deeper than ${absurdDepth} levels.`)
    case 'parts':
      throw new RequestFailure(
        'too_large',
        `The request holds more than ${parts} arrays, objects and values. Send them in several.`,
      )
  }
}

async function textOf(request: Request, body: Uint8Array, maxBytes: number, room: BodyRoom): Promise<string> {
  const query = new URL(request.url).searchParams
  const contentEncoding = request.headers.get('Content-Encoding') ?? ''
  const hint = (query.get('compression') ?? contentEncoding).toLowerCase()
  if (body.byteLength === 0) return decodeText(dataIn(query), hint, maxBytes, room)
  const text = utf8(await decompress(body, contentEncoding, maxBytes, room))
  const form = formOf(text, request.headers.get('Content-Type') ?? '')
  if (form === undefined) return decodeText(text, hint, maxBytes, room)
  return decodeText(dataIn(form), form.get('compression') ?? hint, maxBytes, room)
}

/** @throws RequestFailure for several: all but one would vanish. */
function dataIn(form: URLSearchParams): string {
  const [data = '', another] = form.getAll('data')
  if (another !== undefined)
    throw new RequestFailure('malformed_body', 'There is more than one "data". Send a list of events in one.')
  return data
}

/** A form, unless it only claims to be one: `curl -d '{…}'` sends JSON under the content type of a form. */
function formOf(text: string, contentType: string): URLSearchParams | undefined {
  if (looksLikeJson(text) || isBase64(text.trim())) return undefined
  const isForm = contentType.toLowerCase().includes('application/x-www-form-urlencoded') || text.startsWith('data=')
  if (!isForm) return undefined
  if (hasMoreThan(text, '&', maxParameters))
    throw new RequestFailure('malformed_body', `A form may have at most ${maxParameters} parameters.`)
  return new URLSearchParams(text)
}

/** SDKs send a handful. Each takes fifty times the memory of the two characters that make it. */
const maxParameters = 1_000

function hasMoreThan(text: string, part: string, most: number): boolean {
  let count = 0
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + 1)) if (++count > most) return true
  return false
}

/**
 * Undoes base64 and lz64. What the text looks like decides before the hint does: hints are missing (1.100 sends base64
 * without any) or wrong (`compression=gzip-js` on plain text).
 */
async function decodeText(text: string, hint: string, maxBytes: number, room: BodyRoom): Promise<string> {
  if (looksLikeJson(text)) return text
  // A `+` that was not escaped has become a space on its way through a form or a URL.
  const repaired = text.trim().replaceAll(' ', '+')
  if (hint === 'lz64' || hint === 'lz-string') {
    const content = decompressLz64(repaired, maxBytes)
    room.take(Buffer.byteLength(content))
    return content
  }
  if (hint === 'base64' || hint === 'b64' || isBase64(repaired))
    return utf8(await gunzipIfGzip(Buffer.from(repaired, 'base64'), maxBytes, room))
  return text
}

const looksLikeJson = (text: string) => /^\s*[{[]/.test(text)
const isBase64 = (text: string) => text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)
/** Lenient, and without a byte order mark: half a character in one text must not cost the whole batch. */
const utf8 = (bytes: Uint8Array) => new TextDecoder().decode(bytes)
