/**
 * A typed client without a client library: who came, from where, and what they did last.
 *
 * GATEWAY_URL=http://127.0.0.1:4000 TOKEN=… npx tsx examples/users-with-attribution.ts
 */
import { graphql } from './graphql/gql.ts'
import type { TypedDocumentString } from './graphql/graphql.ts'

const UsersWithAttribution = graphql(`
  query UsersWithAttribution($first: Int!) {
    location {
      locationId
      users(first: $first, filter: { identified: true }) {
        totalCount
        nodes {
          userId
          lastSeenAt
          attribution {
            firstTouch {
              channelGroup
              utmSource
            }
          }
          sessions(first: 1) {
            nodes {
              startedAt
              pageviewCount
            }
          }
        }
      }
    }
  }
`)

async function ask<Result, Variables>(
  document: TypedDocumentString<Result, Variables>,
  variables: Variables,
): Promise<Result> {
  const { GATEWAY_URL = 'http://127.0.0.1:4000', TOKEN } = process.env
  if (TOKEN === undefined) throw new Error('Set TOKEN to the read token that `npm start` printed.')
  const response = await fetch(`${GATEWAY_URL}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` },
    body: JSON.stringify({ query: document.toString(), variables }),
  })
  const { data, errors }: { data: Result; errors?: { message: string }[] } = await response.json()
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'))
  return data
}

const { location } = await ask(UsersWithAttribution, { first: 5 })
console.log(`${location.users.totalCount} identified users at ${location.locationId}`)
console.table(
  location.users.nodes.map(({ userId, lastSeenAt, attribution, sessions }) => ({
    userId,
    lastSeenAt,
    from: attribution.firstTouch?.utmSource ?? attribution.firstTouch?.channelGroup ?? 'unknown',
    lastPageviews: sessions.nodes[0]?.pageviewCount ?? 0,
  })),
)
