import type { CostRow } from '../costs/cost-row.ts'
import { dayMs, weekdayFactor } from './clock.ts'
import { createRandom } from './random.ts'
import type { DemoOptions } from './traffic.ts'

interface Campaign {
  source: string
  campaign: string
  /** On an ordinary day. */
  clicks: number
  costPerClick: number
  /** Impressions per click. */
  impressions: number
}

/** What the campaigns of sources.ts cost. Search is dear and converts; short videos are seen by many who do not buy. */
const campaigns: readonly Campaign[] = [
  { source: 'google', campaign: 'brand', clicks: 3, costPerClick: 3.1, impressions: 9 },
  { source: 'google', campaign: 'autumn-sale', clicks: 3, costPerClick: 6.4, impressions: 31 },
  { source: 'google', campaign: 'new-patients', clicks: 3, costPerClick: 8.7, impressions: 27 },
  { source: 'google', campaign: 'generic-skin-care', clicks: 3, costPerClick: 7.9, impressions: 44 },
  { source: 'bing', campaign: 'brand', clicks: 0.6, costPerClick: 2.2, impressions: 12 },
  { source: 'bing', campaign: 'generic-skin-care', clicks: 1.2, costPerClick: 4.6, impressions: 38 },
  { source: 'facebook', campaign: 'retargeting', clicks: 2.6, costPerClick: 3.4, impressions: 62 },
  { source: 'facebook', campaign: 'lookalike-1', clicks: 2.4, costPerClick: 6.8, impressions: 118 },
  { source: 'facebook', campaign: 'autumn-sale', clicks: 2.4, costPerClick: 5.2, impressions: 95 },
  { source: 'tiktok', campaign: 'creator-spark', clicks: 2.2, costPerClick: 9.5, impressions: 240 },
  { source: 'partnerize', campaign: 'partners', clicks: 1.4, costPerClick: 4.1, impressions: 20 },
]

/**
 * Ad costs of the demo traffic's days, the same for the same seed and day. All tag their links, so their channel is
 * `utm`.
 */
export function generateAdCosts({ seed, now, days = 30 }: Pick<DemoOptions, 'seed' | 'now' | 'days'>): CostRow[] {
  const toMs = Math.floor(now / dayMs) * dayMs
  return Array.from({ length: days }, (_, index) => toMs - (days - index) * dayMs).flatMap((dayStartMs) => {
    const date = new Date(dayStartMs).toISOString().slice(0, 10)
    return campaigns.map(({ source, campaign, clicks, costPerClick, impressions }) => {
      const random = createRandom(`${seed}/costs/${date}/${source}/${campaign}`)
      const vary = (value: number) => value * (0.75 + 0.5 * random.next())
      const clicked = Math.max(1, Math.round(vary(clicks * weekdayFactor(dayStartMs))))
      return {
        date,
        channel: 'utm',
        source,
        campaign,
        cost: (clicked * vary(costPerClick)).toFixed(2),
        currency: 'USD',
        clicks: clicked,
        impressions: Math.round(clicked * vary(impressions)),
      }
    })
  })
}
