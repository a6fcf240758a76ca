import { createHmac, timingSafeEqual } from 'node:crypto'
import { isJsonObject, type JsonObject, type JsonValue } from '../../json.ts'
import { malformed, unauthorized } from './capture-error.ts'

const toleranceSeconds = 300

/**
 * Checks a Standard Webhooks signature: HMAC-SHA256 over `id.timestamp.body`, compared in constant time.
 * @throws CaptureError 401 when it is missing, stale or wrong.
 */
export function checkSignature(headers: Headers, body: string, secret: string, nowMs: number): void {
  const [id, timestamp, signatures] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => headers.get(name))
  if (!id || !timestamp || !signatures) throw unauthorized('The webhook is not signed.')
  if (!(Math.abs(nowMs / 1_000 - Number(timestamp)) <= toleranceSeconds)) throw unauthorized("The webhook's timestamp is too old or in the future.")
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest()
  const matches = signatures.split(' ').some((one) => {
    const given = Buffer.from(one.replace(/^v1,/, ''), 'base64')
    return given.length === expected.length && timingSafeEqual(given, expected)
  })
  if (!matches) throw unauthorized("The webhook's signature does not match.")
}

/** `{event: {…}, person: {…}}` of PostHog's CDP, one or a list → capture events. */
export function webhookEvents(body: JsonValue): JsonValue[] {
  return (Array.isArray(body) ? body : [body]).map((one) => {
    if (!isJsonObject(one)) throw malformed('Expected an object with an "event".')
    return isJsonObject(one.event) ? eventOf(one.event) : one
  })
}

function eventOf({ url: _, ...event }: JsonObject): JsonObject {
  return event
}
