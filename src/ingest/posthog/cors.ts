import type { MiddlewareHandler } from 'hono'

/**
 * Ingest is open to every page: the write key says where events go. The origin is mirrored because old SDKs send
 * credentials, for which `*` is not enough; `Retry-After` must be exposed for the SDK to obey it.
 */
export function ingestCors(): MiddlewareHandler {
  return async function cors(context, next) {
    const origin = context.req.header('origin')
    const preflight = context.req.method === 'OPTIONS'
    if (!preflight) await next()
    else context.res = new Response(null, { status: 204 })
    context.header('Access-Control-Allow-Origin', origin ?? '*')
    context.header('Vary', 'Origin', { append: true })
    if (origin !== undefined) context.header('Access-Control-Allow-Credentials', 'true')
    context.header('Access-Control-Allow-Methods', 'GET, POST, OPTIONS')
    const requested = context.req.header('access-control-request-headers')
    if (preflight) context.header('Access-Control-Allow-Headers', requested ?? 'Content-Type, Authorization')
    if (preflight) context.header('Access-Control-Max-Age', '86400')
    context.header('Access-Control-Expose-Headers', 'Retry-After')
  }
}
