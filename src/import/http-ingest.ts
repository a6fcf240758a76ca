import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { z } from 'zod'
import {
  type Delivery,
  dropReasons,
  type Ingest,
  IngestOverloadedError,
  type Receipt,
  type RejectedEvent,
} from '../ingest/captured-event.ts'
import { forwardedRow } from '../ingest/forwarded-row.ts'
import type { ToldReceipt } from '../ingest/told-receipt.ts'
import { parsedJson } from '../json/parsed-json.ts'
import { partsOf } from '../parts-of.ts'
import { wireEvent } from './wire-event.ts'

const compress = promisify(gzip)

/** Below the 20 MB that the PostHog wire allows for a batch. */
const bodyMaxBytes = 8_000_000
/** Of a row that is too large to be sent: enough to find it by. */
const shortLength = 10_000

export interface HttpIngestOptions {
  url: string
  writeKey: string
  fetch?: (url: URL, init: RequestInit) => Promise<Response>
}

const count = z.number().int().min(0)
/** What a gateway says became of historical events. */
const historyAnswer = z.object({
  accepted: count,
  quarantined: count,
  dropped: z.partialRecord(z.enum(dropReasons), count),
}) satisfies z.ZodType<ToldReceipt>

/**
 * An ingest that posts to a running gateway in the form of a PostHog migration, which is answered with what became of
 * the events.
 */
export function createHttpIngest({ url, writeKey, fetch: send = fetch }: HttpIngestOptions): Ingest {
  const endpoint = new URL('/batch/', url)
  /** What became of the first parts of a delivery that is handed over again because of a later one. */
  const known = new WeakMap<Delivery, Receipt[]>()

  async function post(rows: readonly SentRow[]): Promise<Receipt> {
    const batch = rows.map(({ text }) => text).join(',')
    const body = `{"api_key":${JSON.stringify(writeKey)},"historical_migration":true,"batch":[${batch}]}`
    const answer = await send(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: await compress(body),
    }).catch((error: unknown) => {
      throw new Error(`${endpoint.origin} cannot be reached. Is the gateway running there?`, { cause: error })
    })
    const text = await answer.text()
    if (answer.ok) return receiptOf(text)
    if (answer.status === 413) {
      const smaller = smallerRequests(rows)
      if (smaller.length > 0) return sumOf(await inTurn(smaller, post))
    }
    if (answer.status === 503 || answer.status === 429)
      throw new IngestOverloadedError(
        `The gateway took no more (HTTP ${answer.status}). The same command goes on from here.`,
        Number(answer.headers.get('Retry-After')) || 5,
      )
    const hint = answer.status === 401 ? ' Is the write key right?' : ''
    throw new Error(`${endpoint.href} answered ${answer.status}: ${text.slice(0, 300)}${hint}`)
  }

  function receiptOf(text: string): Receipt {
    const { data, error } = historyAnswer.safeParse(parsedJson(text))
    // What was stored before is among the accepted ones.
    if (data !== undefined) return { ...data, duplicates: 0 }
    throw new Error(`${endpoint.href} does not answer as a gateway of this version: ${text.slice(0, 300)}`, {
      cause: error,
    })
  }

  return {
    async accept(delivery) {
      const receipts = known.get(delivery) ?? []
      known.set(delivery, receipts)
      // With the comma after each.
      const parts = partsOf(sentRows(delivery), bodyMaxBytes, ({ text }) => Buffer.byteLength(text) + 1)
      let place = 0
      for (const part of parts) if (place++ >= receipts.length) receipts.push(await post(part))
      return sumOf(receipts)
    },
  }
}

interface SentRow {
  text: string
  /** What the gateway is sent instead when this alone is more than it takes; absent for what is that already. */
  short?: () => RejectedEvent
}

/** A row that is no event carries why, and the row as it was: the gateway quarantines that. */
function* sentRows({ events, rejected }: Delivery): Generator<SentRow> {
  for (const event of events) {
    const text = JSON.stringify(wireEvent(event))
    const detail = 'The event is larger than a request to the gateway may be.'
    yield { text, short: () => ({ reason: 'event_too_large', detail, raw: text.slice(0, shortLength) }) }
  }
  for (const row of rejected) yield { text: textOf(row), short: () => ({ ...row, raw: row.raw.slice(0, shortLength) }) }
}

/** What is too large for one request, in several; none for what cannot be made smaller. */
function smallerRequests(rows: readonly SentRow[]): SentRow[][] {
  const [only, ...others] = rows
  if (only !== undefined && others.length === 0)
    return only.short === undefined ? [] : [[{ text: textOf(only.short()) }]]
  const middle = Math.ceil(rows.length / 2)
  return [rows.slice(0, middle), rows.slice(middle)]
}

const textOf = (row: RejectedEvent) => JSON.stringify(forwardedRow(row))

async function inTurn<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  for (const item of items) results.push(await work(item))
  return results
}

function sumOf(receipts: readonly Receipt[]): Receipt {
  const total = (part: (receipt: Receipt) => number | undefined) =>
    receipts.reduce((sum, receipt) => sum + (part(receipt) ?? 0), 0)
  const dropped = dropReasons
    .map((reason) => [reason, total((receipt) => receipt.dropped?.[reason])] as const)
    .filter(([, events]) => events > 0)
  return {
    accepted: total(({ accepted }) => accepted),
    duplicates: 0,
    quarantined: total(({ quarantined }) => quarantined),
    ...(dropped.length > 0 ? { dropped: Object.fromEntries(dropped) } : {}),
  }
}
