import { setTimeout as pause } from 'node:timers/promises'
import { mintToken } from '../../src/auth/mint-token.ts'
import { secret } from '../../test/e2e/gateway-process.ts'

const today = () => new Date().toISOString().slice(0, 10)

/** What a dashboard asks for: one person, a page of people, the figures of the day. */
const questions = [
  '{ location { user(by: { distinctId: "visitor-1" }) { userId attribution { firstTouch { channel } lastTouch { channel } } } } }',
  '{ location { users(first: 20) { nodes { userId lastSeenAt sessions(first: 3) { nodes { startedAt } } } } } }',
  'query ($range: DateRange!) { location { metrics(range: $range, granularity: HOUR) { eventCount uniqueUsers } } }',
]

export interface Askers {
  /** Milliseconds of each answer since the last time they were taken. */
  take(): number[]
  failures: string[]
  finish(): Promise<void>
}

/** Ask one question after the other, each waiting a while after its answer. */
export async function startAskers(url: string, count: number, intervalMs: number): Promise<Askers> {
  const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 24 * 3_600)
  const end = new AbortController()
  const failures: string[] = []
  let times: number[] = []

  async function asker(number: number): Promise<void> {
    for (let turn = number; !end.signal.aborted; turn++) {
      const startedAt = performance.now()
      const variables = { range: { from: today(), to: today() } }
      try {
        const response = await fetch(`${url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
          body: JSON.stringify({ query: questions[turn % questions.length], variables }),
        })
        const { errors } = await response.json()
        if (errors === undefined) times.push(performance.now() - startedAt)
        else failures.push(JSON.stringify(errors).slice(0, 300))
      } catch (error) {
        failures.push(String(error))
      }
      await pause(intervalMs, undefined, { signal: end.signal }).catch(() => undefined)
    }
  }

  const all = Promise.all(Array.from({ length: count }, (_, number) => asker(number)))
  return {
    take() {
      const taken = times
      times = []
      return taken
    },
    failures,
    async finish() {
      end.abort()
      await all
    },
  }
}
