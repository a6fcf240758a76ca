import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib'
import { z } from 'zod'
import type { BodyRoom } from '../ingest/body-budget.ts'
import { tooLarge } from './request-body.ts'
import { RequestFailure } from './request-failure.ts'
import { decompressZstd } from './zstd.ts'

const decoders = {
  gzip: promisify(gunzip),
  zlib: promisify(inflate),
  rawDeflate: promisify(inflateRaw),
  br: promisify(brotliDecompress),
}

/** More layers than this are an attack or a mistake. */
const maxLayers = 2

/** Gzip says what it is: `1f 8b`. posthog-js sends it without any other sign. */
function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}

export async function gunzipIfGzip(bytes: Uint8Array, maxBytes: number, room: BodyRoom): Promise<Uint8Array> {
  return isGzip(bytes) ? decode(bytes, 'gzip', maxBytes, room) : bytes
}

/**
 * Takes off what `Content-Encoding` names, outermost first, and gzip that it does not name.
 * @throws RequestFailure `too_large` as soon as the output passes the limit, `malformed_body`, `unsupported_encoding`
 */
export async function decompress(
  bytes: Uint8Array,
  contentEncoding: string,
  maxBytes: number,
  room: BodyRoom,
): Promise<Uint8Array> {
  const layers = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && !isTextual(name))
    .reverse()
  if (layers.length > maxLayers) throw unsupported()
  let content = bytes
  for (const layer of layers) content = await takeOff(content, layer, maxBytes, room)
  return gunzipIfGzip(content, maxBytes, room)
}

/** Hints that some SDKs put into `Content-Encoding` although they speak of the text inside. */
const isTextual = (name: string) => ['identity', 'base64', 'b64', 'lz64', 'lz-string'].includes(name)

async function takeOff(bytes: Uint8Array, layer: string, maxBytes: number, room: BodyRoom): Promise<Uint8Array> {
  switch (layer) {
    case 'gzip':
    case 'x-gzip':
    case 'gzip-js':
      // A proxy may have unpacked the body and left the header.
      return gunzipIfGzip(bytes, maxBytes, room)
    case 'deflate':
      // Both forms are in use: with the zlib header, whose first byte is 78, and without.
      return decode(bytes, bytes[0] === 0x78 ? 'zlib' : 'rawDeflate', maxBytes, room)
    case 'br':
      return decode(bytes, 'br', maxBytes, room)
    case 'zstd':
      return counted(decompressZstd(bytes, maxBytes), room)
    default:
      throw unsupported()
  }
}

async function decode(
  bytes: Uint8Array,
  decoder: keyof typeof decoders,
  maxBytes: number,
  room: BodyRoom,
): Promise<Uint8Array> {
  return counted(await unpacked(bytes, decoder, maxBytes), room)
}

function counted(content: Uint8Array, room: BodyRoom): Uint8Array {
  room.take(content.byteLength)
  return content
}

/** What comes with `info: true`, of which Node's types know nothing. */
const informed = z.object({ buffer: z.instanceof(Uint8Array), engine: z.object({ bytesWritten: z.number() }) })

async function unpacked(bytes: Uint8Array, decoder: keyof typeof decoders, maxBytes: number): Promise<Uint8Array> {
  try {
    const unpacked: unknown = await decoders[decoder](bytes, { maxOutputLength: maxBytes, info: true })
    const { buffer, engine } = informed.parse(unpacked)
    // What follows the stream would vanish. Gzip reads several streams as one, up to a zero byte: padding.
    const rest = bytes.subarray(engine.bytesWritten)
    if (decoder === 'gzip' ? rest.some((byte) => byte !== 0) : rest.byteLength > 0) throw malformed()
    return buffer
  } catch (cause) {
    if (cause instanceof RequestFailure) throw cause
    if (cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maxBytes)
    throw malformed(cause)
  }
}

const malformed = (cause?: unknown) =>
  new RequestFailure('malformed_body', 'The body cannot be decompressed.', { cause })

function unsupported(): RequestFailure {
  return new RequestFailure('unsupported_encoding', 'Content-Encoding must be gzip, deflate, br, zstd or absent.')
}
