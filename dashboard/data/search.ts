import type {
  AdPlatform,
  AttributionDimension,
  AttributionModel,
  RetentionCohortBy,
  SessionOrderField,
  UserOrderField,
} from '../graphql/graphql.ts'
import { rangeKey } from './range.ts'
import { flag, oneOf, someOf, text, whole } from './search-values.ts'

type Search = Record<string, unknown>

export const dimensions = {
  CHANNEL_GROUP: 'Channel group',
  CHANNEL: 'Channel',
  UTM_SOURCE: 'UTM source',
  UTM_MEDIUM: 'UTM medium',
  UTM_CAMPAIGN: 'UTM campaign',
  AD_PLATFORM: 'Ad platform',
  REFERRING_DOMAIN: 'Referring domain',
  LANDING_PATHNAME: 'Landing page',
} satisfies Record<AttributionDimension, string>
/** The same within a sentence. */
export const dimensionWord = (dimension: AttributionDimension) =>
  dimensions[dimension].replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase())
export const models = {
  FIRST_TOUCH: 'First touch',
  LAST_TOUCH: 'Last touch',
  LAST_NON_DIRECT: 'Last non-direct',
  LINEAR: 'Linear',
  TIME_DECAY: 'Time decay',
  POSITION_BASED: 'Position based',
  W_SHAPED: 'W-shaped',
  MARKOV: 'Markov',
  SHAPLEY: 'Shapley',
  DATA_DRIVEN: 'Data-driven',
} satisfies Record<AttributionModel, string>
export const adPlatforms = {
  GOOGLE: 'Google',
  META: 'Meta',
  MICROSOFT: 'Microsoft',
  TIKTOK: 'TikTok',
  LINKEDIN: 'LinkedIn',
  TWITTER: 'X / Twitter',
  INSTAGRAM: 'Instagram',
  REDDIT: 'Reddit',
  PINTEREST: 'Pinterest',
  QUORA: 'Quora',
  SNAPCHAT: 'Snapchat',
  IMPACT: 'Impact',
  KLAVIYO: 'Klaviyo',
  MAILCHIMP: 'Mailchimp',
  OTHER: 'Other',
} satisfies Record<AdPlatform, string>
export const metrics = ['visitors', 'sessions', 'pageviews', 'bounce', 'duration'] as const
export type Metric = (typeof metrics)[number]
export const measures = { share: 'Share', conversions: 'Conversions', value: 'Value' } as const
export const cohortings = { FIRST_EVENT: 'first event', FIRST_TOUCH: 'first touch' } satisfies Record<
  RetentionCohortBy,
  string
>
export const userOrders = {
  LAST_SEEN: 'Last seen',
  FIRST_SEEN: 'First seen',
  SESSION_COUNT: 'Sessions',
} satisfies Record<UserOrderField, string>
export const sessionOrders = {
  STARTED_AT: 'Latest',
  DURATION: 'Longest',
  PAGEVIEW_COUNT: 'Most pages',
} satisfies Record<SessionOrderField, string>
export const levels = ['fatal', 'error', 'warning', 'info', 'log', 'debug'] as const

const keys = <Key extends string>(record: Record<Key, unknown>) => Object.keys(record) as Key[]
const dimension = oneOf(keys(dimensions))

export const defaultConversion = 'purchase'
export const defaultValueProperty = 'revenue'

/** What every view shares in its address: which location, which days, what a conversion is. */
export interface SharedSearch {
  location?: string | undefined
  range?: string | undefined
  conversion?: string | undefined
  value?: string | undefined
  /** Of ISO 4217; values of any are added up without one. */
  currency?: string | undefined
}

const currencies = Intl.supportedValuesOf('currency')
const currency = (value: unknown) => oneOf(currencies)(text(value)?.toUpperCase())

/** Longer ones are no conversions to the gateway. */
const conversionMaxLength = 200
export const sharedSearch = (search: Search): SharedSearch => ({
  location: text(search.location),
  range: rangeKey(search.range),
  conversion: text(search.conversion, conversionMaxLength),
  value: text(search.value, conversionMaxLength),
  currency: currency(search.currency),
})

export const overviewSearch = (search: Search) => ({ metric: oneOf(metrics)(search.metric) })
export const attributionSearch = (search: Search) => ({
  dimension: dimension(search.dimension),
  models: someOf(keys(models))(search.models)?.join(','),
  measure: oneOf(keys(measures))(search.measure),
  lookback: whole(search.lookback, 1, 1000),
})

export interface StepSearch {
  event?: string | undefined
  path?: string | undefined
}
const step = (value: unknown): StepSearch[] => {
  if (typeof value !== 'object' || value === null) return []
  const { event, path }: { event?: unknown; path?: unknown } = value
  return [{ event: text(event), path: text(path) }]
}
export const funnelSearch = (search: Search) => ({
  steps: Array.isArray(search.steps) ? search.steps.slice(0, 20).flatMap(step) : undefined,
  hours: whole(search.hours, 1, 8784),
  breakdown: dimension(search.breakdown),
})
export const retentionSearch = (search: Search) => ({
  period: oneOf(['DAY', 'WEEK', 'MONTH'])(search.period),
  cohortBy: oneOf(keys(cohortings))(search.cohortBy),
  start: text(search.start),
  returns: text(search.returns),
})
export const pathsSearch = (search: Search) => ({
  from: text(search.from),
  to: text(search.to),
  steps: whole(search.steps, 2, 8),
})
export const usersSearch = (search: Search) => ({
  identified: flag(search.identified),
  group: text(search.group),
  platform: oneOf(keys(adPlatforms))(search.platform),
  visits: whole(search.visits, 1, 1000),
  order: oneOf(keys(userOrders))(search.order),
})
export const sessionsSearch = (search: Search) => ({
  group: text(search.group),
  bounced: flag(search.bounced),
  became: flag(search.became),
  order: oneOf(keys(sessionOrders))(search.order),
})
export const errorsSearch = (search: Search) => ({
  level: oneOf(levels)(search.level),
  search: text(search.search),
  open: text(search.open),
})

/** GA4's default channel groups that visits of the Web fall into. */
export const channelGroups = Object.fromEntries(
  [
    'Direct',
    'Organic Search',
    'Paid Search',
    'Organic Social',
    'Paid Social',
    'Email',
    'Referral',
    'Affiliates',
    'AI Assistant',
    'Organic Shopping',
    'Paid Shopping',
    'Organic Video',
    'Paid Video',
    'Paid Other',
    'Display',
    'SMS',
    'Unassigned',
  ].map((name) => [name, name]),
)
