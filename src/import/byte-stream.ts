import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'

export interface ByteStream {
  chunks: Readable
  /** Bytes read from the disk so far: compressed ones where the file is compressed. */
  position(): number
}

/** The content of a file; gzip is recognised by its first bytes, whatever the file is called. */
export async function openBytes(path: string): Promise<ByteStream> {
  const compressed = await isGzip(path)
  const file = createReadStream(path, { highWaterMark: 256 * 1024 })
  // A failure of either stream reaches the reader as the failure of the one it reads.
  const chunks = compressed ? pipeline(file, createGunzip(), () => undefined) : file
  return { chunks, position: () => file.bytesRead }
}

async function isGzip(path: string): Promise<boolean> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } finally {
    await handle.close()
  }
}
