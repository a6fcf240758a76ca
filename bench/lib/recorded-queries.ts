import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'

type Client = ClickHouse['client']
type Query = Parameters<Client['query']>[0]

/**
 * What the gateway sends to ClickHouse for one request, to be sent again without it: in the same order, side by side
 * where it was, and parsed to rows as any direct user of the client would. The client is recorded in place: it is the
 * gateway's own.
 */
export async function recordQueries({ client }: ClickHouse, ask: () => Promise<unknown>) {
  const waves: Query[][] = []
  const original = client.query.bind(client)
  let running = 0
  client.query = (async (query: Query) => {
    if (running === 0) waves.push([])
    running++
    waves.at(-1)?.push(query)
    try {
      return await original(query)
    } finally {
      running--
    }
  }) as Client['query']
  try {
    await ask()
  } finally {
    client.query = original
  }
  return {
    count: waves.flat().length,
    async replay(): Promise<unknown[]> {
      const answers: unknown[] = []
      for (const wave of waves)
        answers.push(
          ...(await Promise.all(wave.map(async ({ abort_signal: _, ...query }) => (await original(query)).json()))),
        )
      return answers
    },
  }
}

/**
 * Puts what ClickHouse answers to the queries of one request in its place: from then on each of them is answered at
 * once, so that what is left is the gateway's own work. @returns what undoes it.
 */
export async function answerAtOnce({ client }: ClickHouse, ask: () => Promise<unknown>): Promise<() => void> {
  const original = client.query.bind(client)
  const known = new Map<string, unknown>()
  // How urgent a query is depends on what else is asked.
  const keyOf = ({ query, query_params }: Query) => JSON.stringify([query.split('\nSETTINGS')[0], query_params])
  client.query = (async (query: Query) => {
    const result = await original(query)
    const answer = await result.json()
    known.set(keyOf(query), answer)
    return { json: async () => answer }
  }) as unknown as Client['query']
  await ask()
  client.query = (async (query: Query) => {
    const answer = known.get(keyOf(query))
    return answer === undefined ? original(query) : { json: async () => answer }
  }) as unknown as Client['query']
  return () => {
    client.query = original
  }
}
