import type { CapturedEvent } from '../ingest/captured-event.ts'
import type { JsonObject } from '../json/json-value.ts'

/** An event of a file in the form of a PostHog batch, which all rules of reading are for. */
export function wireEvent({ uuid, event, distinctId, timestampMs, properties }: CapturedEvent): JsonObject {
  const named: JsonObject = uuid === undefined ? {} : { uuid }
  return { ...named, event, distinct_id: distinctId, timestamp: new Date(timestampMs).toISOString(), properties }
}
