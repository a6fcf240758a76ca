import type { Context } from 'hono'
import { IngestOverloadedError } from '../ingest/captured-event.ts'
import type { Logger } from '../log.ts'
import { failureResponse, TinybirdFailure, toTinybirdFailure, tryAgain } from './failure.ts'

export type Answer = (context: Context) => Response | Promise<Response>

export interface DoorOptions {
  log: Logger
  /**
   * For what no refusal was foreseen. 503 where rows are sent: it is not the sender's fault, so it must send them
   * again.
   */
  unexpected: 500 | 503
}

const cors = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset, Retry-After, X-DB-Exception-Code',
}

/**
 * Wraps an answer in what all Tinybird routes have in common: any origin (the token is in the request, and no cookie is
 * read), preflights without a token, methods, and failures in the wire's form.
 */
export function createDoor({ log, unexpected }: DoorOptions) {
  function refusal(error: unknown): TinybirdFailure {
    const failure = toTinybirdFailure(error)
    if (error instanceof IngestOverloadedError) log.warn({ reason: error.message }, 'ingest is overloaded')
    else if (failure.status >= 500) log.error({ err: failure.cause ?? failure }, 'a Tinybird request failed')
    if (failure.status !== 500 || unexpected === 500) return failure
    return tryAgain(5)
  }

  return function door(given: Readonly<Record<string, Answer>>): Answer {
    // The answer to HEAD is that to GET; the router leaves its body out.
    const answers = given.GET === undefined ? given : { GET: given.GET, HEAD: given.GET, ...given }
    const methods = [...Object.keys(answers), 'OPTIONS'].join(', ')

    async function answered(context: Context): Promise<Response> {
      const answer = Object.hasOwn(answers, context.req.method) ? answers[context.req.method] : undefined
      if (answer === undefined)
        throw new TinybirdFailure(405, `Use one of ${methods}.`, { headers: { Allow: methods } })
      return answer(context)
    }

    return async function answerAnyOrigin(context) {
      if (context.req.method === 'OPTIONS') return new Response(null, { status: 204, headers: preflight(methods) })
      const response = await answered(context).catch((error: unknown) =>
        failureResponse(refusal(error), context.req.raw),
      )
      for (const [name, value] of Object.entries(cors)) response.headers.set(name, value)
      return response
    }
  }
}

const preflight = (methods: string) => ({
  ...cors,
  'Access-Control-Allow-Methods': methods,
  'Access-Control-Allow-Headers': 'Authorization, Content-Type, Content-Encoding',
  'Access-Control-Max-Age': '86400',
})
