import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
const count = 1_000
/** As long as ids may be: together they are several times what a server takes in one parameter. */
const longId = (kind: string, number: number) => `${kind}-${number}-`.padEnd(200, 'ø').slice(0, 190)

beforeAll(async () => {
  gateway = await testGateway()
  const start = Date.UTC(2026, 2, 1)
  const events = Array.from({ length: count }, (_, number) => {
    const at = (seconds: number) => new Date(start + number * 60_000 + seconds * 1_000).toISOString()
    const properties = { $lib: 'web', $session_id: `session-${number}`, gclid: `click-${number}` }
    return [
      {
        event: '$pageview',
        distinct_id: longId('visitor', number),
        timestamp: at(0),
        properties: { ...properties, $current_url: `https://shop.example/?utm_source=source-${number}` },
      },
      {
        event: '$identify',
        distinct_id: longId('user', number),
        timestamp: at(10),
        properties: { ...properties, $anon_distinct_id: longId('visitor', number), $set: { number } },
      },
    ]
  }).flat()
  for (let from = 0; from < events.length; from += 500) await gateway.capture('oslo', events.slice(from, from + 500))
}, 120_000)
afterAll(() => gateway[Symbol.asyncDispose]())

interface Answer {
  location: {
    users: {
      nodes: {
        userId: string
        properties: object
        attribution: { firstTouch: { utmSource: string }; clickIds: { value: string }[] }
        sessions: { nodes: { sessionId: string }[] }
      }[]
    }
  }
}

async function ask(first: number) {
  const query = `{ location { users(first: ${first}, orderBy: { field: FIRST_SEEN, direction: ASC }) { nodes {
    userId properties attribution { firstTouch { utmSource } clickIds { value } } sessions(first: 1) { nodes { sessionId } }
  } } } }`
  let users: Answer['location']['users']['nodes'] = []
  const queries = await gateway.countQueries(async () => {
    users = expectData(await gateway.ask<Answer>('oslo', query)).location.users.nodes
  })
  return { users, queries }
}

test('a thousand users cost as many queries as ten, however long their ids are', async () => {
  await ask(10)
  const [few, many] = [await ask(10), await ask(count)]
  expect(many.users).toEqual(
    Array.from({ length: count }, (_, number) => ({
      userId: longId('user', number),
      properties: { number },
      attribution: { firstTouch: { utmSource: `source-${number}` }, clickIds: [{ value: `click-${number}` }] },
      sessions: { nodes: [{ sessionId: `session-${number}` }] },
    })),
  )
  expect(few.users).toEqual(many.users.slice(0, 10))
  expect(many.queries).toBe(few.queries)
}, 60_000)
