import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface ByteStream {
  /** The text in UTF-8 without a byte order mark, of UTF-16 too. That it is UTF-8 is for the reader of rows to see. */
  chunks: AsyncIterable<Buffer>
  /** Bytes read from the disk so far: compressed ones where the file is compressed. */
  position(): number
}

/** The content of a file; gzip is recognised by its first bytes, whatever the file is called. */
export async function openBytes(path: string): Promise<ByteStream> {
  const compressed = await isGzip(path)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  // A failure of either stream reaches the reader as the failure of the one it reads.
  const chunks: AsyncIterable<Buffer> = compressed ? pipeline(file, createGunzip(), () => undefined) : file
  return { chunks: inUtf8(chunks), position: () => file.bytesRead }
}

export async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}

const byteOrderMarks = [
  { bytes: Buffer.from([0xef, 0xbb, 0xbf]), encoding: 'utf-8' },
  { bytes: Buffer.from([0xff, 0xfe]), encoding: 'utf-16le' },
  { bytes: Buffer.from([0xfe, 0xff]), encoding: 'utf-16be' },
] as const

/** Spreadsheets save "Unicode text" as UTF-16, and say so with a byte order mark. */
async function* inUtf8(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let head: Buffer | undefined = Buffer.alloc(0)
  let decoder: TextDecoder | undefined
  for await (const chunk of chunks) {
    let bytes = chunk
    if (head !== undefined) {
      head = Buffer.concat([head, chunk])
      if (head.length < 3) continue
      const start: Buffer = head
      const mark = byteOrderMarks.find((one) => start.subarray(0, one.bytes.length).equals(one.bytes))
      bytes = start.subarray(mark?.bytes.length ?? 0)
      if (mark !== undefined && mark.encoding !== 'utf-8') decoder = new TextDecoder(mark.encoding, { fatal: true })
      head = undefined
    }
    yield decoder === undefined ? bytes : Buffer.from(decoder.decode(bytes, { stream: true }))
  }
  if (head !== undefined) yield head
  if (decoder !== undefined) yield Buffer.from(decoder.decode())
}
