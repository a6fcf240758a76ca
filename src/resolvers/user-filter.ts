import { GatewayError } from '../errors.ts'
import type { JsonObject } from '../json/json-value.ts'
import { type AdPlatformName, parametersOf } from '../schema/ad-platform.ts'
import { type BehaviorArgs, behaviorParams } from './behavior.ts'
import { propertyTexts } from './event-conditions.ts'
import type { Maybe } from './maybe.ts'
import { time } from './time.ts'

/** Filters by a list of values that only sessions can answer. */
const onSessionValues = [
  'firstTouchChannel',
  'lastTouchChannel',
  'lastNonDirectTouchChannel',
  'firstTouchChannelGroup',
  'lastTouchChannelGroup',
  'lastNonDirectTouchChannelGroup',
  'firstUtmSource',
  'firstUtmMedium',
  'firstUtmCampaign',
  'lastUtmSource',
  'lastUtmMedium',
  'lastUtmCampaign',
  'firstReferringDomain',
  'lastReferringDomain',
  'firstLandingPathname',
] as const

/** What sessions must be read for. */
export const onSessions = [...onSessionValues, 'minSessionCount', 'maxSessionCount'] as const

export interface UserFilterArgs extends Partial<Record<(typeof onSessionValues)[number], Maybe<string[]>>> {
  identified?: Maybe<boolean>
  hasClickId?: Maybe<AdPlatformName[]>
  minSessionCount?: Maybe<number>
  maxSessionCount?: Maybe<number>
  minEventCount?: Maybe<number>
  maxEventCount?: Maybe<number>
  firstSeenAfter?: Maybe<Date>
  firstSeenBefore?: Maybe<Date>
  lastSeenAfter?: Maybe<Date>
  lastSeenBefore?: Maybe<Date>
  properties?: Maybe<JsonObject>
  performed?: Maybe<BehaviorArgs[]>
  notPerformed?: Maybe<BehaviorArgs[]>
}

const maxValues = 1_000

/**
 * The filter as parameters of the lists of users. Days are local ones of `timeZone`.
 * @throws GatewayError BAD_USER_INPUT for too many values, negative counts and what cannot be compared, with their place.
 */
export function filterParams(given: Maybe<UserFilterArgs>, timeZone: string) {
  const filter = given ?? {}
  const properties = propertyTexts('filter.properties', filter.properties)
  const values = (name: (typeof onSessionValues)[number]) => {
    const list = filter[name] ?? []
    if (list.length > maxValues)
      throw new GatewayError('BAD_USER_INPUT', `filter.${name}: at most ${maxValues} values, not ${list.length}.`)
    return list
  }
  const count = (name: 'minSessionCount' | 'maxSessionCount' | 'minEventCount' | 'maxEventCount') => {
    const bound = filter[name] ?? null
    if (bound !== null && bound < 0) throw new GatewayError('BAD_USER_INPUT', `filter.${name}: ${bound} is negative.`)
    return bound
  }
  return {
    identified: filter.identified ?? null,
    first_channels: values('firstTouchChannel'),
    last_channels: values('lastTouchChannel'),
    last_non_direct_channels: values('lastNonDirectTouchChannel'),
    first_channel_groups: values('firstTouchChannelGroup'),
    last_channel_groups: values('lastTouchChannelGroup'),
    last_non_direct_channel_groups: values('lastNonDirectTouchChannelGroup'),
    first_utm_sources: values('firstUtmSource'),
    first_utm_mediums: values('firstUtmMedium'),
    first_utm_campaigns: values('firstUtmCampaign'),
    last_utm_sources: values('lastUtmSource'),
    last_utm_mediums: values('lastUtmMedium'),
    last_utm_campaigns: values('lastUtmCampaign'),
    first_referring_domains: values('firstReferringDomain'),
    last_referring_domains: values('lastReferringDomain'),
    first_landing_pathnames: values('firstLandingPathname'),
    click_id_parameters: filter.hasClickId == null ? [] : parametersOf(filter.hasClickId),
    min_session_count: count('minSessionCount'),
    max_session_count: count('maxSessionCount'),
    min_event_count: count('minEventCount'),
    max_event_count: count('maxEventCount'),
    first_seen_after: time(filter.firstSeenAfter),
    first_seen_before: time(filter.firstSeenBefore),
    last_seen_after: time(filter.lastSeenAfter),
    last_seen_before: time(filter.lastSeenBefore),
    property_keys: properties.map(({ key }) => key),
    property_values: properties.map(({ value }) => value),
    fits_without_properties: properties.every(({ value }) => value === 'null' || value === '""'),
    ...behaviorParams(filter.performed ?? [], filter.notPerformed ?? [], timeZone),
  }
}
