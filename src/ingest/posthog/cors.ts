const maxAgeSeconds = 86_400

/**
 * Lets any web site send: its origin is mirrored, because older SDKs send credentials and `*` would not do.
 * Nothing here reads a cookie, so that gives no page more than its public write key does.
 */
export function allowOrigin(request: Request, response: Response): Response {
  const { headers } = response
  headers.append('Vary', 'Origin')
  const origin = request.headers.get('Origin')
  if (origin === null) return response
  headers.set('Access-Control-Allow-Origin', origin)
  headers.set('Access-Control-Allow-Credentials', 'true')
  // Not safelisted, and posthog-js waits as long as it says.
  headers.set('Access-Control-Expose-Headers', 'Retry-After')
  return response
}

/** The answer to OPTIONS. It needs no token: a preflight carries none. */
export function preflight(request: Request): Response {
  const headers = new Headers({
    'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
    'Access-Control-Max-Age': String(maxAgeSeconds),
  })
  const asked = request.headers.get('Access-Control-Request-Headers')
  if (asked !== null) headers.set('Access-Control-Allow-Headers', asked)
  return allowOrigin(request, new Response(null, { status: 200, headers }))
}
