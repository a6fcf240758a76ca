/**
 * What is going on at a location, told as it happens: a typed subscription over server-sent events.
 *
 * GATEWAY_URL=http://127.0.0.1:4000 TOKEN=… npx tsx examples/live-activity.ts
 */
import { setTimeout } from 'node:timers/promises'
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

// By itself the client asks again whatever failed. What is refused, such as an expired token, stays refused.
let refusal: string | undefined
const client = createClient({
  url: `${GATEWAY_URL}/graphql`,
  // A bearer token is a header, which the EventSource of browsers cannot send.
  headers: { authorization: `Bearer ${TOKEN}` },
  async fetchFn(...request: Parameters<typeof fetch>) {
    const response = await fetch(...request)
    if (response.status >= 400 && response.status < 500) refusal = `${response.status} ${await response.text()}`
    return response
  },
  async retry(retries) {
    if (refusal !== undefined) throw new Error(refusal)
    await setTimeout(1000 * 2 ** retries)
  },
})
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
