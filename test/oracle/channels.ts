import type { ClickParameter } from './click-ids.ts'
import type { TouchFacts } from './touch-facts.ts'

/** The ten codes, by the first field that the touch has. */
export function channelOf({ utmSource, referrer, clickIds }: TouchFacts): string {
  if (utmSource !== null) return 'utm'
  const codes = [
    ['gclid', 'google_ads'],
    ['gbraid', 'google_ads_privacy'],
    ['wbraid', 'google_ads_ios14'],
    ['fbclid', 'facebook_ads'],
    ['msclkid', 'microsoft_ads'],
    ['twclid', 'twitter_ads'],
    ['ttclid', 'tiktok_ads'],
  ] as const
  const code = codes.find(([parameter]) => clickIds.has(parameter))
  return code?.[1] ?? (referrer === null ? 'direct' : 'referral')
}

/**
 * What the channel groups of the sources in histories are by GA4's words; another source is a mistake of the history.
 */
const byCampaign: Readonly<Record<string, string>> = {
  'google/cpc': 'Paid Search',
  'facebook/paid_social': 'Paid Social',
  'newsletter/email': 'Email',
  'acme/unknown': 'Unassigned',
}

const byClick: readonly (readonly [ClickParameter, string])[] = [
  ['gclid', 'Paid Search'],
  ['gbraid', 'Paid Search'],
  ['wbraid', 'Paid Search'],
  ['msclkid', 'Paid Search'],
  ['twclid', 'Paid Social'],
  ['ttclid', 'Paid Social'],
  ['fbclid', 'Organic Social'],
]

const byReferrer: Readonly<Record<string, string>> = {
  'news.example.net': 'Referral',
  'www.google.com': 'Organic Search',
  'chatgpt.com': 'AI Assistant',
  'l.facebook.com': 'Organic Social',
  'other.co.uk': 'Referral',
  // Links between two sites of histories.
  'shop.co.uk': 'Referral',
  'shop.example': 'Referral',
  'blog.shop.example': 'Referral',
  'www.shop.example': 'Referral',
}

export function channelGroupOf({ utmSource, utmMedium, referringDomain, clickIds }: TouchFacts): string {
  if (utmSource !== null || utmMedium !== null) return known(byCampaign, `${utmSource}/${utmMedium}`)
  const click = byClick.find(([parameter]) => clickIds.has(parameter))
  if (click !== undefined) return click[1]
  return referringDomain === null ? 'Direct' : known(byReferrer, referringDomain)
}

export const unknownGroup = 'unknown to the oracle'

function known(groups: Readonly<Record<string, string>>, key: string): string {
  const group = groups[key]
  // What histories of the tests do not contain, the oracle does not know.
  return group ?? unknownGroup
}
