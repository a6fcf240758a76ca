/**
 * What is going on at a location, told as it happens: a typed subscription over server-sent events.
 *
 * GATEWAY_URL=http://127.0.0.1:4000 TOKEN=… npx tsx examples/live-activity.ts
 */
import { createClient } from 'graphql-sse'
import { graphql } from './graphql/gql.ts'
import type { LiveActivitySubscription } from './graphql/graphql.ts'

const LiveActivity = graphql(`
  subscription LiveActivity($seconds: Int!) {
    locationActivity(intervalSeconds: $seconds) {
      at
      activeUsers
      eventsPerMinute
      latestEvents(first: 1) {
        name
        pathname
      }
    }
  }
`)

const { GATEWAY_URL = 'http://127.0.0.1:4000', TOKEN } = process.env
if (TOKEN === undefined) throw new Error('Set TOKEN to the read token that `npm start` printed.')

// A bearer token is a header, which the EventSource of browsers cannot send.
const client = createClient({ url: `${GATEWAY_URL}/graphql`, headers: { authorization: `Bearer ${TOKEN}` } })
const pushes = client.iterate<LiveActivitySubscription>({ query: LiveActivity.toString(), variables: { seconds: 2 } })

for await (const { data, errors } of pushes) {
  if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('\n'))
  if (data == null) continue
  const { at, activeUsers, eventsPerMinute, latestEvents } = data.locationActivity
  const [latest] = latestEvents
  console.log(
    `${at}  ${activeUsers} users, ${eventsPerMinute} events a minute`,
    latest === undefined ? '' : `- ${latest.name} ${latest.pathname ?? ''}`,
  )
}
