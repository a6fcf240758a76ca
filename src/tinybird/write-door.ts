import type { Context } from 'hono'
import { GatewayError } from '../errors.ts'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import { RequestFailure } from '../ingest/posthog/request-failure.ts'
import type { Logger } from '../log.ts'

/** A refusal that is particular to this wire: every failure of authentication is 403 here. */
export class WriteFailure extends Error {
  override readonly name = 'WriteFailure'
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** The write key or token of a request: bearer, or `?token=`; '' for none. */
export function credentialOf(request: Request): string {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1]
  return bearer ?? new URL(request.url).searchParams.get('token') ?? ''
}

const origins = { 'Access-Control-Allow-Origin': '*' }
const preflight = {
  ...origins,
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Content-Encoding',
  'Access-Control-Max-Age': '86400',
}

/**
 * Wraps an answer in what all routes of Tinybird's write side have in common: any origin (flock.js posts from pages, and no cookie is
 * read), preflights without a token, and failures as `{"error", "documentation"}`.
 */
export function createWriteDoor(log: Logger) {
  return function door(answer: (request: Request, context: Context) => Promise<Response>) {
    return async function answerAnyOrigin(context: Context): Promise<Response> {
      const request = context.req.raw
      if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflight })
      const response = await answer(request, context).catch((error: unknown) => refusal(error, request))
      for (const [name, value] of Object.entries(origins)) response.headers.set(name, value)
      return response
    }
  }

  function refusal(error: unknown, request: Request): Response {
    const { status, message } = statusOf(error)
    if (error instanceof IngestOverloadedError) log.warn({ reason: error.message }, 'ingest is overloaded')
    else if (status >= 500) log.error({ err: error }, 'a Tinybird request failed')
    const documentation = new URL('/v0/docs', request.url).href
    const retryAfter = error instanceof IngestOverloadedError ? error.retryAfterSeconds : 5
    return Response.json(
      { error: message, documentation },
      { status, headers: status === 503 ? { 'Retry-After': String(retryAfter) } : {} },
    )
  }
}

function statusOf(error: unknown): { status: number; message: string } {
  if (error instanceof WriteFailure || error instanceof RequestFailure) return error
  if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') return { status: 403, message: error.message }
  // Not the sender's fault, so it must try again.
  return { status: 503, message: 'The request cannot be handled at the moment. Send it again.' }
}
