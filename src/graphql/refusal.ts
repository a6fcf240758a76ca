import type { GatewayError } from '../errors.ts'

export const privateHeaders = { 'cache-control': 'private, no-store', vary: 'authorization' }

/** The answer to a request that is refused before its query is read. */
export function refusal(error: GatewayError, headers: Readonly<Record<string, string>> = {}): Response {
  const { code, message, status, retryAfterSeconds } = error
  const retry = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  return new Response(JSON.stringify({ errors: [{ message, extensions: { code, ...retry } }] }), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...privateHeaders, ...headers },
  })
}
