import { bearerToken } from '../../http/bearer-token.ts'
import { readBody } from '../../http/request-body.ts'
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
    if (secrets !== undefined) verifySignature(request.headers, body, secrets, nowMs)
    const { json, bytes } = await decodePayload(request, body, batchMaxBytes, room)
    const query = new URL(request.url).searchParams
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

/** PostHog has corrected the times already, so a webhook has no time of sending. */
function openPush(json: JsonValue, query: URLSearchParams): CaptureEnvelope {
  const pushed = (Array.isArray(json) ? json : [json]).map(pushedEvent)
  if (pushed.length === 0 || pushed.some((event) => event === undefined)) return openEnvelope(json, query)
  return {
    token: isJsonObject(json) ? tokenIn(json) : undefined,
    sentAtMs: undefined,
    events: pushed.filter((event) => event !== undefined),
  }
}

function pushedEvent(message: JsonValue): JsonValue | undefined {
  return isJsonObject(message) && isJsonObject(message.event) ? message.event : undefined
}
