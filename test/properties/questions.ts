import type { DateRange, Granularity } from '../oracle/index.ts'
import type { Instances, Location } from './instances.ts'

export interface Bucketing {
  name: string
  range: DateRange
  granularity: Granularity
  timeZone: string
}

const touch = `{ occurredAt channel channelGroup utmSource utmMedium utmCampaign utmContent utmTerm
  referrer referringDomain landingUrl landingPathname clickIds { platform parameter value } }`

export const lists = {
  users: `userId distinctIds isIdentified firstSeenAt lastSeenAt eventCount sessionCount properties browser deviceType timeZone
    identityMappings { anonymousId userId mappedAt source }
    attribution { daysBetweenFirstAndLast firstTouch ${touch} lastTouch ${touch} lastNonDirectTouch ${touch}
      clickIds { platform parameter value firstDetectedAt lastDetectedAt } facebook { fbclid detectedAt fbc } }
    events { totalCount } sessions { totalCount }`,
  sessions: `sessionId startedAt endedAt durationSeconds pageviewCount eventCount isBounce becameIdentified
    entryUrl entryPathname exitUrl exitPathname funnelId funnelName pageId affiliateId browser deviceType timeZone
    touch ${touch} user { userId } events { totalCount }`,
  events: 'uuid name timestamp distinctId url pathname properties session { sessionId } user { userId }',
  errors: 'fingerprint type message component level count affectedUserCount firstSeenAt lastSeenAt',
  refusedIdentityMappings: 'anonymousId userId source reason count firstAt lastAt',
} as const

interface Page {
  locationId: string
  list: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string | null }; nodes: unknown[] }
}

/** Asks, and fails when anything is wrong with the answer. */
async function answerOf<T>(
  { ask }: Instances,
  locationIds: readonly string[],
  query: string,
  variables: object,
): Promise<T> {
  const { data, errors } = await ask<T>(locationIds, query, variables)
  if (errors !== undefined)
    throw new Error(`${errors.map(({ message, path }) => `${path?.join('.')}: ${message}`).join(' ')} for ${query}`)
  return data
}

/** All nodes of a list, by location: the first page for all locations at once, the others one by one. */
export async function readList(
  instances: Instances,
  locations: readonly Location[],
  list: keyof typeof lists,
  range: DateRange,
): Promise<Map<string, unknown[]>> {
  const args = list === 'errors' ? ', range: $range' : ''
  const query = `query ($first: Int, $after: String${args && ', $range: DateRange!'}) { locations(first: 1000) { nodes { locationId
    list: ${list}(first: $first, after: $after${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { ${lists[list]} } } } } }`
  async function pagesOf(locationIds: readonly string[], first: number, after: string | null): Promise<Page[]> {
    const variables = { first, after, ...(args && { range }) }
    return (await answerOf<{ locations: { nodes: Page[] } }>(instances, locationIds, query, variables)).locations.nodes
  }

  const read = new Map<string, unknown[]>()
  const firstPages = await pagesOf(
    locations.map(({ locationId }) => locationId),
    100,
    null,
  )
  for (const { locationId, list: firstPage } of firstPages) {
    const nodes = [...firstPage.nodes]
    for (let { hasNextPage, endCursor } = firstPage.pageInfo; hasNextPage; ) {
      const [page] = await pagesOf([locationId], 40, endCursor)
      if (page === undefined) throw new Error(`${list}: no page after the first`)
      nodes.push(...page.list.nodes)
      hasNextPage = page.list.pageInfo.hasNextPage
      endCursor = page.list.pageInfo.endCursor
    }
    if (firstPage.totalCount !== nodes.length)
      nodes.push(`totalCount ${firstPage.totalCount}, but ${nodes.length} nodes`)
    read.set(locationId, nodes)
  }
  return read
}

const metricFields =
  'start eventCount pageviewCount uniqueUsers visitorCount sessionCount identifyCount autocaptureCount errorCount eventsPerUser'
const statFields = `start date sessionCount identifiedSessionCount averageDurationSeconds averagePageviews pageviewSessionCount bounceRate
  attributedSessionCount utmSessionCount referrerSessionCount funnelSessionCount
  topUtmSource topUtmMedium topUtmCampaign topFunnelName`

/** All statistics by their names, by location. */
export async function readStatistics(
  instances: Instances,
  locations: readonly Location[],
  bucketings: readonly Bucketing[],
): Promise<Map<string, Record<string, unknown>>> {
  const rangeText = ({ from, to }: DateRange) => `range: { from: "${from}", to: "${to}" }`
  const questions = bucketings.map(
    ({ name, range, granularity, timeZone }) => `
    ${name}: metrics(${rangeText(range)}, granularity: ${granularity}, timeZone: "${timeZone}") { ${metricFields} }
    ${name}Sessions: sessionStats(${rangeText(range)}, granularity: ${granularity}, timeZone: "${timeZone}") { ${statFields} }`,
  )
  const query = `{ locations(first: 1000) { nodes { locationId ${questions.join('')} } } }`
  const ids = locations.map(({ locationId }) => locationId)
  const answer = await answerOf<{ locations: { nodes: Record<string, unknown>[] } }>(instances, ids, query, {})
  return new Map(answer.locations.nodes.map((node) => [String(node.locationId), node]))
}
