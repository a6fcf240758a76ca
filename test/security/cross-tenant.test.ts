import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestGateway } from '../testkit/gateway.ts'
import { type RestRequest, restRequests } from './rest-walk.ts'
import { type Operation, operationsWith, selectableFields } from './schema-walk.ts'
import { differencesOf, type Seen, seenBy } from './seen.ts'
import { dumpOf } from './stored-rows.ts'
import { type TwinGateways, twinGateways } from './twin-gateways.ts'
import { foreign, own, tokenOf } from './two-locations.ts'

/**
 * The proof is by comparison: one gateway holds the foreign location, the other one has never heard of it. Whoever may
 * read the own location must get the same answers from both, whatever they ask: then no answer, code, message or number
 * of queries depends on foreign data, and "foreign" cannot be told from "unknown".
 */
const samples = Number(process.env.PROPERTY_RUNS ?? 1)

/**
 * Fields whose values are made by chance or by the clock of the machine, with the reason; everything else must be
 * equal.
 */
const unpredictable: Record<string, string> = {
  'LocationActivity.latestEvents':
    'by the clock of the database, which is not that of the walk; its events are those of Location.events',
}

/** Decisions of one millisecond stand in the order of their random ids. */
const orderedByChance = new Set(['Location.identityDecisions'])

/** What the walk by chance rarely gets an answer to; each is asked below in a way that has one. */
const askedBelow: Record<string, object> = {
  createWriteKey: { name: 'Web shop' },
  mapIdentity: { anonymousId: 'shared-visitor', userId: 'somebody' },
  setChannelRules: { rules: [{ channel: 'own', all: [{ field: 'UTM_MEDIUM', operator: 'IS_SET' }] }] },
  eraseUser: { by: { distinctId: 'shared-visitor' } },
}

let twins: TwinGateways
let tokens: readonly [string, string]
beforeAll(async () => {
  twins = await twinGateways()
  tokens = [await tokenOf(twins.withForeign, own), await tokenOf(twins.without, own)]
})
afterAll(() => twins[Symbol.asyncDispose]())

/** The same request to both. */
async function seenByBoth(path: string, init: RequestInit): Promise<[there: Seen, nowhere: Seen]> {
  const as = (token: string) => ({
    ...init,
    headers: { authorization: `Bearer ${token}`, ...Object.fromEntries(new Headers(init.headers)) },
  })
  return Promise.all([seenBy(twins.withForeign, path, as(tokens[0])), seenBy(twins.without, path, as(tokens[1]))])
}

const askBoth = ({ query, kind }: Pick<Operation, 'query' | 'kind'>, variables: object) =>
  seenByBoth('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: kind === 'subscription' ? 'text/event-stream' : 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  })

const codesOf = (body: string) => [...body.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code)
const sorted = (text: string) => [...text].sort().join('')

describe('whoever may do everything in one location', () => {
  test('gets the same answers, whether the other location is there or not', async () => {
    const differences: string[] = []
    const outcomes = new Map<string, string[]>()
    const fields = new Set<string>()
    for (const operation of operationsWith(twins.loot)) {
      for (const field of operation.selected) fields.add(field)
      let answered = 0
      for (const variables of fc.sample(operation.variables, { numRuns: 8 * samples, seed: 1 })) {
        // Refusals cost nothing: more are tried until enough were answered with data.
        if (answered >= samples) break
        // One after the other: mutations change both gateways in the same order.
        const [there, nowhere] = await askBoth(operation, variables)
        const outcome = codesOf(there.body)[0] ?? 'data'
        if (outcome === 'data') answered++
        outcomes.set(operation.field, [...(outcomes.get(operation.field) ?? []), outcome])
        const question = `${operation.field} ${JSON.stringify(variables)}`
        const same = (one: string, other: string) =>
          one === other || (orderedByChance.has(operation.field) && sorted(one) === sorted(other))
        differences.push(...differencesOf(question, there, nowhere, same))
        if (/INTERNAL_SERVER_ERROR/.test(there.body))
          differences.push(`${question} failed: ${there.body.slice(0, 300)}`)
      }
    }
    expect(differences).toEqual([])
    const left = selectableFields().filter((field) => !fields.has(field) && !(field in unpredictable))
    expect(left, 'the walk does not come to these fields').toEqual([])
    const refusedAlways = [...outcomes]
      .filter(([field, all]) => !all.includes('data') && !(field.replace('Mutation.', '') in askedBelow))
      .map(([field, all]) => `${field}: ${all}`)
    expect(refusedAlways, 'these were never answered with data: nothing was proved of them').toEqual([])
  }, 300_000)

  test('over REST too: pipes, exports, tokens, tables', async () => {
    const cursors = await exportCursors(twins.withForeign)
    expect(Object.keys(cursors).length).toBeGreaterThan(3)
    const requests = restRequests(twins.loot, cursors)
    const differences: string[] = []
    const statuses = new Map<string, Set<number>>()
    for (const { route, path, method = 'GET', body } of requests) {
      const [there, nowhere] = await seenByBoth(path, { method, ...(body === undefined ? {} : { body }) })
      const same = (one: string, other: string) =>
        one === other || (path.startsWith('/export/identity_mappings.') && sorted(one) === sorted(other))
      differences.push(...differencesOf(`${method} ${path}`, there, nowhere, same))
      if (there.status >= 500) differences.push(`${path}: ${there.status} ${there.body.slice(0, 300)}`)
      statuses.set(route, (statuses.get(route) ?? new Set()).add(there.status))
    }
    expect(differences).toEqual([])
    expect(routesWithout(requests), 'these routes read data of locations and are not asked').toEqual([])
    // Each kind of question was answered at least once.
    for (const route of ['/v0/pipes/:file', '/export/:file', '/v0/tokens', '/v0/pipes', '/v0/datasources'])
      expect([...(statuses.get(route) ?? [])], route).toContain(200)
  }, 300_000)

  test('a pipe token that is fixed to the own location answers nothing of the other one', async () => {
    const differences: string[] = []
    const made = await Promise.all(
      [twins.withForeign, twins.without].map((gateway, index) => pipeTokenOf(gateway, tokens[index] ?? '')),
    )
    for (const location of [own, foreign]) {
      const path = `/v0/pipes/users.json?location_id=${location}&limit=100`
      const [there, nowhere] = await Promise.all([
        seenBy(twins.withForeign, path, { headers: { authorization: `Bearer ${made[0]}` } }),
        seenBy(twins.without, path, { headers: { authorization: `Bearer ${made[1]}` } }),
      ])
      differences.push(...differencesOf(path, there, nowhere))
    }
    expect(differences).toEqual([])
  })

  test.each(Object.entries(askedBelow))(
    '%s changes the own location alone',
    async (mutation, input) => {
      const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
      const query = `mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`
      const [there, nowhere] = await askBoth({ query, kind: 'mutation' }, { input: { locationId: own, ...input } })
      expect(codesOf(there.body)).toEqual([])
      expect(differencesOf(mutation, alone(there), alone(nowhere))).toEqual([])
      const [refused, unknown] = await askBoth(
        { query, kind: 'mutation' },
        { input: { locationId: foreign, ...input } },
      )
      expect(codesOf(refused.body)).toEqual(['FORBIDDEN'])
      expect(differencesOf(mutation, alone(refused), alone(unknown))).toEqual([])
      const everything = `{ location { users(first: 100) { nodes { userId distinctIds attribution { lastTouch { channel } } } } } }`
      const [after, afterNowhere] = await askBoth({ query: everything, kind: 'query' }, {})
      expect(differencesOf(`after ${mutation}`, alone(after), alone(afterNowhere))).toEqual([])
    },
    120_000,
  )

  test('and leaves no trace in the other location', async () => {
    await Promise.all([twins.withForeign.app.erasures.close(), twins.without.app.erasures.close()])
    const { recent_events, ...after } = await dumpOf(twins.withForeign.clickhouse, foreign)
    const { recent_events: recentBefore, ...before } = twins.before
    expect(after).toEqual(before)
    // Whose rows are too old by the clock of the engine, and go when a part is written anew.
    expect([recentBefore, '0 rows']).toContain(recent_events?.replace(/^(0 rows).*/, '$1'))
  }, 120_000)
})

/** Without the number of queries: what a change sets going in the background asks the database at any time. */
const alone = (seen: Seen): Seen => ({ ...seen, queries: 0 })

/**
 * Routes that neither the walk nor another test of this folder asks: those that read nothing of a location, and the
 * doors of events.
 */
function routesWithout(requests: readonly RestRequest[]): string[] {
  const asked = new Set(requests.map(({ route }) => route))
  const reading = /^\/(v0|v1|export)\b/
  const withoutData = /^\/v0\/(docs|sql)|\*$/
  const routes = new Set(twins.withForeign.app.routes.map(({ path }) => path.replace(/(?<=.)\/$/, '')))
  return [...routes].filter((path) => reading.test(path) && !withoutData.test(path) && !asked.has(path))
}

/** Cursors that exports give to the foreign location, by table. */
async function exportCursors(gateway: TestGateway): Promise<Record<string, string>> {
  const headers = { authorization: `Bearer ${await tokenOf(gateway, foreign)}` }
  const cursors: Record<string, string> = {}
  for (const table of ['events', 'sessions', 'users', 'errors', 'identity_mappings', 'ad_costs']) {
    const response = await gateway.fetch(`/export/${table}.ndjson?limit=1`, { headers })
    const cursor = response.headers.get('x-next-cursor')
    if (cursor !== null) cursors[table] = cursor
  }
  return cursors
}

async function pipeTokenOf(gateway: TestGateway, token: string): Promise<string> {
  const expires = Math.ceil(Date.now() / 1_000) + 3_000
  const scopes = [{ type: 'PIPES:READ', resource: 'users', fixed_params: { location_id: own } }]
  const response = await gateway.fetch(`/v0/tokens?expiration_time=${expires}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify({ name: 'walk', scopes }),
  })
  const { token: made }: { token: string } = await response.json()
  return made
}
