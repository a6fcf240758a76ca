import { RequestFailure } from '../../http/request-failure.ts'
import { senderOf, userAgentOf } from '../sender.ts'
import { toldReceipt } from '../told-receipt.ts'
import { openEnvelope } from './capture-envelope.ts'
import type { Courier } from './courier.ts'
import type { Answer } from './door.ts'
import { readPayload } from './payload.ts'
import type { EventReading } from './read-event.ts'

export interface CaptureDeps {
  courier: Courier
  batchMaxBytes: number
  now: () => number
}

/** Takes events in every form of the PostHog wire before V1. `defaultName` names events that have no name. */
export function createCapture({ courier, batchMaxBytes, now }: CaptureDeps, defaultName?: string): Answer {
  return async function capture(context, room) {
    const nowMs = now()
    const request = context.req.raw
    const { json, bytes } = await readPayload(request, batchMaxBytes, room)
    const envelope = openEnvelope(json, new URL(request.url).searchParams)
    const { readings, receipt } = await courier.deliver({
      ...envelope,
      nowMs,
      defaultName,
      payloadBytes: bytes,
      sender: senderOf(request),
      // Whoever moves old events is not whom they are about.
      userAgent: envelope.historical === true ? '' : userAgentOf(request),
    })
    // For who moves them: an import. The SDKs read no more than the status.
    if (envelope.historical === true) return Response.json({ status: 'Ok', ...toldReceipt(receipt) })
    return accepted(readings)
  }
}

/**
 * Exactly 200: posthog-js sends again after 202 or 204. A sender whose only event is bad is told so; among others the
 * bad event is in quarantine, and a refusal would cost the good ones.
 * @throws RequestFailure `invalid_event`, `too_large`
 */
export function accepted(readings: readonly EventReading[]): Response {
  const [only, ...others] = readings
  if (only?.kind === 'rejected' && others.length === 0) {
    const { reason, detail } = only.rejected
    throw new RequestFailure(reason === 'event_too_large' ? 'too_large' : 'invalid_event', detail, {
      inQuarantine: true,
    })
  }
  return Response.json({ status: 'Ok' })
}
