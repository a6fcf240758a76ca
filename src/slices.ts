import { setImmediate } from 'node:timers/promises'

/** A question needs the loop several times before it is answered, and waits for a slice each time. */
const sliceMs = 2

/** `forEach` over a long list; other requests have their turn every two milliseconds. */
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
