import type { Context } from 'hono'
import { validate as isUuid } from 'uuid'
import { RequestFailure } from '../../http/request-failure.ts'
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.ts'
import { senderOf, userAgentOf } from '../sender.ts'
import type { CaptureDeps } from './capture.ts'
import type { Answer, Handler } from './door.ts'
import { readPayload } from './payload.ts'
import type { EventReading } from './read-event.ts'
import { readV1Headers, type V1Headers } from './v1-headers.ts'

type Result = { result: 'ok' } | { result: 'drop'; details: string }

/** Capture V1 (`POST /i/v1/analytics/events`): token and clock in the headers, one result for each event. */
export function createCaptureV1({ courier, batchMaxBytes, now }: CaptureDeps): Answer {
  return async function captureV1(context, room) {
    const nowMs = now()
    const request = context.req.raw
    const headers = readV1Headers(request.headers)
    const { json, bytes } = await readPayload(request, batchMaxBytes, room)
    if (!isJsonObject(json) || !Array.isArray(json.batch))
      throw new RequestFailure('malformed_json', 'Expected {"created_at", "batch": […]}.')
    const { batch } = json
    const historical = json.historical_migration === true
    const { readings } = await courier.deliver({
      token: headers.token,
      events: batch,
      toClassic: (event) => toClassicEvent(event, headers),
      nowMs,
      sentAtMs: headers.requestTimeMs,
      historical,
      defaultName: undefined,
      payloadBytes: bytes,
      sender: senderOf(request),
      // Whoever moves old events is not whom they are about.
      userAgent: historical ? '' : userAgentOf(request),
    })
    return Response.json({ results: resultsOf(batch, readings) })
  }
}

/** The sender recognises the answer, also a refusal, by the id of its request. */
export function echoRequestId(answer: Handler): Handler {
  return async function answerWithRequestId(context: Context) {
    const response = await answer(context)
    const id = context.req.header('PostHog-Request-Id')
    if (id !== undefined && isUuid(id)) response.headers.set('PostHog-Request-Id', id)
    return response
  }
}

/** Puts back into the properties what V1 takes out of them, so that an event means the same on either wire. */
function toClassicEvent(event: JsonValue, { library, libraryVersion }: V1Headers): JsonValue {
  if (!isJsonObject(event)) return event
  const { session_id, window_id, options, properties, ...rest } = event
  const inner = properties ?? {}
  if (!isJsonObject(inner)) return event
  const set = isJsonObject(options) ? options : {}
  const lifted: Record<string, JsonValue | undefined> = {
    $session_id: session_id,
    $window_id: window_id,
    $process_person_profile: set.process_person_profile,
    $cookieless_mode: set.cookieless_mode,
    $product_tour_id: set.product_tour_id,
    $ignore_sent_at: set.disable_skew_correction,
  }
  return { ...rest, properties: { ...inner, ...given(lifted), $lib: library, $lib_version: libraryVersion } }
}

function given(values: Record<string, JsonValue | undefined>): JsonObject {
  const entries = Object.entries(values).flatMap(([name, value]): [string, JsonValue][] =>
    value === undefined || value === null ? [] : [[name, value]],
  )
  return Object.fromEntries(entries)
}

/** Keyed by uuid. There is no `retry`: a request is stored as a whole or refused as a whole with 503. */
function resultsOf(batch: readonly JsonValue[], readings: readonly EventReading[]): Record<string, Result> {
  const entries = readings.flatMap((reading, index): [string, Result][] => {
    const event = batch[index]
    const uuid = isJsonObject(event) ? event.uuid : undefined
    return typeof uuid === 'string' && uuid !== '' ? [[uuid, resultOf(reading)]] : []
  })
  return Object.fromEntries(entries)
}

function resultOf(reading: EventReading): Result {
  switch (reading.kind) {
    case 'captured':
      return { result: 'ok' }
    case 'rejected':
      return { result: 'drop', details: reading.rejected.detail }
    case 'ignored':
      return { result: 'drop', details: 'Events of this name are not kept.' }
  }
}
