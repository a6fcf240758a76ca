import type { JsonObject } from '../json/json-value.ts'

/**
 * One event as an SDK sent it, after the wire format was taken off: the common form that every ingest door
 * (PostHog wire, file import, demo traffic) hands to `Ingest.accept`.
 */
export interface CapturedEvent {
  /** As sent. Absent or not a UUID: a deterministic one is derived, so that a retry stays idempotent. */
  uuid?: string
  event: string
  distinctId: string
  /** Event time in epoch milliseconds, already corrected for clock skew. */
  timestampMs: number
  /** What the sender said, where that is another time: the corrected one is a little different in each retry. */
  saidMs?: number
  /** All properties; `$set`, `$set_once` and `$unset` of the envelope are merged in. */
  properties: JsonObject
}

/** One event that could not be understood. It is kept in quarantine, with its reason, and never fails its batch. */
export interface RejectedEvent {
  reason: RejectionReason
  /** What is wrong, for a human, without the event's content. */
  detail: string
  /** The event as it came, as text, cut at `quarantineMaxBytes` by the writer. */
  raw: string
}

/** Why an event is in quarantine: a closed list, so that it can be counted. */
export type RejectionReason =
  | 'not_an_object'
  | 'missing_event_name'
  | 'event_name_too_long'
  | 'missing_distinct_id'
  | 'event_too_large'
  | 'too_deep'
  | 'invalid_properties'
  | 'invalid_timestamp'
  | 'malformed_row'
  | 'other_location'
  | 'not_storable'

/** What the request tells about the sender, for enrichment of events whose SDK gave none. */
export interface Sender {
  userAgent?: string
}

/** What an ingest door hands over for one request of one location. */
export interface Delivery {
  locationId: string
  events: CapturedEvent[]
  rejected: RejectedEvent[]
  /** How many more there were that PostHog throws away by their name, too. They are counted. */
  ignored?: number
  sender: Sender
}

export interface Receipt {
  /** Stored now. */
  accepted: number
  /** Already stored by an earlier request; acknowledged again, not stored again. */
  duplicates: number
  quarantined: number
  /** Acknowledged and stored nowhere, by reason. Absent: nothing was. */
  dropped?: Dropped
  /** Which of the rejected events are among the dropped ones, and so not in quarantine. Absent: none. */
  droppedRejects?: Partial<Record<RejectionReason, number>>
  /** How many of those name somebody who was erased. Absent: none. */
  erasedRejects?: number
}

/**
 * Why events are acknowledged and not stored: a closed list, so that it can be counted. The person was erased; did not
 * consent, or, where consent is required, nobody says so; the event is older than the location keeps; events of its
 * name are kept nowhere.
 */
export const dropReasons = ['erased', 'no_consent', 'expired', 'ignored'] as const
export type DropReason = (typeof dropReasons)[number]

export type Dropped = Partial<Record<DropReason, number>>

export const countDropped = ({ dropped = {} }: Receipt): number =>
  Object.values(dropped).reduce((sum, count) => sum + count, 0)

/**
 * The one way into the landing tables. Resolves after the rows are stored; rejects with `IngestOverloadedError` when
 * full.
 */
export interface Ingest {
  /** @param bytes Size of the JSON that it came as; left out, it is measured. */
  accept(delivery: Delivery, bytes?: number): Promise<Receipt>
}

/** The queue is full or closing: the sender must retry. Doors answer 503 with `Retry-After`. */
export class IngestOverloadedError extends Error {
  readonly retryAfterSeconds: number
  constructor(message: string, retryAfterSeconds = 5) {
    super(message)
    this.name = 'IngestOverloadedError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}
