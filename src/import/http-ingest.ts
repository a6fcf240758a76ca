import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Delivery, type Ingest, IngestOverloadedError } from '../ingest/captured-event.ts'
import { forwardedRow } from '../ingest/forwarded-row.ts'
import { partsOf } from '../parts-of.ts'

const compress = promisify(gzip)

/** Below the 20 MB that the PostHog wire allows for a batch. */
const bodyMaxBytes = 8_000_000

export interface HttpIngestOptions {
  url: string
  writeKey: string
  fetch?: (url: URL, init: RequestInit) => Promise<Response>
}

/**
 * An ingest that posts to a running gateway in the form of a PostHog batch export. The answer does not tell new events
 * from known ones, so all acknowledged events count as accepted.
 */
export function createHttpIngest({ url, writeKey, fetch: send = fetch }: HttpIngestOptions): Ingest {
  const endpoint = new URL('/batch/', url)

  async function post(events: readonly WireEvent[]): Promise<void> {
    const batch = events.map(({ text }) => text).join(',')
    const body = `{"api_key":${JSON.stringify(writeKey)},"historical_migration":true,"batch":[${batch}]}`
    const answer = await send(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: await compress(body),
    }).catch((error: unknown) => {
      throw new Error(`${endpoint.origin} cannot be reached. Is the gateway running there?`, { cause: error })
    })
    const text = await answer.text()
    if (answer.ok) return
    // The gateway quarantines a bad event that comes alone, too, but tells its sender.
    if (answer.status === 400 && events.length === 1 && events[0]?.rejected === true) return
    if (answer.status === 503 || answer.status === 429)
      throw new IngestOverloadedError(
        `The gateway took no more (HTTP ${answer.status}). The same command goes on from here.`,
        Number(answer.headers.get('Retry-After')) || 5,
      )
    const hint = answer.status === 401 ? ' Is the write key right?' : ''
    throw new Error(`${endpoint.href} answered ${answer.status}: ${text.slice(0, 300)}${hint}`)
  }

  return {
    async accept(delivery) {
      // With the comma after each.
      for (const part of partsOf(wireEvents(delivery), bodyMaxBytes, ({ text }) => Buffer.byteLength(text) + 1))
        await post(part)
      return { accepted: delivery.events.length, duplicates: 0, quarantined: delivery.rejected.length }
    },
  }
}

interface WireEvent {
  text: string
  rejected: boolean
}

/** A row that is no event carries why, and the row as it was: the gateway quarantines that. */
function* wireEvents({ events, rejected }: Delivery): Generator<WireEvent> {
  for (const { uuid, event, distinctId, timestampMs, properties } of events) {
    const named = uuid === undefined ? {} : { uuid }
    const timestamp = new Date(timestampMs).toISOString()
    yield { text: JSON.stringify({ ...named, event, distinct_id: distinctId, timestamp, properties }), rejected: false }
  }
  for (const row of rejected) yield { text: JSON.stringify(forwardedRow(row)), rejected: true }
}
