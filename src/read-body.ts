import type { BodyRoom } from './ingest/body-budget.ts'

export interface ReadOptions {
  maxBytes: number
  /** What is thrown when there are more. */
  tooLarge: () => Error
  /** Takes the announced length before anything is read. */
  room?: BodyRoom | undefined
}

/**
 * The raw bytes of a request, whatever content type it claims. Reading stops at the limit, so that nobody can fill the memory by lying
 * about the length.
 */
export async function readBody(request: Request, { maxBytes, tooLarge, room }: ReadOptions): Promise<Uint8Array> {
  const announced = announcedLength(request)
  if (announced !== undefined) {
    if (announced > maxBytes) throw tooLarge()
    room?.take(announced)
    // No more than that comes from a socket. Read at once: as a stream the same bytes cost several times the time.
    const bytes = new Uint8Array(await request.arrayBuffer())
    if (bytes.byteLength > maxBytes) throw tooLarge()
    return bytes
  }
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    try {
      if (size > maxBytes) throw tooLarge()
      room?.take(part.value.byteLength)
    } catch (refusal) {
      // Not awaited: a slow sender must not delay the answer.
      reader.cancel().catch(() => {})
      throw refusal
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks, size)
}

/** What HTTP holds the sender to; `undefined` where the body comes in chunks, or as long as it likes. */
function announcedLength({ headers }: Request): number | undefined {
  const length = headers.get('content-length')
  return length !== null && /^\d+$/.test(length) && !headers.has('transfer-encoding') ? Number(length) : undefined
}
