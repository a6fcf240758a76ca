import { RequestFailure } from './request-failure.ts'

/**
 * The raw bytes of a request, whatever content type it claims: current posthog-js sends gzip as `text/plain`.
 * Reading stops at the limit, so that nobody can fill the memory by lying about the length.
 * @throws RequestFailure `too_large`
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  if (Number(request.headers.get('Content-Length') ?? 0) > maxBytes) throw tooLarge(maxBytes)
  const reader = request.body?.getReader()
  if (reader === undefined) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength
    if (size > maxBytes) {
      // Not awaited: a slow sender must not delay the answer.
      reader.cancel().catch(() => {})
      throw tooLarge(maxBytes)
    }
    chunks.push(part.value)
  }
  return Buffer.concat(chunks, size)
}

export function tooLarge(maxBytes: number): RequestFailure {
  return new RequestFailure('too_large', `The request is larger than ${maxBytes} bytes.`)
}
