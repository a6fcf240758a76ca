import { createHmac, timingSafeEqual } from 'node:crypto'
import { RequestFailure } from '../../http/request-failure.ts'

/**
 * How far the sender's clock, or a delayed delivery, may be off. Older messages may be replays; a replay within it
 * changes nothing, because the same event counts once.
 */
const toleranceSeconds = 300

/**
 * Checks a signature by the Standard Webhooks specification (https://www.standardwebhooks.com): HMAC-SHA256 over
 * `id.timestamp.body`, where the body is what went over the wire. While a secret is being changed the header may hold
 * several signatures, and we may have several secrets: one that fits is enough.
 * @throws RequestFailure `invalid_signature`
 */
export function verifySignature(headers: Headers, body: Uint8Array, secrets: readonly string[], nowMs: number): void {
  const [id, timestamp] = [headers.get('webhook-id') ?? '', headers.get('webhook-timestamp') ?? '']
  const ageSeconds = Math.abs(nowMs / 1000 - Number(timestamp))
  // Not `ageSeconds > toleranceSeconds`: that would let NaN pass.
  const fresh = /^\d+$/.test(timestamp) && ageSeconds <= toleranceSeconds
  const expected = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret.replace(/^whsec_/, ''), 'base64'))
      .update(`${id}.${timestamp}.`)
      .update(body)
      .digest(),
  )
  const signed = (headers.get('webhook-signature') ?? '')
    .split(' ')
    .filter((signature) => signature.startsWith('v1,'))
    .map((signature) => Buffer.from(signature.slice('v1,'.length), 'base64'))
    .some((signature) => expected.some((one) => signature.length === one.length && timingSafeEqual(signature, one)))
  if (id === '' || !fresh || !signed)
    throw new RequestFailure('invalid_signature', 'The webhook signature is missing, wrong or too old.')
}
