import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type DemoOptions, generateTraffic } from './traffic.ts'
import type { WireEvent } from './wire-event.ts'

const compress = promisify(gzip)

export interface SendDemoOptions extends DemoOptions {
  send(request: Request): Promise<Response>
  /** Where the gateway is; unimportant when `send` calls it inside this process. */
  url?: string | undefined
  onProgress?(sent: number, total: number): void
}

export interface DemoSummary {
  visitors: number
  sessions: number
  events: number
  requests: number
  fromMs: number
  toMs: number
}

interface Batch {
  path: '/i/v0/e/' | '/batch/'
  events: readonly WireEvent[]
}

const batchSize = 500
const concurrency = 4
const attemptsMax = 8

/** Sends the demo traffic through the ingest route, as the SDKs would have. Sending it again adds nothing. */
export async function sendDemo(options: SendDemoOptions): Promise<DemoSummary> {
  const { browser, server, visitors, sessions, fromMs, toMs } = generateTraffic(options)
  const batches: Batch[] = [
    ...split(browser).map((events) => ({ path: '/i/v0/e/' as const, events })),
    ...split(server).map((events) => ({ path: '/batch/' as const, events })),
  ]
  const total = browser.length + server.length
  const queue = batches.values()
  let sent = 0
  // All workers take from one iterator, so each batch is sent once.
  async function work(): Promise<void> {
    for (const batch of queue) {
      await sendBatch(batch, options)
      sent += batch.events.length
      options.onProgress?.(sent, total)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return { visitors, sessions, events: total, requests: batches.length, fromMs, toMs }
}

async function sendBatch({ path, events }: Batch, { send, url, writeKey }: SendDemoOptions): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const body = await compress(JSON.stringify({ api_key: writeKey, batch: events, sent_at: new Date().toISOString() }))
    // posthog-js does not say that it compresses; posthog-node does.
    const headers: Record<string, string> =
      path === '/i/v0/e/'
        ? { 'Content-Type': 'text/plain' }
        : { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', 'User-Agent': 'posthog-node/5.70.0' }
    const answer = await send(new Request(new URL(path, url ?? 'http://127.0.0.1'), { method: 'POST', headers, body }))
    const text = await answer.text()
    if (answer.ok) return
    if (answer.status !== 503 || attempt === attemptsMax)
      throw new Error(`The gateway answered ${answer.status} to demo traffic: ${text.slice(0, 300)}`)
    await sleep((Number(answer.headers.get('Retry-After')) || 1) * 1000)
  }
}

function split(events: readonly WireEvent[]): WireEvent[][] {
  return Array.from({ length: Math.ceil(events.length / batchSize) }, (_, index) =>
    events.slice(index * batchSize, (index + 1) * batchSize),
  )
}
