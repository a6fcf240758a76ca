import { encodeNodeId } from '../../src/resolvers/node-id.ts'
import { firstDay, lastDay } from '../../src/time/kept-times.ts'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'
import type { Loot } from './schema-walk.ts'
import { dumpOf, textsOf } from './stored-rows.ts'
import { canary, fillLocation, foreign, now, operationStored, own, tokenOf } from './two-locations.ts'

const generous = {
  QUERY_TIMEOUT_MS: '120000',
  GRAPHQL_MAX_COMPLEXITY: '1000000000',
  GRAPHQL_MAX_BREADTH: '100000',
  GRAPHQL_MAX_DEPTH: '100',
  GRAPHQL_MAX_TOKENS: '100000',
  GRAPHQL_MAX_ALIASES: '1000',
}

/** Two gateways with the same own location: one holds the foreign location too, the other one has never heard of it. */
export interface TwinGateways extends AsyncDisposable {
  withForeign: TestGateway
  without: TestGateway
  loot: Loot
  /** What the foreign location held before anything was asked. */
  before: Record<string, string>
}

export async function twinGateways(): Promise<TwinGateways> {
  const withForeign = await testGateway(generous, now)
  const without = await testGateway(generous, now)
  await Promise.all([fillLocation(withForeign, own), fillLocation(without, own)])
  await fillLocation(withForeign, foreign)
  const loot = await lootOf(withForeign)
  // What goes on in the background, such as the end of an erasure, must not be taken for a trace.
  await Promise.all([settled(withForeign), settled(without)])
  return {
    withForeign,
    without,
    loot,
    before: await dumpOf(withForeign.clickhouse, foreign),
    async [Symbol.asyncDispose]() {
      await withForeign[Symbol.asyncDispose]()
      await without[Symbol.asyncDispose]()
    },
  }
}

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
    `mutation Settled { mapIdentity(input: { locationId: "${own}", anonymousId: "no", userId: "one" }) { id } }`,
  )
  await operationStored(gateway, own, 'Settled')
}

/** Everything that somebody of the foreign location could have told. */
async function lootOf(gateway: TestGateway): Promise<Loot> {
  const texts = [...(await textsOf(gateway.clickhouse, foreign, canary)).values()].flatMap((values) =>
    values.slice(0, 4),
  )
  const short = texts.filter((text) => text.length < 190)
  const keys = [...new Set(short), 'shared-visitor', 'shared-session', 'shared-fingerprint']
  const uuids = [0, 7, 14].map((number) => `018a981f-4b35-7bad-825e-${String(number).padStart(12, '0')}`)
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
      encodeNodeId('Location', foreign, ''),
      ...[foreign, own].flatMap((location) =>
        keys
          .slice(0, 60)
          .flatMap((key) => [
            encodeNodeId('User', location, key),
            encodeNodeId('Session', location, key),
            encodeNodeId('ErrorSummary', location, key, firstDay, lastDay),
          ]),
      ),
      ...uuids.flatMap((uuid) => [foreign, own].map((location) => encodeNodeId('Event', location, uuid))),
    ],
  }
}
