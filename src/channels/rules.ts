import { clicksOf } from './clicks.ts'
import type { RuleTable, Test } from './rule.ts'

/** `Touch.channel`: which evidence there is, in the precedence of the Tinybird system. */
export const channelRules: RuleTable = {
  rules: [
    ['utm', { present: 'source' }],
    ['google_ads', { clickIds: ['gclid'] }],
    ['google_ads_privacy', { clickIds: ['gbraid'] }],
    ['google_ads_ios14', { clickIds: ['wbraid'] }],
    ['facebook_ads', { clickIds: ['fbclid'] }],
    ['microsoft_ads', { clickIds: ['msclkid'] }],
    ['twitter_ads', { clickIds: ['twclid'] }],
    ['tiktok_ads', { clickIds: ['ttclid'] }],
    ['referral', { present: 'referrer' }],
  ],
  otherwise: 'direct',
}

const any = (...tests: Test[]): Test => ({ any: tests })
const all = (...tests: Test[]): Test => ({ all: tests })
const not = (test: Test): Test => ({ not: test })
const medium = (...values: string[]): Test => ({ text: 'medium', in: values })
const mediumWith = (part: string): Test => ({ text: 'medium', contains: part })

const [search, social, video] = [{ category: 'search' }, { category: 'social' }, { category: 'video' }] as const
const shopping = any(
  { category: 'shopping' },
  { text: 'campaign', matches: '^(?:.*(?:(?:[^a-df-z]|^)shop|shopping).*)$' },
)
const paid: Test = { text: 'medium', matches: '^(?:.*cp.*|ppc|retargeting|paid.*)$' }
const display = medium('display', 'banner', 'expandable', 'interstitial', 'cpm')
const socialMedium = medium('social', 'social-network', 'social-media', 'sm', 'social network', 'social media')
const mail = '^e[-_ ]?mail$'
const email = any({ text: 'source', matches: mail }, { text: 'medium', matches: mail }, { category: 'email' })
const sms = any({ text: 'source', in: ['sms'] }, medium('sms'))

// Platforms that also sell banners say so in the medium, and then it counts.
const searchAd = all({ clickIds: clicksOf('search') }, not(display))
const socialAd = all({ clickIds: clicksOf('social') }, not(display))
const socialLink: Test = { clickIds: clicksOf('social_link') }
// A product's address is copied with this one, into posts and newsletters.
const productListing = all({ clickIds: clicksOf('product_listing') }, not(any(social, socialMedium, email)))

/**
 * `Touch.channelGroup`: the default channel groups of Google Analytics 4 in its order
 * (https://support.google.com/analytics/answer/9756891), with click ids as further evidence. `Direct` comes last: it is
 * what nothing else explains.
 */
export const channelGroupRules: RuleTable = {
  rules: [
    ['Cross-network', { text: 'campaign', contains: 'cross-network' }],
    ['Paid Shopping', all(paid, shopping)],
    ['Paid Search', all(paid, search)],
    ['Paid Social', all(paid, social)],
    ['Paid Video', all(paid, video)],
    ['Paid Social', socialAd],
    ['Paid Shopping', all(searchAd, any(shopping, mediumWith('shop')))],
    ['Paid Social', all(searchAd, any(social, socialMedium, mediumWith('social')))],
    ['Paid Video', all(searchAd, any(video, mediumWith('video')))],
    ['Paid Search', searchAd],
    ['Paid Social', all(paid, socialLink)],
    ['Display', display],
    ['Paid Other', paid],
    ['Affiliates', { clickIds: clicksOf('affiliate') }],
    // Senders of newsletters mark the links of their text messages, too.
    ['Email', all({ clickIds: clicksOf('email') }, not(sms))],
    // Before shopping: assistants hand on the addresses of product listings.
    ['AI Assistant', any({ category: 'ai_assistant' }, medium('ai-assistant', 'ai assistant', 'ai_assistant'))],
    ['Organic Shopping', any(shopping, productListing)],
    ['Organic Social', any(social, socialMedium)],
    ['Organic Video', any(video, mediumWith('video'))],
    ['Organic Search', any(search, medium('organic'))],
    ['Email', email],
    ['Affiliates', medium('affiliate', 'affiliates', 'partnership', 'partnerships')],
    ['Referral', medium('referral', 'app', 'link')],
    ['Audio', medium('audio')],
    ['SMS', sms],
    [
      'Mobile Push Notifications',
      any({ text: 'medium', matches: 'push$' }, mediumWith('mobile'), mediumWith('notification'), {
        text: 'source',
        in: ['firebase'],
      }),
    ],
    ['Organic Social', socialLink],
    [
      'Referral',
      all(any({ present: 'referrer' }, { present: 'domain' }), not({ present: 'source' }), not({ present: 'medium' })),
    ],
    ['Direct', all({ text: 'source', in: ['', 'direct'] }, not({ present: 'medium' }))],
  ],
  otherwise: 'Unassigned',
}
