import type { BodyRoom } from '../body-budget.ts'
import { RequestFailure } from './request-failure.ts'

/**
 * The raw bytes of a request, whatever content type it claims: current posthog-js sends gzip as `text/plain`.
 * Reading stops at the limit, so that nobody can fill the memory by lying about the length.
 * @param room Takes the announced length before anything is read.
 * @throws RequestFailure `too_large`; IngestOverloadedError when there is no room.
 */
export async function readBody(request: Request, maxBytes: number, room?: BodyRoom): Promise<Uint8Array> {
  const announced = Number(request.headers.get('Content-Length') ?? 0)
  if (announced > maxBytes) throw tooLarge(maxBytes)
  room?.take(announced)
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    try {
      if (size > maxBytes) throw tooLarge(maxBytes)
      if (size > announced) room?.take(Math.min(part.value.byteLength, size - announced))
    } catch (refusal) {
      // Not awaited: a slow sender must not delay the answer.
      reader.cancel().catch(() => {})
      throw refusal
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks, size)
}

export function tooLarge(maxBytes: number): RequestFailure {
  return new RequestFailure('too_large', `The request is larger than ${maxBytes} bytes.`)
}
