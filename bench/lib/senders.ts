/**
 * Eight senders, each as fast as it is acknowledged; in a process of their own, so that what it costs to send is not
 * measured on the gateway's loop.
 */
import { v7 as uuidv7 } from 'uuid'
import { post } from './post.ts'

export interface Sending {
  url: string
  /** Events per request. */
  size: number
  ms: number
}

export interface Sent {
  /** Events that were acknowledged. */
  perSecond: number
  /** Of a request, in milliseconds. */
  p50: number
}

function batchOf(size: number): string {
  const batch = Array.from({ length: size }, (_, index) => ({
    uuid: uuidv7(),
    event: index % 3 === 0 ? '$pageview' : '$autocapture',
    distinct_id: `visitor-${Math.floor(Math.random() * 100_000)}`,
    timestamp: new Date().toISOString(),
    properties: {
      $lib: 'web',
      $session_id: `session-${Math.floor(Math.random() * 200_000)}`,
      $current_url: 'https://shop.example/products/4711?utm_source=google&gclid=abc',
      $referrer: 'https://www.google.com/',
      $browser: 'Chrome',
      $device_type: 'Desktop',
    },
  }))
  return JSON.stringify({ api_key: 'key-bench', batch })
}

/**
 * Whoever sends is elsewhere: what it takes to write bodies is not measured, so there are more of them than will be
 * sent.
 */
const preparedPerSecond = 25_000

async function send({ url, size, ms }: Sending): Promise<Sent> {
  const count = Math.min((preparedPerSecond * ms) / 1_000 / size, 10_000)
  const bodies = Array.from({ length: Math.ceil(count) }, () => batchOf(size))
  const times: number[] = []
  const started = performance.now()
  async function sender(): Promise<void> {
    while (performance.now() - started < ms) {
      const body = bodies.pop() ?? batchOf(size)
      const before = performance.now()
      const { status, text } = await post(`${url}/batch`, '', body)
      if (status !== 200) throw new Error(`HTTP ${status}: ${text}`)
      times.push(performance.now() - before)
    }
  }
  await Promise.all(Array.from({ length: 8 }, sender))
  const seconds = (performance.now() - started) / 1_000
  const sorted = times.toSorted((a, b) => a - b)
  return { perSecond: (times.length * size) / seconds, p50: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN }
}

process.on('message', async (order: Sending) => process.send?.(await send(order)))
