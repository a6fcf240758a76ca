import { setImmediate } from 'node:timers/promises'

const sliceMs = 8

/** `forEach` over a long list; other requests have their turn every few milliseconds. */
export async function forEachInSlices<T>(items: Iterable<T>, work: (item: T, place: number) => void): Promise<void> {
  let place = 0
  let start = performance.now()
  for (const item of items) {
    work(item, place++)
    if (performance.now() - start < sliceMs) continue
    await setImmediate()
    start = performance.now()
  }
}
