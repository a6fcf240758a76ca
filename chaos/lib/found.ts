import { mintToken } from '../../src/auth/mint-token.ts'
import { secret } from '../../test/e2e/gateway-process.ts'
import { askServer } from './ask-server.ts'

/** What is there in the end, seen from below and from above. */
export interface Found {
  /** In the landing table: each uuid with its number of rows. */
  rows: ReadonlyMap<string, number>
  /** In the pages of the graph, a uuid as often as it comes. */
  events: readonly string[]
  /** How many events there are, by the counts of the graph. */
  counts: { totalCount: number; metrics: number; sessions: number }
}

interface Page {
  events: { totalCount: number; pageInfo: { endCursor: string; hasNextPage: boolean }; nodes: { uuid: string }[] }
}
interface Sum {
  eventCount: number
}

const pageQuery = `query ($after: String) { location {
  events(first: 1000, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { uuid } } } }`
const countsQuery = `query ($range: DateRange!) { location {
  metrics(range: $range, granularity: DAY) { eventCount }
  sessions(first: 1000) { nodes { eventCount } } } }`

export async function find(serverUrl: string, gatewayUrl: string): Promise<Found> {
  const token = await mintToken(secret, { location_id: 'oslo', scope: 'read' }, 3_600)
  async function ask<T>(query: string, variables: object): Promise<T> {
    const response = await fetch(`${gatewayUrl}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = await response.json()
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    return data.location
  }

  const events: string[] = []
  let totalCount = 0
  for (let after: string | null = null, more = true; more; ) {
    const page: Page = await ask<Page>(pageQuery, { after })
    events.push(...page.events.nodes.map(({ uuid }) => uuid))
    totalCount = page.events.totalCount
    after = page.events.pageInfo.endCursor
    more = page.events.pageInfo.hasNextPage
  }
  // Clocks may have been days off.
  const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10)
  const { metrics, sessions } = await ask<{ metrics: Sum[]; sessions: { nodes: Sum[] } }>(countsQuery, {
    range: { from: day(-3), to: day(3) },
  })
  const sum = (counts: readonly Sum[]) => counts.reduce((total, { eventCount }) => total + eventCount, 0)
  return {
    rows: await rowsOf(serverUrl),
    events,
    counts: { totalCount, metrics: sum(metrics), sessions: sum(sessions.nodes) },
  }
}

async function rowsOf(serverUrl: string): Promise<Map<string, number>> {
  const query =
    "SELECT toString(uuid), count() FROM attrigraph.events WHERE location_id = 'oslo' GROUP BY uuid FORMAT TSV"
  const lines = (await askServer(serverUrl, query)).split('\n').filter((line) => line !== '')
  return new Map(
    lines.map((line): [string, number] => {
      const [uuid = '', count] = line.split('\t')
      return [uuid, Number(count)]
    }),
  )
}
