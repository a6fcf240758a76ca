import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { deliveredCase } from '../properties/delivery.ts'
import { differences, keyed } from '../properties/differences.ts'
import { type Instances, type Location, startInstances } from '../properties/instances.ts'
import { readList } from '../properties/questions.ts'
import { sendWaves } from '../properties/send.ts'
import { testSecret } from '../testkit/gateway.ts'
import {
  attributionRow,
  type GraphEvent,
  type GraphSession,
  type GraphUser,
  micro,
  profileRow,
  type Row,
  sessionRow,
  userAttributionRow,
} from './graph-rows.ts'

/** Each is a location with about ten questions to pipes. */
const runs = Number(process.env.PIPE_RUNS ?? 2)
const seed = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31)
const range = { from: '2026-03-01', to: '2026-04-30' }

let instances: Instances
beforeAll(async () => {
  instances = await startInstances(1, { QUERY_TIMEOUT_MS: '60000' })
})
afterAll(() => instances[Symbol.asyncDispose]())

async function pipe({ locationId }: Location, name: string, params: Record<string, string> = {}): Promise<Row[]> {
  const token = await mintToken(testSecret, { location_id: locationId, scope: 'read' }, 600)
  const query = new URLSearchParams({ ...params, token })
  const response = await instances.apps[0]?.fetch(new Request(`http://gateway/v0/pipes/${name}.json?${query}`))
  if (response === undefined) throw new Error('There is no instance.')
  const { data, error } = await response.json()
  if (error !== undefined) throw new Error(`${name}: ${error}`)
  return data
}

interface Statistics {
  sessionStats: Record<string, unknown>[]
  metrics: Record<string, unknown>[]
  errors: { nodes: { type: string; count: number }[] }
}

async function statisticsOf({ locationId }: Location): Promise<Statistics> {
  const { data, errors } = await instances.ask<{ location: Statistics }>(
    [locationId],
    `query ($range: DateRange!) { location {
      sessionStats(range: $range) { date sessionCount identifiedSessionCount averageDurationSeconds averagePageviews
        attributedSessionCount utmSessionCount referrerSessionCount funnelSessionCount
        topUtmSource topUtmMedium topUtmCampaign topFunnelName }
      metrics(range: $range) { start eventCount uniqueUsers pageviewCount identifyCount autocaptureCount eventsPerUser }
      errors(range: $range, first: 100) { nodes { type count } } } }`,
    { range },
  )
  if (errors !== undefined) throw new Error(JSON.stringify(errors))
  return data.location
}

const single = (value: unknown) => (typeof value === 'number' ? Number(Math.fround(value).toPrecision(6)) : value)
const percent = (part: unknown, of: unknown) => single(Math.round((10_000 * Number(part)) / Number(of)) / 100)

const statsRow = (location_id: string, day: Record<string, unknown>): Row => ({
  date: day.date,
  location_id,
  session_count: day.sessionCount,
  identified_session_count: day.identifiedSessionCount,
  avg_session_duration: single(day.averageDurationSeconds),
  avg_pageviews_per_session: single(day.averagePageviews),
  sessions_with_attribution_count: day.attributedSessionCount,
  sessions_with_utm_count: day.utmSessionCount,
  sessions_with_referrer_count: day.referrerSessionCount,
  sessions_with_funnel_count: day.funnelSessionCount,
  top_utm_source: day.topUtmSource,
  top_utm_medium: day.topUtmMedium,
  top_utm_campaign: day.topUtmCampaign,
  top_funnel_name: day.topFunnelName,
  identified_session_percent: percent(day.identifiedSessionCount, day.sessionCount),
  attributed_session_percent: percent(day.attributedSessionCount, day.sessionCount),
  utm_session_percent: percent(day.utmSessionCount, day.sessionCount),
  referrer_session_percent: percent(day.referrerSessionCount, day.sessionCount),
  funnel_session_percent: percent(day.funnelSessionCount, day.sessionCount),
})

const localDay = (start: unknown, timeZone: string) =>
  new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(Date.parse(String(start)))

const metricsRow = ({ locationId, timeZone }: Location, day: Record<string, unknown>): Row => ({
  location_id: locationId,
  date: localDay(day.start, timeZone),
  event_count: day.eventCount,
  unique_users: day.uniqueUsers,
  pageview_count: day.pageviewCount,
  identify_count: day.identifyCount,
  autocapture_count: day.autocaptureCount,
  events_per_user: day.eventsPerUser,
})

const eventRow = (event: GraphEvent): Row => ({
  uuid: event.uuid,
  event: event.name,
  properties: event.properties,
  timestamp: micro(event.timestamp),
  distinct_id: event.distinctId,
  session_id: event.session?.sessionId ?? null,
  current_url: event.url,
  pathname: event.pathname,
  utm_source: text(event.properties.utm_source),
  referrer: text(event.properties.$referrer),
  session_entry_utm_source: text(event.properties.$session_entry_utm_source),
  session_entry_url: text(event.properties.$session_entry_url),
})
const text = (value: unknown) => (value === undefined || value === null || value === '' ? null : String(value))
/** Only what the graph says of an event too. */
const readRow = (row: Row): Row => ({
  ...Object.fromEntries(Object.keys(eventRow(emptyEvent)).map((name) => [name, row[name]])),
  properties: JSON.parse(String(row.properties)),
})
const emptyEvent = {
  uuid: '',
  name: '',
  timestamp: '',
  distinctId: '',
  url: null,
  pathname: null,
  properties: {},
  session: null,
  user: { userId: '' },
}

/** In which order the rows must be, besides what they are. */
function descending(path: string, rows: readonly Row[], column: string): string[] {
  const values = rows.map((row) => String(row[column]))
  return JSON.stringify(values) === JSON.stringify(values.toSorted().reverse())
    ? []
    : [`${path} is not in the order of ${column}`]
}

async function differencesAt(location: Location, read: Read): Promise<string[]> {
  const { locationId, timeZone } = location
  const { users, sessions, events } = read
  const all = { limit: '10000' }
  const compare = (path: string, key: string, expected: readonly Row[], actual: readonly Row[]) =>
    differences(keyed(expected, key), keyed(actual, key), `.${path}`)

  const attributions = await pipe(location, 'user_attribution_optimized', all)
  const identified = await pipe(location, 'identified_users_attribution_api', all)
  const profiles = await pipe(location, 'user_profiles_api', all)
  const sessionRows = await pipe(location, 'sessions_analytics', all)
  const eventRows = await pipe(location, 'user_profile_events', all)
  const found = [
    ...compare('attribution', 'user_id', users.map(attributionRow), attributions),
    ...compare(
      'identified',
      'user_id',
      users.filter((user) => user.isIdentified).map((user) => ({ location_id: locationId, ...attributionRow(user) })),
      identified,
    ),
    ...compare(
      'profiles',
      'user_id',
      users.map((user) => profileRow(locationId, user)),
      profiles,
    ),
    ...compare(
      'sessions',
      'session_id',
      sessions.map((session) => sessionRow(locationId, timeZone, session, events)),
      sessionRows,
    ),
    ...compare('events', 'uuid', events.map(eventRow), eventRows.map(readRow)),
    ...descending('attribution', attributions, 'last_seen'),
    ...descending('sessions', sessionRows, 'session_start'),
    ...descending('events', eventRows, 'timestamp'),
  ]

  // One person, by the id that was mapped first if there is one: everything of all of their ids.
  const person = users.find(({ distinctIds }) => distinctIds.length > 1) ?? users[0]
  if (person !== undefined) {
    const asked = { user_id: person.distinctIds.find((id) => id !== person.userId) ?? person.userId }
    const own = sessions.filter(({ user }) => user.userId === person.userId)
    const window = [Date.parse('2026-03-15T00:00:00Z'), Date.parse('2026-04-01T12:00:00.001Z')] as const
    const bounds = { start_date: '2026-03-15T00:00:00Z', date_to: '2026-04-01 12:00:00' }
    const one = (rows: readonly Row[]) => rows.map((row) => ({ ...row, key: 'row' }))
    const always = [0, Number.POSITIVE_INFINITY] as const
    found.push(
      ...compare(
        'person',
        'user_id',
        [attributionRow(person)],
        await pipe(location, 'user_attribution_optimized', asked),
      ),
      ...compare(
        'personSessions',
        'session_id',
        own.map((session) => {
          const {
            seconds_per_pageview: _,
            session_date: __,
            ...row
          } = sessionRow(locationId, timeZone, session, events)
          return row
        }),
        await pipe(location, 'user_sessions', { ...asked, ...all }),
      ),
      ...compare(
        'personEvents',
        'uuid',
        events.filter(({ user }) => user.userId === person.userId).map(eventRow),
        (await pipe(location, 'user_profile_events', { ...asked, ...all })).map(readRow),
      ),
      ...compare(
        'ever',
        'key',
        one(userAttributionRow(person.userId, sessions, events, always)),
        one(await pipe(location, 'user_attribution', asked)),
      ),
      ...compare(
        'inWindow',
        'key',
        one(userAttributionRow(person.userId, sessions, events, window)),
        one(await pipe(location, 'user_attribution', { ...asked, ...bounds })),
      ),
    )
  }

  const { sessionStats, metrics, errors } = await statisticsOf(location)
  const days = { date_from: range.from, date_to: range.to }
  const stats = (await pipe(location, 'session_stats', days)).map((row) => ({
    ...row,
    avg_session_duration: single(row.avg_session_duration),
    avg_pageviews_per_session: single(row.avg_pageviews_per_session),
  }))
  const errorRows = await pipe(location, 'error_monitoring', days)
  const countOf = (rows: readonly { count: unknown }[]) => rows.reduce((sum, { count }) => sum + Number(count), 0)
  return [
    ...found,
    ...compare(
      'stats',
      'date',
      sessionStats.filter((day) => day.sessionCount !== 0).map((day) => statsRow(locationId, day)),
      stats,
    ),
    ...compare(
      'metrics',
      'date',
      metrics.filter((day) => day.eventCount !== 0).map((day) => metricsRow(location, day)),
      await pipe(location, 'location_metrics', days),
    ),
    ...differences(countOf(errors.nodes), countOf(errorRows.map((row) => ({ count: row.error_count }))), '.errors'),
  ]
}

interface Read {
  users: GraphUser[]
  sessions: GraphSession[]
  events: GraphEvent[]
}

test('each answer of a pipe is what the graph says, whatever happened at a location', {
  timeout: 600_000,
}, async () => {
  const cases = fc.sample(deliveredCase, { seed, numRuns: runs })
  const locations: Location[] = []
  for (const { waves } of cases) {
    const location = instances.nextLocation()
    await sendWaves(instances, location, waves)
    locations.push(location)
  }
  const users = await readList(instances, locations, 'users', range)
  const sessions = await readList(instances, locations, 'sessions', range)
  const events = await readList(instances, locations, 'events', range)
  const of = <T>(lists: Map<string, unknown[]>, { locationId }: Location) => (lists.get(locationId) ?? []) as T[]
  const found: string[] = []
  for (const location of locations) {
    const read = {
      users: of<GraphUser>(users, location),
      sessions: of<GraphSession>(sessions, location),
      events: of<GraphEvent>(events, location),
    }
    const lines = await differencesAt(location, read)
    found.push(...lines.map((line) => `${location.locationId} (${location.timeZone}) ${line}`))
  }
  expect(events.size).toBe(runs)
  expect(found.slice(0, 30), `PROPERTY_SEED=${seed}`).toEqual([])
})
