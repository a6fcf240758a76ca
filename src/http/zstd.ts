import { Decompress } from 'fzstd'
import { tooLarge } from './request-body.ts'
import { RequestFailure } from './request-failure.ts'

/**
 * Takes zstd off: `zlib` of Node 20 does not know it.
 * @throws RequestFailure `too_large` as soon as the output passes the limit, and before for windows that it cannot
 * need; `malformed_body`
 */
export function decompressZstd(bytes: Uint8Array, maxBytes: number): Uint8Array {
  let moved = 0
  for (const { window, blocks } of frames(bytes)) {
    if (window > Math.max(maxBytes, smallWindow)) throw tooLarge(maxBytes)
    moved += window * blocks
  }
  if (moved > mostMoved(maxBytes)) throw malformed()
  const chunks: Uint8Array[] = []
  let size = 0
  const decoder = new Decompress((chunk) => {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    chunks.push(chunk)
  })
  try {
    decoder.push(bytes, true)
  } catch (cause) {
    throw cause instanceof RequestFailure ? cause : malformed(cause)
  }
  return Buffer.concat(chunks, size)
}

const malformed = (cause?: unknown) =>
  new RequestFailure('malformed_body', 'The body cannot be decompressed.', { cause })

/** What compressors use for small contents too. */
const smallWindow = 8_388_608
/** A block holds no more, and compressors fill it unless they are told to flush. */
const blockBytes = 131_072
/** Of contents that are flushed often, or stand in several frames. */
const halfEmptyBlocks = 32

/**
 * What the decoder may move in its window: it moves the whole window once per block, and a sender chooses both. The
 * largest content that is allowed, in one window, moves so much.
 */
const mostMoved = (maxBytes: number) =>
  Math.max(maxBytes, smallWindow) * (Math.ceil(maxBytes / blockBytes) + halfEmptyBlocks)

/** The frames of RFC 8878 without their content: `window` in bytes. @throws RequestFailure `malformed_body` */
function* frames(bytes: Uint8Array): Generator<{ window: number; blocks: number }> {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  try {
    for (let at = 0; at < view.length; ) {
      const magic = view.readUInt32LE(at)
      if (magic >>> 4 === 0x184d2a5) {
        at += 8 + view.readUInt32LE(at + 4)
        continue
      }
      if (magic !== 0xfd2fb528) throw malformed()
      const descriptor = view.readUInt8(at + 4)
      const isSingle = (descriptor & 0x20) !== 0
      const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0
      const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0
      const sizeAt = at + (isSingle ? 5 : 6) + dictionaryBytes
      const window = isSingle ? contentSize(view, sizeAt, sizeBytes) : windowSize(view.readUInt8(at + 5))
      let blocks = 0
      let isLast = false
      for (at = sizeAt + sizeBytes; !isLast; blocks++) {
        const header = view.readUIntLE(at, 3)
        isLast = (header & 1) === 1
        // A block of one repeated byte holds only that.
        at += 3 + (((header >> 1) & 3) === 1 ? 1 : header >> 3)
      }
      if ((descriptor & 4) !== 0) at += 4
      yield { window, blocks }
    }
  } catch (cause) {
    throw cause instanceof RequestFailure ? cause : malformed(cause)
  }
}

function contentSize(view: Buffer, at: number, bytes: number): number {
  if (bytes === 8) return Number(view.readBigUInt64LE(at))
  return view.readUIntLE(at, bytes) + (bytes === 2 ? 256 : 0)
}

function windowSize(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3))
  return base + (base / 8) * (descriptor & 7)
}
