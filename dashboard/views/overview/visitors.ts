import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const Steps = graphql(`
  fragment VisitorSteps on FunnelReport {
    steps {
      index
      count
    }
    breakdown {
      key
      steps {
        index
        count
      }
    }
  }
`)

/**
 * A page view has three names, and a step of a funnel one: a funnel for each. Those that a person is in twice do not add up, so
 * the count takes who has views of the first name, then those with the second and not the first, then the rest.
 */
const VisitorsOf = graphql(`
  fragment Visitors on Location {
    pages: funnel(
      input: {
        range: $range
        steps: [{ event: "$pageview" }, { event: $conversion }]
        windowSeconds: $window
        breakdown: CHANNEL_GROUP
      }
    ) {
      ...VisitorSteps
    }
    plainPages: funnel(
      input: {
        range: $range
        steps: [{ event: "pageview" }, { event: $conversion }]
        windowSeconds: $window
        breakdown: CHANNEL_GROUP
      }
    ) {
      ...VisitorSteps
    }
    screens: funnel(
      input: {
        range: $range
        steps: [{ event: "$screen" }, { event: $conversion }]
        windowSeconds: $window
        breakdown: CHANNEL_GROUP
      }
    ) {
      ...VisitorSteps
    }
    onlyOnPlainPages: users(
      filter: {
        performed: [{ event: "pageview", range: $range }]
        notPerformed: [{ event: "$pageview", range: $range }]
      }
    ) {
      totalCount
    }
    onlyOnScreens: users(
      filter: {
        performed: [{ event: "$screen", range: $range }]
        notPerformed: [{ event: "$pageview", range: $range }, { event: "pageview", range: $range }]
      }
    ) {
      totalCount
    }
    onPagesBefore: users(filter: { performed: [{ event: "$pageview", range: $previous }] }) {
      totalCount
    }
    onlyOnPlainPagesBefore: users(
      filter: {
        performed: [{ event: "pageview", range: $previous }]
        notPerformed: [{ event: "$pageview", range: $previous }]
      }
    ) {
      totalCount
    }
    onlyOnScreensBefore: users(
      filter: {
        performed: [{ event: "$screen", range: $previous }]
        notPerformed: [{ event: "$pageview", range: $previous }, { event: "pageview", range: $previous }]
      }
    ) {
      totalCount
    }
  }
`)

export interface ChannelVisitors {
  visitors: number
  converted: number
}

export interface Visitors {
  /** Users with a page view or a screen. */
  count: number
  /** In the days before. */
  before: number
  /** By the channel group of their first touch; who came to pages and to screens is in both. */
  byChannel: ReadonlyMap<string, ChannelVisitors>
}

const total = (parts: readonly { totalCount: number }[]) => parts.reduce((sum, { totalCount }) => sum + totalCount, 0)

export function visitorsOf(location: FragmentType<typeof VisitorsOf>): Visitors {
  const found = readFragment(VisitorsOf, location)
  const pages = readFragment(Steps, found.pages)
  const groups = [pages, ...readFragment(Steps, [found.plainPages, found.screens])].flatMap(
    ({ breakdown }) => breakdown,
  )
  const byChannel = new Map<string, ChannelVisitors>()
  for (const { key, steps } of groups) {
    const { visitors, converted } = byChannel.get(key) ?? { visitors: 0, converted: 0 }
    byChannel.set(key, {
      visitors: visitors + (steps[0]?.count ?? 0),
      converted: converted + (steps[1]?.count ?? 0),
    })
  }
  return {
    count: (pages.steps[0]?.count ?? 0) + total([found.onlyOnPlainPages, found.onlyOnScreens]),
    before: total([found.onPagesBefore, found.onlyOnPlainPagesBefore, found.onlyOnScreensBefore]),
    byChannel,
  }
}
