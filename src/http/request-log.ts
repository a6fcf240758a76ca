import type { MiddlewareHandler } from 'hono'
import type { RequestIdVariables } from 'hono/request-id'
import { currentRequest, type Logger } from '../log.ts'
import { redactUrl } from './redact-url.ts'

/**
 * One line per request: id, method, path without secrets, status, milliseconds. Health checks and scrapes only at
 * `debug`.
 */
export function logRequests(log: Logger): MiddlewareHandler<{ Variables: RequestIdVariables }> {
  return async function logRequest(context, next) {
    const startedAt = performance.now()
    const requestId = context.get('requestId')
    await currentRequest.run({ requestId }, next)
    const { pathname, search } = new URL(context.req.url)
    const quiet = pathname === '/health' || pathname === '/ready' || pathname === '/metrics'
    log[quiet ? 'debug' : 'info'](
      {
        requestId,
        method: context.req.method,
        url: redactUrl(pathname + search),
        status: context.res.status,
        ms: Math.round((performance.now() - startedAt) * 10) / 10,
      },
      'request',
    )
  }
}
