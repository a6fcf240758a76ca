import type { MiddlewareHandler } from 'hono'

/** No browser remembers for longer what is allowed. */
const maxAgeSeconds = 7_200

/**
 * Lets the pages of these origins ask (`*`: of all). What they may read is decided by the bearer token that the page
 * holds and sends itself, never by a cookie.
 */
export function openToOrigins(origins: readonly string[]): MiddlewareHandler {
  return async function allowOrigins(context, next) {
    const origin = context.req.header('Origin')
    if (origin === undefined || !(origins.includes('*') || origins.includes(origin))) return next()
    const isPreflight =
      context.req.method === 'OPTIONS' && context.req.header('Access-Control-Request-Method') !== undefined
    if (isPreflight) context.res = new Response(null, { status: 204 })
    else await next()
    const { headers } = context.res
    headers.append('Vary', 'Origin')
    headers.set('Access-Control-Allow-Origin', origin)
    headers.set('Access-Control-Expose-Headers', '*')
    if (!isPreflight) return
    headers.set('Access-Control-Allow-Methods', 'GET, POST')
    // `*` would leave out `Authorization`.
    headers.set('Access-Control-Allow-Headers', context.req.header('Access-Control-Request-Headers') ?? '')
    headers.set('Access-Control-Max-Age', String(maxAgeSeconds))
  }
}
