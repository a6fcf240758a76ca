/** A process of its own that floods a gateway when it is told to, so that what it costs to send is not measured. */
import { v7 as uuidv7 } from 'uuid'

export interface Flood {
  url: string
  /** Of who asks, and of who sends. */
  token: string
  writeKey: string
  query: string
  readers: number
  writers: number
  ms: number
}

/** What was answered, and stored. */
export interface Flooded {
  answers: number
  batches: number
}

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export function events(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    uuid: uuidv7(),
    event: n % 10 === 0 ? 'purchase' : '$pageview',
    distinct_id: `visitor-${Math.floor(Math.random() * 5_000)}`,
    timestamp: new Date(Date.UTC(2026, 0, 1) + Math.random() * 90 * 86_400_000).toISOString(),
    properties: {
      $lib: 'web',
      $session_id: `session-${Math.floor(Math.random() * 10_000)}`,
      $current_url: `https://shop.example/p/${n % 50}?utm_source=${['google', 'newsletter', 'partner'][n % 3]}`,
    },
  }))
}

export async function ask(url: string, token: string, query: string): Promise<boolean> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })
  const { errors } = await response.json()
  return errors === undefined
}

export async function send(url: string, writeKey: string, count: number): Promise<number> {
  const body = JSON.stringify({ api_key: writeKey, batch: events(count) })
  const response = await fetch(`${url}/batch/`, { method: 'POST', body })
  await response.arrayBuffer()
  return response.status
}

async function flood({ url, token, writeKey, query, readers, writers, ms }: Flood): Promise<Flooded> {
  const until = Date.now() + ms
  const done: Flooded = { answers: 0, batches: 0 }
  async function repeat(work: () => Promise<unknown>): Promise<void> {
    while (Date.now() < until) await work()
  }
  const time = pause(ms)
  await Promise.all([
    time,
    ...Array.from({ length: readers }, () =>
      repeat(async () => {
        if (await ask(url, token, query)) done.answers++
      }),
    ),
    ...Array.from({ length: writers }, () =>
      repeat(async () => {
        // As an SDK does, though sooner.
        const status = await send(url, writeKey, 500)
        if (status === 200) done.batches++
        if (status === 503) await pause(200)
      }),
    ),
  ])
  return done
}

// Only as a child process is there somebody to take orders from.
process.on('message', (order: Flood) => {
  flood(order).then((done) => process.send?.(done))
})
