import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeNodeId } from '../../src/resolvers/node-id.ts'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'
import { type Loot, type Operation, operationsWith, selectableFields } from './schema-walk.ts'
import { dumpOf, textsOf } from './stored-rows.ts'
import { canary, fillLocation, foreign, now, own, tokenOf } from './two-locations.ts'

/**
 * The proof is by comparison: one gateway holds the foreign location, the other one has never heard of it. Whoever may read the own location
 * must get the same answers from both, whatever they ask: then no answer, code, message or number of queries depends on foreign data, and
 * "foreign" cannot be told from "unknown".
 */
const samples = Number(process.env.PROPERTY_RUNS ?? 1)
const generous = {
  QUERY_TIMEOUT_MS: '120000',
  GRAPHQL_MAX_COMPLEXITY: '1000000000',
  GRAPHQL_MAX_BREADTH: '100000',
  GRAPHQL_MAX_DEPTH: '100',
  GRAPHQL_MAX_TOKENS: '100000',
  GRAPHQL_MAX_ALIASES: '1000',
}

/** Fields whose values are made by chance or by the clock of the machine, with the reason; everything else must be equal. */
const unpredictable: Record<string, string> = {
  'LocationActivity.latestEvents':
    'by the clock of the database, which is not that of the walk; its events are those of Location.events',
}

/** Decisions of one millisecond stand in the order of their random ids. */
const orderedByChance = new Set(['Location.identityDecisions'])

/** What a walk by chance is only refused; test/privacy, test/graphql/identity and test/graphql/channel-rules see them answered. */
const refusedHere = ['Mutation.eraseUser', 'Mutation.mapIdentity', 'Mutation.setChannelRules']

let withForeign: TestGateway
let without: TestGateway
let loot: Loot
let before: Record<string, string>
beforeAll(async () => {
  withForeign = await testGateway(generous, now)
  without = await testGateway(generous, now)
  await Promise.all([fillLocation(withForeign, own), fillLocation(without, own)])
  await fillLocation(withForeign, foreign)
  loot = await lootOf(withForeign)
  // What goes on in the background, such as the end of an erasure, must not be taken for a trace.
  await Promise.all([settled(withForeign), settled(without)])
  before = await dumpOf(withForeign.clickhouse, foreign)
})

/** Waits until the erasures of the preparation are purged, and asks once for what a process reads a single time. */
async function settled(gateway: TestGateway): Promise<void> {
  const token = await tokenOf(gateway, own)
  const open =
    "SELECT count() AS open FROM (SELECT max(state) AS last FROM erasures GROUP BY location_id, erasure_id) WHERE last != 'purged'"
  const deadline = Date.now() + 60_000
  while ((await select<{ open: string }>(gateway.clickhouse, open))[0]?.open !== '0') {
    if (Date.now() > deadline) throw new Error('The erasures of the preparation were never purged.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  const input = `{ locationId: "${own}", distinctId: "nobody" }`
  await gateway.askWith(token, `mutation { allowErasedUser(input: ${input}) }`)
  await gateway.askWith(
    token,
    `mutation { mapIdentity(input: { locationId: "${own}", anonymousId: "no", userId: "one" }) { id } }`,
  )
  await new Promise((resolve) => setTimeout(resolve, 1_500))
}
afterAll(async () => {
  await withForeign[Symbol.asyncDispose]()
  await without[Symbol.asyncDispose]()
})

/** Everything that somebody of the foreign location could have told. */
async function lootOf(gateway: TestGateway): Promise<Loot> {
  const texts = [...(await textsOf(gateway.clickhouse, foreign, canary)).values()].flatMap((values) =>
    values.slice(0, 4),
  )
  const short = texts.filter((text) => text.length < 190)
  const keys = [...new Set(short), 'shared-visitor', 'shared-session', 'shared-fingerprint']
  const uuids = [0, 7, 14].map((number) => `018a981f-4b35-7bad-825e-${String(number).padStart(12, '0')}`)
  const nodeTypes = ['User', 'Session', 'ErrorSummary'] as const
  const answer = await gateway.askWith<Record<string, Record<string, { edges: { cursor: string; node: object }[] }>>>(
    await tokenOf(gateway, foreign),
    `{ location { users(first: 3) { edges { cursor } } sessions(first: 3) { edges { cursor } } events(first: 3) { edges { cursor } }
      identityDecisions(first: 3) { edges { cursor } } refusedIdentityMappings(first: 3) { edges { cursor } } } }`,
  )
  const cursors = Object.values(answer.data.location ?? {}).flatMap(({ edges }) => edges.map(({ cursor }) => cursor))
  return {
    locationIds: [own, foreign],
    uuids,
    cursors,
    texts: keys,
    nodeIds: [
      encodeNodeId('Location', foreign),
      ...keys.slice(0, 60).flatMap((key) => nodeTypes.map((type) => encodeNodeId(type, foreign, key))),
      ...keys.slice(0, 60).flatMap((key) => nodeTypes.map((type) => encodeNodeId(type, own, key))),
      ...uuids.flatMap((uuid) => [foreign, own].map((location) => encodeNodeId('Event', location, uuid))),
    ],
  }
}

interface Seen {
  status: number
  headers: string
  body: string
  queries: number
}

async function ask(gateway: TestGateway, token: string, { query, kind }: Operation, variables: object): Promise<Seen> {
  let seen: Omit<Seen, 'queries'> | undefined
  const queries = await gateway.countQueries(async () => {
    const response = await gateway.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: kind === 'subscription' ? 'text/event-stream' : 'application/json',
        authorization: `Bearer ${token}`,
        'x-request-id': 'walk',
      },
      body: JSON.stringify({ query, variables }),
    })
    const body = kind === 'subscription' ? await beginningOf(response) : await response.text()
    seen = { status: response.status, headers: JSON.stringify([...response.headers]), body: withoutChance(body) }
  })
  if (seen === undefined) throw new Error('There was no answer.')
  return { ...seen, queries }
}

/** A stream goes on until its reader leaves. */
async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  const end = Date.now() + 300
  while (reader !== undefined && Date.now() < end) {
    const part = await Promise.race([reader.read(), new Promise<undefined>((resolve) => setTimeout(resolve, 100))])
    if (part?.done) break
    text += part === undefined ? '' : decoder.decode(part.value)
  }
  await reader?.cancel()
  return text
}

/** What the gateway made by chance or by the clock: ids (version 4), write keys, times of today; also within cursors. */
function withoutChance(text: string): string {
  const masked = (part: string) =>
    part
      .replace(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'by-chance')
      .replace(/wk_[0-9a-f]{20}|agw_[\w-]{4,}/g, 'by-chance')
      .replace(/20\d\d-\d\d-\d\dT[\d:.]+Z/g, (time) =>
        Math.abs(Date.parse(time) - Date.now()) < 600_000 ? 'now' : time,
      )
  return masked(text).replace(/"([\w-]{24,})"/g, (whole, encoded: string) => {
    const decoded = Buffer.from(encoded, 'base64url').toString('utf8')
    return decoded.startsWith('[') ? JSON.stringify(masked(decoded)) : whole
  })
}

const ownTexts = JSON.stringify
const codesOf = (body: string) => [...body.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code)

describe('whoever may do everything in one location', () => {
  test('gets the same answers, whether the other location is there or not', async () => {
    const tokens = [await tokenOf(withForeign, own), await tokenOf(without, own)] as const
    const differences: string[] = []
    const outcomes = new Map<string, string[]>()
    const fields = new Set<string>()
    for (const operation of operationsWith(loot)) {
      for (const field of operation.selected) fields.add(field)
      const startedAt = performance.now()
      let answered = 0
      for (const variables of fc.sample(operation.variables, { numRuns: 8 * samples, seed: 1 })) {
        // Refusals cost nothing: more are tried until enough were answered with data.
        if (answered >= samples) break
        // One after the other: mutations change both gateways in the same order.
        const [there, nowhere] = await Promise.all([
          ask(withForeign, tokens[0], operation, variables),
          ask(without, tokens[1], operation, variables),
        ])
        const outcome = codesOf(there.body)[0] ?? 'data'
        if (outcome === 'data') answered++
        outcomes.set(operation.field, [...(outcomes.get(operation.field) ?? []), outcome])
        for (const part of Object.keys(there) as (keyof typeof there)[]) {
          const [one, other] = [ownTexts(there[part]), ownTexts(nowhere[part])]
          if (one === other) continue
          const sorted = (text: string) => [...text].sort().join('')
          if (orderedByChance.has(operation.field) && sorted(one) === sorted(other)) continue
          const from = Math.max(0, [...one].findIndex((character, place) => character !== other[place]) - 100)
          differences.push(
            `${operation.field} ${part} ${JSON.stringify(variables)}\n  there:   ${one.slice(from, from + 300)}\n  nowhere: ${other.slice(from, from + 300)}`,
          )
        }
        if (process.env.SHOW_OUTCOMES)
          console.log(
            operation.field,
            operation.query.length,
            there.queries,
            Math.round(performance.now() - startedAt),
            outcome,
          )
        if (/INTERNAL_SERVER_ERROR/.test(there.body))
          differences.push(`${operation.field} failed: ${there.body.slice(0, 300)} ${JSON.stringify(variables)}`)
      }
    }
    expect(differences).toEqual([])
    const left = selectableFields().filter((field) => !fields.has(field) && !(field in unpredictable))
    expect(left, 'the walk does not come to these fields').toEqual([])
    if (process.env.SHOW_OUTCOMES) console.log(outcomes)
    const refusedAlways = [...outcomes]
      .filter(([field, all]) => !all.includes('data') && !refusedHere.includes(field))
      .map(([field, all]) => `${field}: ${all}`)
    expect(refusedAlways, 'these were never answered with data: nothing was proved of them').toEqual([])
  }, 300_000)

  test('and leaves no trace in the other location', async () => {
    expect(await dumpOf(withForeign.clickhouse, foreign)).toEqual(before)
  }, 120_000)
})
