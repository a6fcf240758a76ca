/**
 * Asks one question as fast as it is answered, by so many at the same time; in a process of its own, so that it takes
 * nothing of the gateway's loop.
 */
import { askGraph, post } from './post.ts'

export interface Load {
  url: string
  token: string
  body: string
  concurrency: number
  ms: number
  /** Posts to this path without looking into the answer: for what is no GraphQL of ours. */
  path?: string
}

export interface LoadResult {
  answers: number
  perSecond: number
  p50: number
  p95: number
  failures: number
}

async function run({ url, token, body, concurrency, ms, path }: Load): Promise<LoadResult> {
  const times: number[] = []
  let failures = 0
  const started = performance.now()
  const ask = () => (path === undefined ? askGraph(url, token, body) : post(`${url}${path}`, token, body))
  async function one(): Promise<void> {
    while (performance.now() - started < ms) {
      const before = performance.now()
      try {
        await ask()
        times.push(performance.now() - before)
      } catch {
        failures++
      }
    }
  }
  await Promise.all(Array.from({ length: concurrency }, one))
  const sorted = times.toSorted((a, b) => a - b)
  const quantile = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  const seconds = (performance.now() - started) / 1_000
  return { answers: times.length, perSecond: times.length / seconds, p50: quantile(0.5), p95: quantile(0.95), failures }
}

process.on('message', async (load: Load) => process.send?.(await run(load)))
