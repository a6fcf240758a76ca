import type { TouchInput } from './touch-of.ts'

/** Cases that others published for their own classifications, in the names of the GA4 groups. */
export interface PublishedCase {
  touch: TouchInput
  group: string
  /** Why the answer here is another one, and which. */
  exception?: { group: string; because: string }
}

const noReferrer =
  'Ingest keeps no referrer where the SDK says that there is none, so that both are Direct; GA4 knows no other.'
const tagged = 'GA4 calls tagged traffic a Referral only when its medium says so; both tags are of no known kind.'

/**
 * PostHog, posthog/hogql/database/schema/test/test_channel_type.py at ad219e56 (MIT). A `$direct` referrer is written
 * as ingest stores it: absent.
 */
export const posthogCases: readonly PublishedCase[] = [
  { touch: {}, group: 'Direct' },
  {
    touch: { source: 'null', medium: 'null', campaign: 'null', clicks: { gclid: 'null', gad_source: 'null' } },
    group: 'Direct',
  },
  { touch: { campaign: 'cross-network' }, group: 'Cross-network' },
  { touch: { domain: 'www.ebay.co.uk', medium: 'ppc' }, group: 'Paid Shopping' },
  { touch: { source: 'ebay', medium: 'ppc' }, group: 'Paid Shopping' },
  { touch: { campaign: 'shopping', medium: 'ppc' }, group: 'Paid Shopping' },
  { touch: { domain: 'www.google.co.uk', clicks: { gclid: 'some-gclid' } }, group: 'Paid Search' },
  { touch: { source: 'yahoo', medium: 'ppc' }, group: 'Paid Search' },
  { touch: { domain: 'youtube.com', medium: 'cpc' }, group: 'Paid Video' },
  { touch: { source: 'youtube.com', medium: 'cpc' }, group: 'Paid Video' },
  { touch: { domain: 'youtube.com' }, group: 'Organic Video' },
  {
    touch: { source: 'what', medium: 'who', campaign: 'slim shady' },
    group: 'Direct',
    exception: { group: 'Unassigned', because: 'GA4 calls nothing Direct that is tagged.' },
  },
  { touch: {}, group: 'Unassigned', exception: { group: 'Direct', because: noReferrer } },
  { touch: { domain: 'some-unknown-domain.example.com' }, group: 'Referral' },
  {
    touch: { domain: 'example.com', source: '123', medium: '123', campaign: '123' },
    group: 'Referral',
    exception: { group: 'Unassigned', because: tagged },
  },
  { touch: { source: 'Facebook', medium: 'Paid', campaign: 'Foo' }, group: 'Paid Social' },
  { touch: { source: 'substack', medium: 'email', domain: 'bing.com' }, group: 'Email' },
  { touch: { source: 'Foo', medium: 'affiliate', domain: 'bing.com' }, group: 'Affiliates' },
  { touch: { source: 'Foo', medium: 'partnership', domain: 'foo.com' }, group: 'Affiliates' },
  {
    touch: { medium: 'in-product', campaign: 'empty-state-docs-link', domain: 'news.ycombinator.com' },
    group: 'Organic Social',
  },
  { touch: { source: 'news.ycombinator.com', medium: 'in-product' }, group: 'Organic Social' },
  { touch: { source: 'plus.google.com' }, group: 'Organic Social' },
  { touch: { domain: 'plus.google.com' }, group: 'Organic Social' },
  { touch: { domain: 'com.google.android.gm' }, group: 'Email' },
  // Clicks that PostHog's authors recorded on the web.
  {
    touch: {
      source: 'bing',
      medium: 'cpc',
      campaign: 'Bing购物_GB',
      domain: 'uk.search.yahoo.com',
      clicks: { msclkid: 'c' },
    },
    group: 'Paid Search',
  },
  { touch: { clicks: { gclid: 'c', gad_source: '1' } }, group: 'Paid Search' },
  {
    touch: { source: 'google', medium: 'pmax', campaign: 'PMax // UK // Lifestyle Shoes', clicks: { gad_source: '1' } },
    group: 'Paid Search',
  },
  {
    touch: { domain: '2bb5cd7f.safeframe.googlesyndication.com', clicks: { gclid: 'c' } },
    group: 'Paid Other',
    exception: {
      group: 'Paid Search',
      because: "A Google click id is a paid search's unless something says otherwise.",
    },
  },
  { touch: { domain: 'www.google.com' }, group: 'Organic Search' },
  { touch: { domain: 'www.youtube.com' }, group: 'Organic Video' },
  { touch: { domain: 'www.youtube.com', clicks: { gclid: 'c' } }, group: 'Paid Video' },
  {
    touch: {
      source: 'facebook',
      medium: 'cpc',
      campaign: '120201466136570051',
      domain: 'l.facebook.com',
      clicks: { fbclid: 'c' },
    },
    group: 'Paid Social',
  },
  {
    touch: {
      source: 'facebook',
      medium: 'paid',
      campaign: 'UK_EN_TOF_Purchase',
      domain: 'l.facebook.com',
      clicks: { fbclid: 'c' },
    },
    group: 'Paid Social',
  },
  { touch: { domain: 'l.facebook.com', clicks: { fbclid: 'c' } }, group: 'Organic Social' },
  {
    touch: {
      source: 'bing',
      medium: 'cpc',
      campaign: 'BNG:MRP:EU:GB',
      domain: 'www.bing.com',
      clicks: { msclkid: 'c' },
    },
    group: 'Paid Search',
  },
  {
    touch: { source: 'bing', medium: 'cpc', campaign: '8 - Shopping - Clothing' },
    group: 'Paid Search',
    exception: { group: 'Paid Shopping', because: 'GA4 asks for the campaign before the search engine.' },
  },
  { touch: { domain: 'www.bing.com' }, group: 'Organic Search' },
  { touch: { domain: 'duckduckgo.com' }, group: 'Organic Search' },
  {
    touch: {
      source: 'bing',
      medium: 'cpc',
      campaign: '0725_WJJ_UK_KW',
      domain: 'duckduckgo.com',
      clicks: { msclkid: 'c' },
    },
    group: 'Paid Search',
  },
  { touch: { clicks: { fbclid: 'c' } }, group: 'Organic Social' },
]

/** PostHog, from the same file: hosts and what they are. */
export const posthogHosts = [
  ['www.google.co.uk', 'search'],
  ['yahoo.co.jp', 'search'],
  ['m.alibaba.com', 'shopping'],
  ['stripe.com', 'shopping'],
  ['shopping.yahoo.co.jp', 'shopping'],
  ['lnkd.in', 'social'],
  ['old.reddit.com', 'social'],
  ['plus.google.com', 'social'],
  ['news.ycombinator.com', 'social'],
] as const

/** Velir, dbt-ga4 (MIT): source, medium, campaign and group. */
const velir = [
  ['(direct)', '(none)', '', 'Direct'],
  ['(direct)', '(not set)', '', 'Direct'],
  ['some-source', 'some-medium', 'some-cross-network-campaign', 'Cross-network'],
  ['some-source', 'some-medium', 'cross-network', 'Cross-network'],
  ['some-source', 'retargeting', 'shopping', 'Paid Shopping'],
  ['google', 'ppc', '', 'Paid Search'],
  ['facebook', 'retargeting', '', 'Paid Social'],
  ['youtube.com', 'paid-something', '', 'Paid Video'],
  ['youtube.com', 'display', '', 'Display'],
  ['some-source', 'cpc', '', 'Paid Other'],
  ['Google Shopping', '', '', 'Organic Shopping'],
  ['some-source', '', 'some-shopping-campaign', 'Organic Shopping'],
  ['facebook', '', '', 'Organic Social'],
  ['some-source', 'social', '', 'Organic Social'],
  ['youtube.com', '', '', 'Organic Video'],
  ['some-source', 'video', '', 'Organic Video'],
  ['bing', '', '', 'Organic Search'],
  ['some-source', 'organic', '', 'Organic Search'],
  ['some-source', 'referral', '', 'Referral'],
  ['email', '', '', 'Email'],
  ['', 'e mail', '', 'Email'],
  ['some-source', 'affiliate', '', 'Affiliates'],
  ['some-source', 'audio', '', 'Audio'],
  ['sms', '', '', 'SMS'],
  ['', 'sms', '', 'SMS'],
  ['some-source', 'something-push', '', 'Mobile Push Notifications'],
  ['some-source', 'mobile-notification', '', 'Mobile Push Notifications'],
  ['firebase', '', '', 'Mobile Push Notifications'],
  ['some-source', 'some-medium', 'some-campaign', 'Unassigned'],
] as const

export const velirCases: readonly PublishedCase[] = [
  ...velir.map(([source, medium, campaign, group]) => ({ touch: { source, medium, campaign }, group })),
  {
    touch: { source: 'alibaba' },
    group: 'Paid Shopping',
    exception: { group: 'Organic Shopping', because: 'Nothing says that it was paid for; GA4 asks for a paid medium.' },
  },
]
