import type { Oracle } from '../oracle/index.ts'
import { differences, isRecord, keyed, withSorted } from './differences.ts'
import type { Instances, Location } from './instances.ts'
import { type Bucketing, type lists, readList, readStatistics } from './questions.ts'

const touches = ['firstTouch', 'lastTouch', 'lastNonDirectTouch']

/** The time of a decision is the gateway's own clock; the history knows only the order. */
function withoutDecisionTimes(user: unknown): unknown {
  if (!isRecord(user) || !Array.isArray(user.identityMappings)) return user
  const mappings: unknown[] = user.identityMappings
  const isDecision = (mapping: unknown) => isRecord(mapping) && mapping.source === 'mapIdentity'
  return {
    ...user,
    identityMappings: mappings.map((mapping) =>
      isRecord(mapping) && isDecision(mapping) ? { ...mapping, mappedAt: null } : mapping,
    ),
  }
}

/** Click ids by what identifies them, so that a difference names one. */
function withKeyedClicks(user: unknown): unknown {
  if (!isRecord(user) || !isRecord(user.attribution)) return user
  const clicks = asList(user.attribution.clickIds).map((click) =>
    isRecord(click) ? { ...click, key: `${click.parameter}=${click.value}` } : click,
  )
  return { ...user, attribution: { ...user.attribution, clickIds: keyed(clicks, 'key') } }
}

const normalUser = (user: unknown) =>
  [...touches.map((name) => ['attribution', name, 'clickIds']), ['identityMappings']].reduce(
    (node, path) => withSorted(node, ...path),
    withKeyedClicks(withoutDecisionTimes(user)),
  )

const normalSession = (session: unknown) => withSorted(session, 'touch', 'clickIds')

export interface Subject {
  location: Location
  oracle: Oracle
}

const errorRange = { from: '2026-03-10', to: '2026-04-05' }

/**
 * Reads every answer of these locations, and returns by location the paths at which it is another than the oracle's.
 */
export async function compareWithOracle(
  instances: Instances,
  subjects: readonly Subject[],
  bucketings: readonly Bucketing[],
): Promise<Map<string, string[]>> {
  const locations = subjects.map(({ location }) => location)
  const read = (list: keyof typeof lists) => readList(instances, locations, list, errorRange)
  const [users, sessions, events, errors, refused, statistics] = [
    await read('users'),
    await read('sessions'),
    await read('events'),
    await read('errors'),
    await read('refusedIdentityMappings'),
    await readStatistics(instances, locations, bucketings),
  ]
  return new Map(
    subjects.map(({ location: { locationId, timeZone }, oracle }) => [
      locationId,
      [
        ...compareUsers(oracle, users.get(locationId) ?? []),
        ...compareSessions(oracle, sessions.get(locationId) ?? []),
        ...compareNodes('.events', 'uuid', oracle.events, events.get(locationId) ?? []),
        ...compareNodes('.errors', 'fingerprint', oracle.errors(errorRange, timeZone), errors.get(locationId) ?? []),
        ...compareRefused(oracle, refused.get(locationId) ?? []),
        ...compareStatistics(oracle, statistics.get(locationId) ?? {}, bucketings),
      ],
    ]),
  )
}

const compareNodes = (path: string, key: string, expected: readonly unknown[], actual: readonly unknown[]) =>
  differences(keyed(expected, key), keyed(actual, key), path)

function compareUsers({ users }: Oracle, actual: readonly unknown[]): string[] {
  const expected = users.map((user) => ({
    ...user,
    events: { totalCount: user.eventCount },
    sessions: { totalCount: user.sessionCount },
  }))
  return compareNodes('.users', 'userId', expected.map(normalUser), actual.map(normalUser))
}

function compareSessions({ sessions }: Oracle, actual: readonly unknown[]): string[] {
  const expected = sessions.map((session) => ({ ...session, events: { totalCount: session.eventCount } }))
  return compareNodes('.sessions', 'sessionId', expected.map(normalSession), actual.map(normalSession))
}

function compareRefused({ refusedIdentityMappings }: Oracle, actual: readonly unknown[]): string[] {
  // They have no id of their own.
  const withKey = (node: unknown) =>
    isRecord(node) ? { ...node, key: [node.anonymousId, node.userId, node.source].join(' ') } : node
  return compareNodes('.refused', 'key', refusedIdentityMappings.map(withKey), actual.map(withKey))
}

function compareStatistics(
  oracle: Oracle,
  actual: Record<string, unknown>,
  bucketings: readonly Bucketing[],
): string[] {
  const found = bucketings.flatMap(({ name, range, granularity, timeZone }) => [
    ...compareNodes(`.${name}`, 'start', oracle.metrics(range, granularity, timeZone), asList(actual[name])),
    ...compareNodes(
      `.${name}Sessions`,
      'start',
      oracle.sessionStats(range, granularity, timeZone),
      asList(actual[`${name}Sessions`]),
    ),
  ])
  return found
}

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
