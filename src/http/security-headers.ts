import { createHash } from 'node:crypto'
import type { MiddlewareHandler } from 'hono'
import { secureHeaders } from 'hono/secure-headers'

const nobodyFramesUs = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** What an answer that is no page may do in a browser: nothing. */
const closedPolicy = `default-src 'none'; ${nobodyFramesUs}`

/**
 * Security headers on every answer; a header that a route has set itself stays, as the policy of a page does.
 * Strict-Transport-Security only where a proxy says that the browser came by TLS: the gateway itself speaks plain HTTP,
 * and must not lock `localhost`.
 */
export function securityHeaders(): MiddlewareHandler {
  const onEvery = secureHeaders({
    // Scripts and answers of the ingest routes are for other origins; who may read what is decided by CORS.
    crossOriginResourcePolicy: false,
    crossOriginOpenerPolicy: false,
    strictTransportSecurity: false,
    xFrameOptions: 'DENY',
    permissionsPolicy: { camera: [], geolocation: [], microphone: [], payment: [], usb: [] },
    overwrite: false,
  })
  return async function addSecurityHeaders(context, next) {
    await onEvery(context, next)
    const { headers } = context.res
    if (!headers.has('Content-Security-Policy')) headers.set('Content-Security-Policy', closedPolicy)
    if (context.req.header('X-Forwarded-Proto')?.split(',')[0]?.trim() === 'https')
      headers.set('Strict-Transport-Security', 'max-age=31536000')
  }
}

/**
 * The policy of one of our own pages: exactly the scripts that stand in it, and requests to this gateway alone.
 * Editors put styles into the page while they run, and start workers from blobs.
 */
export function pagePolicy(html: string): string {
  const hashes = [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(
    ([, script = '']) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  )
  return [
    "default-src 'none'",
    `script-src ${hashes.join(' ') || "'none'"}`,
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    'worker-src blob:',
    "connect-src 'self'",
    nobodyFramesUs,
  ].join('; ')
}
