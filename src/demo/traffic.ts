import { dayMs, weekdayFactor } from './clock.ts'
import { createRandom } from './random.ts'
import { visitorLife } from './visitor.ts'
import type { DemoTraffic, WireEvent } from './wire-event.ts'

export interface DemoOptions {
  seed: string
  /** Epoch milliseconds; the traffic ends where this UTC day begins. */
  now: number
  days?: number | undefined
  visitorsPerDay?: number | undefined
  writeKey: string
}

/**
 * A month of believable traffic, the same for the same seed and day. A person's life depends only on the seed and the
 * day of their first visit, so that traffic generated tomorrow contains today's and adds one day.
 */
export function generateTraffic({ seed, now, days = 30, visitorsPerDay = 40, writeKey }: DemoOptions): DemoTraffic {
  const toMs = Math.floor(now / dayMs) * dayMs
  const fromMs = toMs - days * dayMs
  const browser: WireEvent[] = []
  const server: WireEvent[] = []
  let visitors = 0
  let sessions = 0

  const collect = (events: WireEvent[]) => (event: WireEvent) => {
    if (Date.parse(event.timestamp) < toMs) events.push(event)
  }
  const releaseAt = (atMs: number) => createRandom(`${seed}/release/${Math.floor(atMs / (7 * dayMs))}`).hex(8)

  for (let dayStartMs = fromMs; dayStartMs < toMs; dayStartMs += dayMs) {
    const day = new Date(dayStartMs).toISOString().slice(0, 10).replaceAll('-', '')
    const mood = 0.85 + 0.3 * createRandom(`${seed}/${day}`).next()
    const born = Math.round(visitorsPerDay * weekdayFactor(dayStartMs) * mood)
    for (let index = 0; index < born; index++) {
      visitors++
      sessions += visitorLife({
        random: createRandom(`${seed}/${day}/${index}`),
        id: `${day}_${index}`,
        dayStartMs,
        endMs: toMs,
        releaseAt,
        writeKey,
        emit: collect(browser),
        emitFromServer: collect(server),
      })
    }
  }
  return { browser: browser.toSorted(byTime), server: server.toSorted(byTime), visitors, sessions, fromMs, toMs }
}

function byTime(a: WireEvent, b: WireEvent): number {
  const [left, right] = [a.timestamp + a.uuid, b.timestamp + b.uuid]
  return left < right ? -1 : left > right ? 1 : 0
}
