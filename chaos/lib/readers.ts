import { setTimeout as pause } from 'node:timers/promises'
import { mintToken } from '../../src/auth/mint-token.ts'
import { secret } from '../../test/e2e/gateway-process.ts'
import { createTally, type Tally, withoutAnswer } from './tally.ts'

export interface Readers {
  answers: Tally
  /** When somebody got an answer for the last time. */
  readonly lastAnswered: number | undefined
  finish(): Promise<void>
}

const query = '{ location { events(first: 20) { totalCount nodes { uuid } } users(first: 10) { nodes { userId } } } }'
const patienceMs = 20_000

/** Ask the graph now and then, as dashboards do, and note how they were answered: the status, and the error's code. */
export async function startReaders(url: string, count: number, intervalMs: number): Promise<Readers> {
  const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 3_600)
  const answers = createTally()
  const end = new AbortController()
  let lastAnswered: number | undefined

  async function ask(): Promise<string> {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
      signal: AbortSignal.timeout(patienceMs),
    })
    const { errors } = await response.json()
    if (errors === undefined) lastAnswered = performance.now()
    return [response.status, ...(errors === undefined ? [] : [errors[0].extensions.code])].join(' ')
  }

  async function reader(): Promise<void> {
    while (!end.signal.aborted) {
      answers.add(await ask().catch(withoutAnswer))
      await pause(intervalMs, undefined, { signal: end.signal }).catch(() => undefined)
    }
  }

  const all = Promise.all(Array.from({ length: count }, reader))
  return {
    answers,
    get lastAnswered() {
      return lastAnswered
    },
    async finish() {
      end.abort()
      await all
    },
  }
}
