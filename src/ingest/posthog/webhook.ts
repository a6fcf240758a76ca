import { bearerToken } from '../../http/bearer-token.ts'
import { readBody } from '../../http/request-body.ts'
import { RequestFailure } from '../../http/request-failure.ts'
import { isJsonObject, type JsonValue } from '../../json/json-value.ts'
import { accepted, type CaptureDeps } from './capture.ts'
import { type CaptureEnvelope, openEnvelope } from './capture-envelope.ts'
import type { Answer } from './door.ts'
import { decodePayload } from './payload.ts'
import { tokenIn } from './token.ts'
import { verifySignature } from './webhook-signature.ts'

/**
 * Takes what PostHog's own data pipeline pushes: its webhook (`{event: {…}, person: {…}}`), or any capture form that a
 * user has templated. The write key may stand in the URL, because a webhook's headers and body are often fixed.
 */
export function createWebhook(
  { courier, batchMaxBytes, now }: CaptureDeps,
  secrets: readonly string[] | undefined,
): Answer {
  return async function webhook(context, room) {
    const nowMs = now()
    const request = context.req.raw
    const body = await readBody(request, batchMaxBytes, room)
    const query = new URL(request.url).searchParams
    if (secrets !== undefined) {
      verifySignature(request.headers, body, secrets, nowMs)
      if (query.has('data'))
        throw new RequestFailure(
          'invalid_signature',
          'A signature is of the body alone: events must not stand in ?data=.',
        )
    }
    const { json, bytes } = await decodePayload(request, body, batchMaxBytes, room)
    const envelope = openPush(json, query)
    const { readings } = await courier.deliver({
      ...envelope,
      token: query.get('key') ?? query.get('token') ?? bearerToken(request.headers) ?? envelope.token,
      nowMs,
      defaultName: undefined,
      payloadBytes: bytes,
      // The request comes from PostHog, not from the visitor.
      sender: {},
      userAgent: '',
    })
    return accepted(readings)
  }
}

/**
 * A push, or any capture form, whose events may be pushes or not. PostHog has corrected the times already, so a webhook
 * has no time of sending.
 * @throws RequestFailure `malformed_json` for what is both: which of the two is meant would be a guess.
 */
function openPush(json: JsonValue, query: URLSearchParams): CaptureEnvelope {
  const pushed = pushedEvent(json)
  if (pushed !== undefined && isJsonObject(json)) {
    if (json.batch !== undefined)
      throw new RequestFailure('malformed_json', 'Send either "event" or "batch", and not both.')
    return { token: tokenIn(json), sentAtMs: undefined, events: [pushed] }
  }
  const envelope = openEnvelope(json, query)
  const opened = envelope.events.map((message) => pushedEvent(message))
  if (opened.every((event) => event === undefined)) return envelope
  const events = envelope.events.map((message, index) => opened[index] ?? message)
  return { ...envelope, sentAtMs: undefined, events }
}

function pushedEvent(message: JsonValue): JsonValue | undefined {
  return isJsonObject(message) && isJsonObject(message.event) ? message.event : undefined
}
