import { type FragmentType, readFragment } from '../../graphql/fragment-masking.ts'
import { graphql } from '../../graphql/gql.ts'

const VisitorsOf = graphql(`
  fragment Visitors on Location {
    visitors: funnel(
      input: {
        range: $range
        steps: [{ pageview: true }, { event: $conversion }]
        windowSeconds: 31622400
        withinRange: true
        breakdown: CHANNEL_GROUP
      }
    ) {
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
    previousVisitors: funnel(input: { range: $previous, steps: [{ pageview: true }] }) {
      steps {
        index
        count
      }
    }
  }
`)

export interface ChannelVisitors {
  visitors: number
  /** Of them, those who did the conversion on these days, after a page view. */
  converted: number
}

export interface Visitors {
  /** Users with a page view or a screen. */
  count: number
  /** In the days before. */
  before: number
  /** By the channel group of their first touch. */
  byChannel: ReadonlyMap<string, ChannelVisitors>
}

export function visitorsOf(location: FragmentType<typeof VisitorsOf>): Visitors {
  const { visitors, previousVisitors } = readFragment(VisitorsOf, location)
  return {
    count: visitors.steps[0]?.count ?? 0,
    before: previousVisitors.steps[0]?.count ?? 0,
    byChannel: new Map(
      visitors.breakdown.map(({ key, steps: [came, converted] }) => [
        key,
        { visitors: came?.count ?? 0, converted: converted?.count ?? 0 },
      ]),
    ),
  }
}
