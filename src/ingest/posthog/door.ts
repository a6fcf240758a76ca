import type { Context } from 'hono'
import { type FailureBody, failureResponse, RequestFailure } from '../../http/request-failure.ts'
import type { Logger } from '../../log.ts'
import type { BodyBudget, BodyRoom } from '../body-budget.ts'
import { IngestOverloadedError } from '../captured-event.ts'
import { allowOrigin, preflight } from './cors.ts'

/** Hears of every refusal, before it is sent. Must not throw. */
export type OnRefused = (failure: RequestFailure, request: Request) => void

/** @param room What is kept of the request's body is counted there. */
export type Answer = (context: Context, room: BodyRoom) => Response | Promise<Response>

/** An answer behind its door. */
export type Handler = (context: Context) => Promise<Response>

/**
 * Wraps an answer in what all PostHog routes have in common: OPTIONS, CORS headers on success and failure, and failures
 * in the form that the SDK expects. It wraps single routes and is no middleware, because a middleware mounted at `/`
 * would open the other routes of the gateway to every origin.
 */
export function createDoor(log: Logger, bodies: BodyBudget, onRefused?: OnRefused) {
  return function door(answer: Answer, failureBody: FailureBody): Handler {
    return async function answerAnyOrigin(context) {
      const request = context.req.raw
      if (request.method === 'OPTIONS') return preflight(request)
      return allowOrigin(request, await answered(context))
    }

    async function answered(context: Context): Promise<Response> {
      try {
        return await bodies.within((room) => answer(context, room))
      } catch (error) {
        const failure = error instanceof RequestFailure ? error : unexpected(error)
        if (failure.code === 'unavailable') report(failure)
        onRefused?.(failure, context.req.raw)
        return failureResponse(failure, failureBody)
      }
    }
  }

  function report({ cause }: RequestFailure): void {
    if (cause instanceof IngestOverloadedError) log.warn({ reason: cause.message }, 'ingest is overloaded')
    else log.error({ err: cause }, 'a capture request failed')
  }
}

/** Not the sender's fault, so it must try again. */
function unexpected(cause: unknown): RequestFailure {
  return new RequestFailure('unavailable', 'The request cannot be handled at the moment. Send it again.', {
    cause,
    retryAfterSeconds: 5,
  })
}
