import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import LZString from 'lz-string'
import { CaptureError, malformed, tooLarge } from './capture-error.ts'

const unpackers = {
  gzip: promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

/** What the request says about its payload, wherever it says it. */
export interface PayloadHints {
  compression: string
  contentEncoding: string
  contentType: string
}

/** Reads at most `maxBytes`; whatever the headers claim, the bytes are counted. */
export async function readBytes(request: Request, maxBytes: number): Promise<Buffer> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks, size)
}

/**
 * Bytes → JSON text, in the order of PostHog's capture service: gzip is recognised by its first bytes whatever the hints
 * say (current posthog-js gives none), then the hints, then form fields, then payloads that are base64 as a whole.
 */
export async function payloadText(bytes: Buffer, hints: PayloadHints, maxBytes: number): Promise<string> {
  if (isGzip(bytes)) return payloadText(await unpack('gzip', bytes, maxBytes), { ...hints, compression: '', contentEncoding: '' }, maxBytes)
  const encoding = hints.contentEncoding.toLowerCase()
  if (encoding === 'deflate' || encoding === 'br')
    return payloadText(await unpack(encoding, bytes, maxBytes), { ...hints, contentEncoding: '' }, maxBytes)
  const text = bytes.toString('utf8')
  const form = hints.contentType.includes('application/x-www-form-urlencoded') || /^data=/.test(text)
  const fields = form ? new URLSearchParams(text) : undefined
  const data = fields?.get('data')
  if (data == null) return textOf(text, bytes, hints.compression, maxBytes)
  const compression = hints.compression || (fields?.get('compression') ?? '')
  return textOf(data, Buffer.from(data, 'latin1'), compression, maxBytes)
}

async function textOf(text: string, bytes: Buffer, compression: string, maxBytes: number): Promise<string> {
  switch (compression.toLowerCase()) {
    case 'gzip':
    case 'gzip-js': {
      // The hint is also sent beside plain JSON by clients whose compressor failed.
      const base64 = fromBase64(text)
      return base64 !== undefined && isGzip(base64) ? (await unpack('gzip', base64, maxBytes)).toString('utf8') : text
    }
    case 'lz64':
    case 'lz-string':
      return bounded(LZString.decompressFromBase64(undamaged(text)) ?? '', maxBytes)
  }
  const decoded = /^\s*[[{]/.test(text) ? undefined : fromBase64(text)
  if (decoded === undefined) return bounded(text, maxBytes)
  return isGzip(decoded) ? (await unpack('gzip', decoded, maxBytes)).toString('utf8') : decoded.toString('utf8')
}

function bounded(text: string, maxBytes: number): string {
  if (text.length > maxBytes) throw tooLarge(maxBytes)
  return text
}

const isGzip = (bytes: Buffer) => bytes[0] === 0x1f && bytes[1] === 0x8b

async function unpack(encoding: keyof typeof unpackers, bytes: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    // Stops as soon as the limit is reached: a small body cannot unpack into a large memory.
    return await unpackers[encoding](bytes, { maxOutputLength: maxBytes })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes)
    throw malformed(`The body is not valid ${encoding}.`)
  }
}

/** Form decoding turns `+` into a space. */
const undamaged = (text: string) => text.replaceAll(' ', '+')

function fromBase64(text: string): Buffer | undefined {
  const clean = undamaged(text.trim())
  return clean !== '' && clean.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(clean) ? Buffer.from(clean, 'base64') : undefined
}

/** Body of a POST, or `?data=` of a GET, as JSON text. */
export async function readPayload(request: Request, maxBytes: number): Promise<string> {
  const { searchParams } = new URL(request.url)
  const hints = {
    compression: searchParams.get('compression') ?? request.headers.get('compression') ?? '',
    contentEncoding: request.headers.get('content-encoding') ?? '',
    contentType: request.headers.get('content-type') ?? '',
  }
  const bytes = request.method === 'GET' ? Buffer.from(searchParams.get('data') ?? '') : await readBytes(request, maxBytes)
  if (bytes.length === 0) throw malformed('The request has no payload.')
  const type = request.method === 'GET' ? '' : hints.contentType
  return payloadText(bytes, { ...hints, contentType: type }, maxBytes)
}

/** Only what Capture V1 allows. */
export function checkV1Encoding(request: Request): void {
  const encoding = request.headers.get('content-encoding') ?? ''
  const type = request.headers.get('content-type') ?? ''
  if (encoding !== '' && !['gzip', 'deflate', 'br', 'identity'].includes(encoding.toLowerCase()))
    throw new CaptureError(415, 'unsupported_encoding', 'Content-Encoding must be gzip, deflate or br.')
  if (!/^application\/json\b/i.test(type)) throw new CaptureError(415, 'unsupported_content_type', 'Content-Type must be application/json.')
}
