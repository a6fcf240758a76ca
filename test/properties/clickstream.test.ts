import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importFiles } from '../../src/import/import-files.ts'
import type { CapturedEvent, Delivery } from '../../src/ingest/captured-event.ts'
import { uuidOf } from '../../src/ingest/landing-row.ts'
import { createOracle } from '../oracle/index.ts'
import type { SessionStats } from '../oracle/session-stats.ts'
import { hasTimeFor } from '../testkit/long.ts'
import { type Answer, type Instances, startInstances } from './instances.ts'
import { type Bucketing, readStatistics } from './questions.ts'

const directory = join(import.meta.dirname, '../../../shared/data/clickstream')
const days = { from: '2025-02-22', to: '2025-03-02' }
const bucketings: Bucketing[] = [
  { name: 'days', range: days, granularity: 'DAY', timeZone: 'America/New_York' },
  { name: 'hours', range: { from: '2025-02-25', to: '2025-02-25' }, granularity: 'HOUR', timeZone: 'Asia/Kolkata' },
  { name: 'weeks', range: days, granularity: 'WEEK', timeZone: 'UTC' },
]

/** The same in every run: a failure must be found again. */
function shuffled<T>(values: readonly T[], seed: number): T[] {
  let state = seed
  const random = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
  const keyed = values.map((value) => ({ value, key: random() }))
  return keyed.sort((a, b) => a.key - b.key).map(({ value }) => value)
}

function* pieces<T>(values: readonly T[], size: number): Generator<T[]> {
  for (let start = 0; start < values.length; start += size) yield values.slice(start, start + size)
}

describe.skipIf(!hasTimeFor(directory))('seven days of a real shop', () => {
  test('in three orders and splits the answers are the same, and those of the oracle', {
    timeout: 900_000,
  }, async () => {
    await using instances = await startInstances(1)
    const [app] = instances.apps
    if (app === undefined) throw new Error('There is no instance.')
    // One time zone for all: errors are asked in the location's own.
    const [first, second, third] = Array.from({ length: 11 }, () => instances.nextLocation()).filter(
      ({ timeZone }) => timeZone === 'UTC',
    )
    if (first === undefined || second === undefined || third === undefined) throw new Error('Too few locations.')

    const events: CapturedEvent[] = []
    await importFiles({
      files: readdirSync(directory)
        .toSorted()
        .map((name) => join(directory, name)),
      maxDepth: 64,
      mapping: {
        columns: new Map([['client_id', 'distinct_id'] as const, ['clientId', 'distinct_id'] as const]),
        rename: new Map([['page_viewed', '$pageview']]),
      },
      locationId: first.locationId,
      ingest: {
        accept(delivery: Delivery) {
          events.push(...delivery.events)
          return app.ingest.accept(delivery)
        },
      },
    })
    // Rows have no uuid; the others get the ids that the first location derived, so that ties in time are equal too.
    const named = events.map((event) => {
      const uuid = uuidOf(first.locationId, event)
      return { ...event, uuid }
    })
    const send = async (locationId: string, part: CapturedEvent[]) => {
      await app.ingest.accept({ locationId, events: part, rejected: [], sender: {} })
    }
    for (const part of pieces(named.toReversed(), 777)) await send(second.locationId, part)
    const mixed = shuffled([...named, ...named.slice(0, 3_000)], 7)
    for (const part of pieces(mixed, 1_234)) await send(third.locationId, part)

    const oracle = createOracle({
      events: [...new Map(named.map((event) => [event.uuid, event])).values()],
      decisions: [],
    })
    expect(oracle.events).toHaveLength(24_390)
    const users = new Map(oracle.users.map((user) => [user.userId, user]))
    const statistics = await readStatistics(instances, [first, second, third], bucketings)
    for (const { locationId } of [first, second, third]) {
      for (const { name, range, granularity, timeZone } of bucketings) {
        expect(statistics.get(locationId)?.[name]).toEqual(oracle.metrics(range, granularity, timeZone))
        expect(statistics.get(locationId)?.[`${name}Sessions`]).toEqual(
          oracle.sessionStats(range, granularity, timeZone).map((stats) => expect.objectContaining(rounded(stats))),
        )
      }
      const read = await readPages(instances, locationId, 'users', userFields)
      expect(read).toHaveLength(users.size)
      for (const node of read) expect(users.get(String(node.userId))).toMatchObject(node)
      const attributed = await readPages(instances, locationId, 'users', attributionFields, 300, 1)
      for (const node of attributed) expect(users.get(String(node.userId))).toMatchObject(node)
      const sessions = new Map(oracle.sessions.map((session) => [session.sessionId, session]))
      const visits = await readPages(instances, locationId, 'sessions', sessionFields)
      expect(visits).toHaveLength(sessions.size)
      for (const node of visits) expect(sessions.get(String(node.sessionId))).toMatchObject(node)
    }
  })
})

// Without browser and device: the import reads them from user agents, which the oracle does not parse.
const userFields = 'userId distinctIds isIdentified firstSeenAt lastSeenAt eventCount sessionCount timeZone'
const touchFields = `{ occurredAt channel utmSource utmMedium utmCampaign utmContent utmTerm referrer referringDomain
  landingUrl landingPathname }`
const attributionFields = `userId attribution { daysBetweenFirstAndLast firstTouch ${touchFields} lastTouch ${touchFields}
  lastNonDirectTouch ${touchFields} facebook { fbclid detectedAt fbc } }`
const sessionFields = `sessionId startedAt endedAt durationSeconds pageviewCount eventCount isBounce becameIdentified entryUrl
  entryPathname exitUrl exitPathname touch ${touchFields} user { userId }`

type Node = Record<string, unknown>

async function readPages(
  { ask }: Instances,
  locationId: string,
  list: 'users' | 'sessions',
  fields: string,
  first = 1_000,
  maxPages = Number.POSITIVE_INFINITY,
): Promise<Node[]> {
  type Page = { location: { list: { pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: Node[] } } }
  const query = `query ($first: Int, $after: String) { location { list: ${list}(first: $first, after: $after) {
    pageInfo { hasNextPage endCursor } nodes { ${fields} } } } }`
  const nodes: Node[] = []
  let after: string | null = null
  for (let page = 0; page < maxPages; page++) {
    const { data, errors }: Answer<Page> = await ask<Page>([locationId], query, { first, after })
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    nodes.push(...data.location.list.nodes)
    if (!data.location.list.pageInfo.hasNextPage) break
    after = data.location.list.pageInfo.endCursor
  }
  return nodes
}

/** Sums of thousands of fractions differ in the last digits, as their order does. */
function rounded(stats: SessionStats): Node {
  return {
    ...stats,
    averageDurationSeconds: near(stats.averageDurationSeconds),
    averagePageviews: near(stats.averagePageviews),
  }
}
const near = (value: number | null) => (value === null ? null : expect.closeTo(value, 6))
