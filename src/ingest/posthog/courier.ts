import { RequestFailure } from '../../http/request-failure.ts'
import type { JsonValue } from '../../json/json-value.ts'
import type { WriteKeyRate } from '../../limits/write-key-rate.ts'
import { IngestOverloadedError, type Receipt, type Sender } from '../captured-event.ts'
import type { PosthogDeps } from './posthog-deps.ts'
import { type EventContext, type EventReading, readEvent } from './read-event.ts'
import { checkedToken } from './token.ts'

/** One opened request, of whatever wire form. */
interface Consignment extends Omit<EventContext, 'locationId' | 'limits'> {
  token: string | undefined
  events: JsonValue[]
  /** How an event of another wire looks on the classic one. Not before the events are counted and their token is known. */
  toClassic?: (event: JsonValue) => JsonValue
  sender: Sender
}

/** Brings the events of a request to the location of its token. */
export interface Courier {
  /** @throws RequestFailure `unknown_token` and the refusals of {@link checkedToken} */
  locationOf(token: string | undefined): Promise<string>
  /** Resolves after the events are stored. @throws RequestFailure */
  deliver(consignment: Consignment): Promise<Delivered>
}

interface Delivered {
  /** What each event was read as. */
  readings: EventReading[]
  /** What became of them together. */
  receipt: Receipt
}

type CourierDeps = Omit<PosthogDeps, 'now' | 'webhookSecrets'>

export function createCourier({ ingest, writeKeys, limits, log, rate }: CourierDeps): Courier {
  async function locationOf(token: string | undefined): Promise<string> {
    const locationId = await writeKeys.locationOf(checkedToken(token))
    if (locationId === undefined) throw new RequestFailure('unknown_token', 'The project token is not known here.')
    return locationId
  }

  async function deliver({ token, events, toClassic, sender, ...context }: Consignment): Promise<Delivered> {
    // An empty list has no token to check, and nothing to store.
    if (events.length === 0 && token === undefined) return { readings: [], receipt: nothing }
    const locationId = await locationOf(token)
    if (events.length > limits.batchMaxEvents)
      throw new RequestFailure('too_many_events', `A request may hold at most ${limits.batchMaxEvents} events.`, {
        locationId,
      })
    const known = checkedToken(token)
    if (rate !== undefined) assertRate(rate, known, locationId, events.length)
    const readings = events.map((event) => readEvent(toClassic?.(event) ?? event, { ...context, locationId, limits }))
    const captured = readings.flatMap((reading) => (reading.kind === 'captured' ? [reading.event] : []))
    const rejected = readings.flatMap((reading) => (reading.kind === 'rejected' ? [reading.rejected] : []))
    if (readings.length === 0) return { readings, receipt: nothing }
    const ignored = readings.length - captured.length - rejected.length
    const delivery = { locationId, events: captured, rejected, ...(ignored > 0 ? { ignored } : {}), sender }
    const receipt = await storing(ingest.accept(delivery, context.payloadBytes), locationId)
    if (receipt.quarantined > 0) log.warn({ locationId, ...receipt }, 'events went to quarantine')
    return { readings, receipt }
  }

  return { locationOf, deliver }
}

const nothing: Receipt = { accepted: 0, duplicates: 0, quarantined: 0 }

/** 503 and not 429: a browser throws away what any 4xx refuses. */
function assertRate(rate: WriteKeyRate, token: string, locationId: string, events: number): void {
  const { allowed, retryAfterSeconds } = rate.take(token, events)
  if (allowed) return
  const cause = new IngestOverloadedError('A write key sends too many events.', retryAfterSeconds)
  throw new RequestFailure('unavailable', 'Too many events with this project token. Send them again.', {
    cause,
    retryAfterSeconds,
    locationId,
  })
}

async function storing(stored: Promise<Receipt>, locationId: string): Promise<Receipt> {
  try {
    return await stored
  } catch (cause) {
    // 503 for every failure: browsers throw events away on any 4xx, 429 included.
    const retryAfterSeconds = cause instanceof IngestOverloadedError ? cause.retryAfterSeconds : 5
    throw new RequestFailure('unavailable', 'The events cannot be stored at the moment. Send them again.', {
      cause,
      retryAfterSeconds,
      locationId,
    })
  }
}
