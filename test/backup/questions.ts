import { expect, vi } from 'vitest'
import { adasEvents, badEvents, othersEvents } from '../privacy/person.ts'
import { history } from '../rebuild/history.ts'
import { expectData, type TestGateway } from '../testkit/gateway.ts'

const range = 'range: { from: "2026-01-01", to: "2026-03-31" }'
const touch = '{ occurredAt channel channelGroup utmSource landingUrl referringDomain clickIds { parameter value } }'
const report = `${range}, conversionEvent: "purchase", valueProperty: "revenue"`

/** What a front end asks, of every part of the graph that is read from its own tables. */
const questions = `query ($now: DateRange!) { location {
  users(first: 100) { totalCount nodes { userId distinctIds isIdentified firstSeenAt lastSeenAt eventCount sessionCount properties browser
    attribution { firstTouch ${touch} lastTouch ${touch} lastNonDirectTouch ${touch} clickIds { value firstDetectedAt } }
    identityMappings { anonymousId source } } }
  sessions(first: 300) { totalCount nodes { sessionId startedAt endedAt durationSeconds eventCount pageviewCount becameIdentified isBounce
    entryUrl exitUrl touch ${touch} user { userId } } }
  sessionStats(${range}, timeZone: "Europe/Oslo") { start sessionCount identifiedSessionCount averagePageviews averageDurationSeconds
    bounceRate topUtmSource utmSessionCount }
  metrics(${range}, granularity: DAY, timeZone: "America/New_York") { start eventCount uniqueUsers sessionCount errorCount identifyCount pageviewCount }
  events(first: 500) { totalCount nodes { uuid name distinctId timestamp url properties user { userId } session { sessionId } } }
  attributionReport(input: { ${report}, models: [FIRST_TOUCH, LINEAR, MARKOV, SHAPLEY] }) { conversionCount conversionValue
    nonConvertingCount rows { key credits { conversions value share } } }
  acquisitionCosts(input: { ${range}, conversionEvent: "purchase" }) { key currency cost acquired costPerAcquisition }
  funnel(input: { ${range}, steps: [{ event: "$pageview" }, { event: "purchase" }] }) { steps { count } }
  retention(input: { ${range}, granularity: MONTH, periods: 2 }) { cohorts { start size retained } }
  paths(input: { ${range} }) { sessionCount edges { step from to count } }
  errors(${range}) { nodes { fingerprint message type count affectedUserCount firstSeenAt lastSeenAt } }
  ingestHealth(range: $now) { accepted quarantined dropped byReason { reason count } }
  refusedIdentityMappings { nodes { anonymousId userId reason } }
  channelRules { channel }
  identityDecisions { nodes { anonymousId userId decidedBy } }
  adCosts(${range}) { nodes { date channel cost currency } }
} }`

const manager = (gateway: TestGateway) =>
  gateway.token({ location_id: 'oslo', scope: 'read manage', sub: 'tester' }, 3_600)

/** People, sessions, errors and bad events, and what a location decides itself: rules, costs and whose an id is. */
export async function fill(gateway: TestGateway): Promise<void> {
  for (const event of badEvents) await gateway.capture('oslo', [event as object])
  const events = [...adasEvents, ...othersEvents, ...history(1_000, 1_300)]
  const response = await gateway.capture('oslo', events)
  expect([response.status, await response.text()]).toEqual([200, '{"status":"Ok"}'])
  const token = await manager(gateway)
  const mutations = `mutation {
    setChannelRules(input: { locationId: "oslo", rules: [{ channel: "partners", all: [{ field: UTM_SOURCE, operator: IS, values: ["google"] }] }] }) { channel }
    mapIdentity(input: { locationId: "oslo", anonymousId: "anon-15", userId: "user-3" }) { userId }
    importAdCosts(input: { locationId: "oslo", rows: [{ date: "2026-03-10", channel: "partners", cost: "12.34", currency: "EUR" }] })
  }`
  expectData(await gateway.askWith(token, mutations))
  // What came in is counted in the background.
  const health = 'query ($now: DateRange!) { location { ingestHealth(range: $now) { quarantined } } }'
  const counted = async () => expectData(await gateway.ask('oslo', health, { now: aroundNow() }))
  await vi.waitFor(
    async () => expect(await counted()).toEqual({ location: { ingestHealth: { quarantined: 4 } } }),
    10_000,
  )
}

const dayMs = 86_400_000
/** The days in which it is now, in whichever time zone. */
function aroundNow() {
  const dateAt = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { from: dateAt(Date.now() - 2 * dayMs), to: dateAt(Date.now() + 2 * dayMs) }
}

export async function answersOf(gateway: TestGateway): Promise<object> {
  const answer = await gateway.askWith<{ location: object }>(await manager(gateway), questions, { now: aroundNow() })
  return expectData(answer).location
}
