import type { Sender } from './captured-event.ts'

/**
 * Who sent the request, when it came from a visitor's browser. A server SDK, a replicator or an export speaks about
 * visitors, and its own user agent would be taken for theirs; every browser calls itself Mozilla (or Opera).
 */
export function senderOf(request: Request): Sender {
  const userAgent = userAgentOf(request)
  return /^(Mozilla|Opera)\//.test(userAgent) ? { userAgent } : {}
}

export function userAgentOf(request: Request): string {
  return request.headers.get('User-Agent') ?? ''
}
