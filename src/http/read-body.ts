import type { BodyRoom } from '../ingest/body-budget.ts'

export interface ReadOptions {
  maxBytes: number
  /**
   * What is thrown when there are more, or when the sender leaves before all are there: nobody's fault, and everyday
   * when pages close.
   */
  refuse(reason: 'too_large' | 'sender_left', cause?: unknown): Error
  /** Takes what has come. */
  room?: BodyRoom | undefined
}

/**
 * A body that announces no more is read at once, and booked when it is there: as a stream the same bytes would cost
 * several times the time. Larger ones, of which that is a small part, are booked as they come, and may be pushed out
 * until they are there. Never by what is announced, which costs its sender nothing and would take the room of those who
 * send.
 */
const smallBytes = 65_536

/**
 * The raw bytes of a request, whatever content type it claims. Reading stops at the limit, so that nobody can fill the
 * memory by lying about the length.
 */
export async function readBody(request: Request, options: ReadOptions): Promise<Uint8Array> {
  const announced = announcedLength(request)
  if (announced !== undefined && announced > options.maxBytes) throw options.refuse('too_large')
  return announced !== undefined && announced <= smallBytes
    ? readAtOnce(request, options)
    : (options.room?.receive((pushedOut) => readChunks(request, options, pushedOut)) ?? readChunks(request, options))
}

/** No more than its announced length comes from a socket. */
async function readAtOnce(request: Request, { maxBytes, refuse, room }: ReadOptions): Promise<Uint8Array> {
  const bytes = await request.arrayBuffer().catch((error: unknown) => {
    throw hasLeft(request, error) ? refuse('sender_left', error) : error
  })
  if (bytes.byteLength > maxBytes) throw refuse('too_large')
  room?.take(bytes.byteLength)
  return new Uint8Array(bytes)
}

async function readChunks(
  request: Request,
  { maxBytes, refuse, room }: ReadOptions,
  pushedOut?: AbortSignal,
): Promise<Uint8Array> {
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const next = () =>
    reader.read().catch((error: unknown) => {
      throw hasLeft(request, error) ? refuse('sender_left', error) : error
    })
  // Not awaited: a slow sender must not delay the answer.
  const cancel = () => void reader.cancel().catch(() => {})
  // Ends a read that waits, which must not keep what has come in memory.
  pushedOut?.addEventListener('abort', cancel)
  const chunks: Uint8Array[] = []
  let size = 0
  for (let part = await next(); !part.done; part = await next()) {
    pushedOut?.throwIfAborted()
    size += part.value.byteLength
    try {
      if (size > maxBytes) throw refuse('too_large')
      room?.take(part.value.byteLength)
    } catch (refusal) {
      cancel()
      throw refusal
    }
    chunks.push(part.value)
  }
  // A read that was ended so looks like the end.
  pushedOut?.throwIfAborted()
  return Buffer.concat(chunks, size)
}

/** What HTTP holds the sender to; `undefined` where the body comes in chunks, or as long as it likes. */
function announcedLength({ headers }: Request): number | undefined {
  const length = headers.get('content-length')
  return length !== null && /^\d+$/.test(length) && !headers.has('transfer-encoding') ? Number(length) : undefined
}

/** By the socket's own word, which may come before the request's. */
const hasLeft = ({ signal }: Request, error: unknown): boolean =>
  signal.aborted || (error instanceof Error && 'code' in error && error.code === 'ECONNRESET')
