import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JsonValue } from '../../src/json/json-value.ts'
import { createOracle, type Segment } from '../oracle/index.ts'
import type { Behavior } from '../oracle/segments.ts'
import { propertyRuns } from '../testkit/long.ts'
import { delivered } from './delivery.ts'
import { denseHistory, names, propertiesCondition } from './dense-events.ts'
import { history } from './history.ts'
import { type Instances, type Location, startInstances, timeZones } from './instances.ts'
import { sendWaves } from './send.ts'

const runs = propertyRuns(7, 10)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)

const some = <T>(...values: T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 })
const small = fc.nat(4)
const property = fc.constantFrom<JsonValue>('a', 'b', '', 'ø "quoted" \\ text', null, 0, 42, -1.5, true)

const behavior: fc.Arbitrary<Behavior> = fc
  .record(
    {
      event: fc.constantFrom(...names, '$autocapture', 'purchase', '$identify'),
      pathname: fc.constantFrom('/1', '/', '/buy'),
      range: fc.constantFrom(
        { from: '2026-03-01', to: '2026-04-30' },
        { from: '2026-03-29', to: '2026-03-29' },
        { from: '2026-03-30', to: '2026-03-30' },
      ),
      counts: fc.tuple(fc.nat(3), fc.option(fc.nat(4))),
      more: propertiesCondition,
    },
    { requiredKeys: ['event'] },
  )
  .map(({ event, pathname, range, counts, more }) => {
    const [minCount, extra] = counts ?? []
    return {
      event,
      // Most would fit nobody with everything at once.
      ...(pathname !== undefined && more === undefined ? { pathname } : {}),
      ...(range === undefined ? {} : { range }),
      ...(minCount === undefined ? {} : { minCount }),
      ...(minCount === undefined || extra == null ? {} : { maxCount: minCount + extra }),
      ...(event.startsWith('$') ? {} : more),
    }
  })

/** Each filter alone, so that it is tried at all, … */
const filters: { [F in keyof Segment]-?: fc.Arbitrary<NonNullable<Segment[F]>> } = {
  identified: fc.boolean(),
  firstTouchChannel: some('utm', 'direct', 'referral', 'google_ads'),
  lastTouchChannel: some('utm', 'direct', 'referral', 'google_ads'),
  lastNonDirectTouchChannel: some('utm', 'direct', 'referral', 'google_ads'),
  firstTouchChannelGroup: some('Direct', 'Paid Search', 'Email', 'Unassigned'),
  lastTouchChannelGroup: some('Direct', 'Paid Search', 'Email', 'Unassigned'),
  lastNonDirectTouchChannelGroup: some('Direct', 'Paid Search', 'Email', 'Unassigned'),
  firstUtmSource: some('google', 'facebook', 'acme', 'newsletter'),
  firstUtmMedium: some('cpc', 'paid_social', 'email', 'unknown'),
  firstUtmCampaign: some('spring', 'summer', 'Ümlaut & more'),
  lastUtmSource: some('google', 'facebook', 'acme', 'newsletter'),
  lastUtmMedium: some('cpc', 'paid_social', 'email', 'unknown'),
  lastUtmCampaign: some('spring', 'summer', 'Ümlaut & more'),
  firstReferringDomain: some('www.google.com', 'news.example.net', 'l.facebook.com', 'chatgpt.com'),
  lastReferringDomain: some('www.google.com', 'news.example.net', 'l.facebook.com', 'chatgpt.com'),
  firstLandingPathname: some('/', '/landing', '/1', '/buy'),
  hasClickId: some('GOOGLE', 'META', 'TIKTOK'),
  minSessionCount: small,
  maxSessionCount: small,
  minEventCount: fc.nat(20),
  maxEventCount: fc.nat(20),
  properties: fc.dictionary(fc.constantFrom('plan', 'email', 'visits'), property, { minKeys: 1, maxKeys: 2 }),
  performed: fc.array(behavior, { minLength: 1, maxLength: 2 }),
  notPerformed: fc.array(behavior, { minLength: 1, maxLength: 2 }),
}
const alone: fc.Arbitrary<Segment>[] = Object.entries(filters).map(([name, values]) =>
  (values satisfies fc.Arbitrary<unknown>).map((value: unknown): Segment => ({ [name]: value })),
)
const behavioural = fc.record(
  { performed: filters.performed, notPerformed: filters.notPerformed, properties: filters.properties },
  { requiredKeys: [] },
)
/** … and two or three together. */
const together = fc
  .tuple(behavioural, fc.oneof(...alone), fc.boolean())
  .map(([a, b, both]): Segment => (both ? { ...a, ...b } : a))

let instances: Instances
beforeAll(async () => {
  instances = await startInstances(1)
})
afterAll(() => instances[Symbol.asyncDispose]())

/** All in one time zone: days of different zones are asked apart. */
function nextLocation(): Location {
  const location = instances.nextLocation()
  return location.timeZone === timeZones[seed % timeZones.length] ? location : nextLocation()
}

interface Page {
  totalCount: number
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
  nodes: { userId: string; sessionCount: number }[]
}

/** A page by location. */
async function ask(locationIds: readonly string[], filter: Segment, first: number, after: string | null) {
  const { data, errors } = await instances.ask<{ locations: { nodes: { locationId: string; users: Page }[] } }>(
    locationIds,
    `query ($filter: UserFilter, $first: Int, $after: String) { locations(first: 1000) { nodes { locationId
      users(filter: $filter, first: $first, after: $after, orderBy: { field: FIRST_SEEN, direction: ASC }) {
        totalCount pageInfo { hasNextPage endCursor } nodes { userId } } } } }`,
    { filter, first, after },
  )
  if (errors !== undefined) throw new Error(`${JSON.stringify(errors[0])} for ${JSON.stringify(filter)}`)
  return new Map(data.locations.nodes.map(({ locationId, users }) => [locationId, users]))
}

async function nodesOf(locationId: string, page: Page, filter: Segment, size: number): Promise<string[]> {
  const ids = page.nodes.map(({ userId }) => userId)
  if (!page.pageInfo.hasNextPage) return ids
  const next = (await ask([locationId], filter, size, page.pageInfo.endCursor)).get(locationId)
  if (next === undefined) throw new Error('There is no next page.')
  return [...ids, ...(await nodesOf(locationId, next, filter, size))]
}

test('each filter picks the users of the oracle, and counts and pages agree', { timeout: 600_000 }, async () => {
  const [some] = fc.sample(fc.shuffledSubarray(alone, { minLength: 6, maxLength: 6 }), { seed, numRuns: 1 })
  const segments: Segment[] = [
    // Few random filters fit somebody and not everybody; this one mostly does.
    { minEventCount: 3 },
    ...(some ?? []).flatMap((arbitrary) => fc.sample(arbitrary, { seed, numRuns: 1 })),
    ...fc.sample(fc.record({ properties: filters.properties }), { seed, numRuns: 4 }),
    ...fc.sample(together, { seed, numRuns: 6 }),
  ]
  const histories = fc.oneof({ weight: 1, arbitrary: history }, { weight: 2, arbitrary: denseHistory })
  const subjects = await Promise.all(
    fc.sample(delivered(histories), { seed, numRuns: runs }).map(async ({ events, waves }) => {
      const location = nextLocation()
      const { decisions, problems } = await sendWaves(instances, location, waves)
      expect(problems).toEqual([])
      return { ...location, events, oracle: createOracle({ events, decisions }) }
    }),
  )
  const failures: object[] = []
  let picked = 0
  for (const [at, segment] of segments.entries()) {
    // Following pages is asked location by location.
    const size = at === 15 ? 5 : 100
    const pages = await ask(
      subjects.map(({ locationId }) => locationId),
      segment,
      size,
      null,
    )
    for (const { locationId, timeZone, events, oracle } of subjects) {
      const page = pages.get(locationId)
      if (page === undefined) throw new Error('A location is missing.')
      const expected = oracle.segment(segment, timeZone)
      picked += expected.length > 0 && expected.length < oracle.users.length ? 1 : 0
      const actual = (await nodesOf(locationId, page, segment, size)).toSorted()
      if (page.totalCount !== expected.length || String(actual) !== String(expected))
        failures.push({ segment, timeZone, expected, actual, totalCount: page.totalCount, events })
    }
  }
  const [worst] = failures.toSorted((a, b) => JSON.stringify(a).length - JSON.stringify(b).length)
  if (worst !== undefined)
    expect.fail(`${failures.length} differ. PROPERTY_SEED=${seed}\n${JSON.stringify(worst, null, 1)}`)
  // Filters that fit nobody or everybody would say little.
  expect(picked).toBeGreaterThan(runs / 5)
})
