import { createHash, timingSafeEqual } from 'node:crypto'
import { Hono } from 'hono'
import { isLoopback } from '../config.ts'
import { bearerToken } from '../http/bearer-token.ts'
import type { Metrics } from './metrics.ts'

export interface MetricsAccess {
  /** Where the gateway listens. */
  host: string
  /** The bearer token of the scraper; without one, only a loopback gateway answers. */
  token: string | undefined
}

/** What a reverse proxy leaves: such a request came from elsewhere, although the gateway listens on loopback. */
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-real-ip', 'via']

/**
 * `/metrics`, in Prometheus' text format. Closed unless `METRICS_TOKEN` is given, or nobody else can reach the gateway.
 */
export function createMetricsRoute({ registry }: Metrics, { host, token }: MetricsAccess): Hono {
  return new Hono().get('/metrics', async (context) => {
    const { headers } = context.req.raw
    if (token === undefined && (!isLoopback(host) || proxyHeaders.some((name) => headers.has(name))))
      return context.json({ error: 'Metrics are closed. Set METRICS_TOKEN and send it: Authorization: Bearer …' }, 403)
    if (token !== undefined && !equal(bearerToken(headers) ?? '', token))
      return context.json({ error: 'Send METRICS_TOKEN: Authorization: Bearer …' }, 401, {
        'www-authenticate': 'Bearer',
      })
    return context.body(await registry.metrics(), 200, {
      'content-type': registry.contentType,
      'cache-control': 'no-store',
    })
  })
}

/** In constant time: digests are of one length, whatever is sent. */
function equal(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
