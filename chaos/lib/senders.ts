import { setTimeout as pause } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { createTally, type Tally, withoutAnswer } from './tally.ts'

export interface SenderOptions {
  /** Every batch goes to each of these gateways at once. */
  urls: readonly string[]
  writeKey: string
  senders: number
  batchSize: number
  /** Between the starts of two batches of a sender, unless the first one takes longer. */
  intervalMs: number
  /** For how long a batch is sent again. */
  patienceMs: number
  /** Without it, page views of few visitors and few sessions, so that states of many events are merged. */
  event?: () => { uuid: string }
}

export interface Batch {
  uuids: readonly string[]
  sentAt: number
  /** When the first gateway, and when the last one acknowledged it. */
  acknowledgedAt?: number
  answeredAt?: number
}

export interface Senders {
  batches: readonly Batch[]
  answers: Tally
  /** When something was acknowledged for the last time. */
  readonly lastAcknowledged: number
  /** Makes no more events; resolves when each batch is acknowledged or given up. */
  finish(): Promise<void>
}

/** As posthog-node, which gives a request up after ten seconds and sends it again after three. */
const requestTimeoutMs = 10_000
const longestPauseMs = 3_000

/** A steady load over the PostHog wire: what is not acknowledged is sent again under the same uuids, as the SDKs do. */
export function startSenders({ urls, writeKey, patienceMs, event = pageview, ...load }: SenderOptions): Senders {
  const batches: Batch[] = []
  const answers = createTally()
  let producing = true
  let lastAcknowledged = 0

  /** @returns How long to wait before the batch is sent again; `undefined`: it is acknowledged. */
  async function send(url: string, events: readonly object[], attempt: number): Promise<number | undefined> {
    const backoff = Math.min(longestPauseMs, 100 * 2 ** attempt) * (0.5 + Math.random() / 2)
    try {
      const response = await fetch(`${url}/batch/`, {
        method: 'POST',
        body: JSON.stringify({ api_key: writeKey, batch: events, sent_at: new Date().toISOString() }),
        signal: AbortSignal.timeout(requestTimeoutMs),
      })
      await response.arrayBuffer()
      answers.add(String(response.status))
      if (response.status === 200) return undefined
      const retryAfterMs = Number(response.headers.get('Retry-After')) * 1_000
      return Math.min(requestTimeoutMs, Math.max(backoff, retryAfterMs))
    } catch (error) {
      answers.add(withoutAnswer(error))
      return backoff
    }
  }

  async function deliver(url: string, events: readonly object[], batch: Batch): Promise<boolean> {
    const deadline = batch.sentAt + patienceMs
    for (let attempt = 0; ; attempt++) {
      const waitMs = await send(url, events, attempt)
      if (waitMs === undefined) {
        lastAcknowledged = performance.now()
        batch.acknowledgedAt ??= lastAcknowledged
        return true
      }
      if (performance.now() + waitMs > deadline) return false
      await pause(waitMs)
    }
  }

  async function sender(): Promise<void> {
    while (producing) {
      const events = Array.from({ length: load.batchSize }, event)
      const batch: Batch = { uuids: events.map(({ uuid }) => uuid), sentAt: performance.now() }
      batches.push(batch)
      const delivered = await Promise.all(urls.map((url) => deliver(url, events, batch)))
      if (delivered.every(Boolean)) batch.answeredAt = performance.now()
      await pause(Math.max(0, batch.sentAt + load.intervalMs - performance.now()))
    }
  }

  const all = Promise.all(Array.from({ length: load.senders }, sender))
  return {
    batches,
    answers,
    get lastAcknowledged() {
      return lastAcknowledged
    },
    async finish() {
      producing = false
      await all
    },
  }
}

function pageview() {
  const uuid = uuidv7()
  return {
    uuid,
    event: '$pageview',
    distinct_id: `visitor-${uuid.slice(0, 2)}`,
    timestamp: new Date().toISOString(),
    properties: {
      $lib: 'web',
      $session_id: `session-${uuid.slice(0, 2)}`,
      $current_url: `https://shop.example/${uuid.slice(0, 1)}?utm_source=newsletter`,
    },
  }
}
