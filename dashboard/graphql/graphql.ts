/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Which costs, and what they are compared with. */
export type AcquisitionCostInput = {
  /** The event that counts as an acquisition; left out, every new user is one, at the start of their first visit. */
  conversionEvent?: string | null | undefined;
  /** CHANNEL, AD_PLATFORM, UTM_SOURCE or UTM_CAMPAIGN: what costs are kept by. */
  dimension?: AttributionDimension;
  /** Only for TIME_DECAY: more than 0, at most 1,000. */
  halfLifeDays?: number | null | undefined;
  /** Touches of so many times 24 hours before count, 1 to 1,000. */
  lookbackDays?: number;
  /** How acquisitions are attributed. */
  model?: AttributionModel;
  /** The days of the costs and of the acquisitions. */
  range: DateRange;
  /** IANA time zone of the range; the location's unless given. */
  timeZone?: string | null | undefined;
  /** The property of the event that holds its value, if any. */
  valueProperty?: string | null | undefined;
};

/** The ad platform that marked a click with its own parameter. */
export type AdPlatform =
  | 'GOOGLE'
  | 'IMPACT'
  | 'INSTAGRAM'
  | 'KLAVIYO'
  | 'LINKEDIN'
  | 'MAILCHIMP'
  | 'META'
  | 'MICROSOFT'
  | 'OTHER'
  | 'PINTEREST'
  | 'QUORA'
  | 'REDDIT'
  | 'SNAPCHAT'
  | 'TIKTOK'
  | 'TWITTER';

/** What touches are told apart by. A touch without a value is `direct` if its channel is (`Direct` for CHANNEL_GROUP), else `(none)`. */
export type AttributionDimension =
  /** The AdPlatform of the click id; the first of several. */
  | 'AD_PLATFORM'
  /** The channel, as in Touch.channel. */
  | 'CHANNEL'
  /** The GA4 default channel group, as in Touch.channelGroup. */
  | 'CHANNEL_GROUP'
  /** Path of the landing page. */
  | 'LANDING_PATHNAME'
  /** Host of the external referrer. */
  | 'REFERRING_DOMAIN'
  /** utm_campaign. */
  | 'UTM_CAMPAIGN'
  /** utm_medium. */
  | 'UTM_MEDIUM'
  /** utm_source. */
  | 'UTM_SOURCE';

/** How a conversion is shared among the touches before it. */
export type AttributionModel =
  /** By what the probability of a conversion loses without the touch, compared with journeys that lack it; to the last if it loses nothing. */
  | 'DATA_DRIVEN'
  /** All to the first. */
  | 'FIRST_TOUCH'
  /** All to the last whose channel is not direct; to the last if all are. */
  | 'LAST_NON_DIRECT'
  /** All to the last. */
  | 'LAST_TOUCH'
  /** The same to each. */
  | 'LINEAR'
  /** By the removal effect in a first-order Markov chain over all journeys, solved exactly. */
  | 'MARKOV'
  /** 40% to the first, 40% to the last, 20% to those between; halves for two. */
  | 'POSITION_BASED'
  /** The Shapley value, where a set of keys is worth the conversions of the journeys over them alone. Exact. */
  | 'SHAPLEY'
  /** Half as much per half-life of age. */
  | 'TIME_DECAY'
  /** 30% each to the first, the middle (of an even number the later of both) and the last, 10% to the others; equal parts for up to three. */
  | 'W_SHAPED';

/** Which conversions, and how they are attributed. */
export type AttributionReportInput = {
  /** The event that counts as a conversion. */
  conversionEvent: string;
  /** Count only values in this currency: of events whose `currency` property is this one, or absent. */
  currency?: string | null | undefined;
  /** What touches are told apart by. */
  dimension?: AttributionDimension;
  /** Only for TIME_DECAY: more than 0, at most 1,000. */
  halfLifeDays?: number | null | undefined;
  /** Touches of so many times 24 hours before the conversion count, 1 to 1,000. */
  lookbackDays?: number;
  /** Which models, each once. */
  models: Array<AttributionModel>;
  /** Only for DATA_DRIVEN: which journeys are the same one. */
  pathTransform?: PathTransform;
  /** The days of the conversions. */
  range: DateRange;
  /** IANA time zone of the range; the location's unless given. */
  timeZone?: string | null | undefined;
  /** The event property that holds the value, if any: a number or its text. */
  valueProperty?: string | null | undefined;
};

/** Something that a user did, under whichever of their ids. */
export type BehaviorFilter = {
  /** The name of the event. */
  event: string;
  /** At most so often. */
  maxCount?: number | null | undefined;
  /** At least so often; 0 with a maxCount includes who never did it. */
  minCount?: number | null | undefined;
  /** The path of the page. */
  pathname?: string | null | undefined;
  /** Event properties that must equal these: text, numbers and booleans. null or an empty text asks that there is none. At most 10 keys, 50 over all behaviours; lists and objects are BAD_USER_INPUT. */
  properties?: Record<string, unknown> | null | undefined;
  /** Only on these days of the location's time zone. */
  range?: DateRange | null | undefined;
};

/** Calendar days in the time zone of the question, both inclusive. */
export type DateRange = {
  /** The first day. */
  from: string;
  /** The last day, included whole. */
  to: string;
};

/** Which errors; all conditions must hold, lists match any of their values. */
export type ErrorFilter = {
  /** Components. */
  component?: Array<string> | null | undefined;
  /** fatal, error, warning, log, info or debug. */
  level?: Array<string> | null | undefined;
  /** Part of the type or of the message, in any case. */
  search?: string | null | undefined;
  /** Types, such as TypeError. */
  type?: Array<string> | null | undefined;
};

/** The steps of a funnel, and whose way through it is followed. */
export type FunnelInput = {
  /** Splits the users by this dimension of their first touch. */
  breakdown?: AttributionDimension | null | undefined;
  /** The days on which users enter. Later steps may lie after them, within the window. */
  range: DateRange;
  /** 1 to 20 steps, in order. */
  steps: Array<FunnelStepInput>;
  /** IANA time zone of the range; the location's unless given. */
  timeZone?: string | null | undefined;
  /** How long after the entry the last step may be taken, in seconds: 1 to 31,622,400 (366 days). */
  windowSeconds?: number;
};

/** Which events take a step. At least one condition; all that are given must hold. */
export type FunnelStepInput = {
  /** The name of the event. */
  event?: string | null | undefined;
  /** The funnel_id of the event. */
  funnelId?: string | null | undefined;
  /** What the step is called in the answer; its conditions unless given. */
  name?: string | null | undefined;
  /** The path of the page. */
  pathname?: string | null | undefined;
  /** Event properties that must equal these: text, numbers and booleans. null or an empty text asks that there is none. At most 10 keys, 50 over all steps; lists and objects are BAD_USER_INPUT. */
  properties?: Record<string, unknown> | null | undefined;
  /** The step_id of the event. */
  stepId?: string | null | undefined;
};

/** The length of a bucket of local time. Weeks start on Monday. */
export type Granularity =
  | 'DAY'
  | 'HOUR'
  | 'MONTH'
  | 'WEEK';

/** Ascending or descending. */
export type OrderDirection =
  | 'ASC'
  | 'DESC';

/** Which journeys are the same one for DATA_DRIVEN. */
export type PathTransform =
  /** The same, repetitions in a row left out. */
  | 'EXPOSURE'
  /** Those with the same order of first touches of each key. */
  | 'FIRST'
  /** The same, with the same number of touches of each key. */
  | 'FREQUENCY'
  /** Those with the same touches in the same order. */
  | 'UNIQUE';

/** Which ways through the pages. */
export type PathsInput = {
  /** Ways to this page, to the first time it is seen (after `startPathname`, if that is given). */
  endPathname?: string | null | undefined;
  /** Edges in the answer, 1 to 1,000. */
  maxEdges?: number;
  /** Pages of a way, 2 to 20: its last ones with an end, else its first ones. */
  maxSteps?: number;
  /** The days on which the sessions started; at most 366. */
  range: DateRange;
  /** Ways from this page on, from the first time it is seen. */
  startPathname?: string | null | undefined;
  /** IANA time zone of the range; the location's unless given. */
  timeZone?: string | null | undefined;
};

/** What puts a user into a cohort. */
export type RetentionCohortBy =
  /** Their first event ever, or their first `startEvent` ever. */
  | 'FIRST_EVENT'
  /** Their first touch ever. */
  | 'FIRST_TOUCH';

/** Which cohorts, and what counts as coming back. */
export type RetentionInput = {
  /** What puts a user into a cohort. */
  cohortBy?: RetentionCohortBy;
  /** The length of a period: DAY, WEEK or MONTH. At most 400 days, 2,800 days, 10 years. */
  granularity?: Granularity;
  /** Periods after the cohort's own, 1 to 60. */
  periods?: number;
  /** The days on which users join a cohort. */
  range: DateRange;
  /** The name of the event that counts as coming back; any if left out. */
  returnEvent?: string | null | undefined;
  /** The name of the event that puts a user into a cohort; any if left out. */
  startEvent?: string | null | undefined;
  /** IANA time zone of the days; the location's unless given. */
  timeZone?: string | null | undefined;
};

/** Which sessions; all conditions must hold, lists match any of their values. */
export type SessionFilter = {
  /** Affiliate ids. */
  affiliateId?: Array<string> | null | undefined;
  /** Whether the visitor identified themselves in it. */
  becameIdentified?: boolean | null | undefined;
  /** Whether it bounced. */
  bounced?: boolean | null | undefined;
  /** The touch's channel. */
  channel?: Array<string> | null | undefined;
  /** The touch's GA4 channel group. */
  channelGroup?: Array<string> | null | undefined;
  /** Funnel ids. */
  funnelId?: Array<string> | null | undefined;
  /** Funnel names. */
  funnelName?: Array<string> | null | undefined;
  /** Lasted at most, in seconds. */
  maxDurationSeconds?: number | null | undefined;
  /** Lasted at least, in seconds. */
  minDurationSeconds?: number | null | undefined;
  /** Page ids. */
  pageId?: Array<string> | null | undefined;
  /** Session ids. */
  sessionId?: Array<string> | null | undefined;
  /** Started at or after. */
  startedAfter?: string | null | undefined;
  /** Started before. */
  startedBefore?: string | null | undefined;
  /** The touch's utm_campaign. */
  utmCampaign?: Array<string> | null | undefined;
  /** The touch's utm_medium. */
  utmMedium?: Array<string> | null | undefined;
  /** The touch's utm_source. */
  utmSource?: Array<string> | null | undefined;
};

/** The order of sessions; ties are ordered by the session id. */
export type SessionOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** By what. */
  field?: SessionOrderField;
};

/** What sessions are ordered by. */
export type SessionOrderField =
  | 'DURATION'
  | 'PAGEVIEW_COUNT'
  | 'STARTED_AT';

/** Which users; all conditions must hold, lists match any of their values. At most 1,000 values a list. */
export type UserFilter = {
  /** Path of the landing page of the first touch. */
  firstLandingPathname?: Array<string> | null | undefined;
  /** Host of the external referrer of the first touch. */
  firstReferringDomain?: Array<string> | null | undefined;
  /** First seen at or after. */
  firstSeenAfter?: string | null | undefined;
  /** First seen before. */
  firstSeenBefore?: string | null | undefined;
  /** Channel of the first touch. */
  firstTouchChannel?: Array<string> | null | undefined;
  /** GA4 channel group of the first touch. */
  firstTouchChannelGroup?: Array<string> | null | undefined;
  /** utm_campaign of the first touch. */
  firstUtmCampaign?: Array<string> | null | undefined;
  /** utm_medium of the first touch. */
  firstUtmMedium?: Array<string> | null | undefined;
  /** utm_source of the first touch. */
  firstUtmSource?: Array<string> | null | undefined;
  /** Arrived at least once with a click id of one of these platforms. */
  hasClickId?: Array<AdPlatform> | null | undefined;
  /** Whether they are identified. */
  identified?: boolean | null | undefined;
  /** Channel of the last touch that is not direct. */
  lastNonDirectTouchChannel?: Array<string> | null | undefined;
  /** GA4 channel group of the last touch whose channel is not direct. */
  lastNonDirectTouchChannelGroup?: Array<string> | null | undefined;
  /** Host of the external referrer of the last touch. */
  lastReferringDomain?: Array<string> | null | undefined;
  /** Last seen at or after. */
  lastSeenAfter?: string | null | undefined;
  /** Last seen before. */
  lastSeenBefore?: string | null | undefined;
  /** Channel of the last touch. */
  lastTouchChannel?: Array<string> | null | undefined;
  /** GA4 channel group of the last touch. */
  lastTouchChannelGroup?: Array<string> | null | undefined;
  /** utm_campaign of the last touch. */
  lastUtmCampaign?: Array<string> | null | undefined;
  /** utm_medium of the last touch. */
  lastUtmMedium?: Array<string> | null | undefined;
  /** utm_source of the last touch. */
  lastUtmSource?: Array<string> | null | undefined;
  /** At most so many events, server-side ones included. */
  maxEventCount?: number | null | undefined;
  /** At most so many sessions. */
  maxSessionCount?: number | null | undefined;
  /** At least so many events, server-side ones included. */
  minEventCount?: number | null | undefined;
  /** At least so many sessions. */
  minSessionCount?: number | null | undefined;
  /** What they did not do. None may hold; at most 5. */
  notPerformed?: Array<BehaviorFilter> | null | undefined;
  /** What they did. All must hold; at most 5. */
  performed?: Array<BehaviorFilter> | null | undefined;
  /** Person properties that must equal these: text, numbers and booleans. null or an empty text asks that there is none. At most 10 keys; lists and objects are BAD_USER_INPUT. */
  properties?: Record<string, unknown> | null | undefined;
};

/** The order of users; ties are ordered by the user id. */
export type UserOrder = {
  /** Which way. */
  direction?: OrderDirection;
  /** By what. */
  field?: UserOrderField;
};

/** What users are ordered by. */
export type UserOrderField =
  | 'FIRST_SEEN'
  | 'LAST_SEEN'
  | 'SESSION_COUNT';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { __typename: 'Query', viewer: { __typename: 'Viewer', subject: string | null, scopes: Array<string> }, locations: { __typename: 'LocationConnection', nodes: Array<{ __typename: 'Location', id: string, locationId: string, timeZone: string }> } };

export type ConversionEventsFragment = { __typename: 'Location', recentEvents: { __typename: 'EventConnection', nodes: Array<{ __typename: 'Event', id: string, name: string }> } } & { ' $fragmentName'?: 'ConversionEventsFragment' };

export type AttributionQueryVariables = Exact<{
  location?: string | null | undefined;
  report: AttributionReportInput;
  costs: AcquisitionCostInput;
}>;


export type AttributionQuery = { __typename: 'Query', location: (
    { __typename: 'Location', id: string, attributionReport: (
      { __typename: 'AttributionReport', conversionCount: number, conversionValue: string, nonConvertingCount: number | null, cappedConversionCount: number }
      & { ' $fragmentRefs'?: { 'ModelSpreadFragment': ModelSpreadFragment;'ModelTableFragment': ModelTableFragment } }
    ), acquisitionCosts: Array<(
      { __typename: 'AcquisitionCost' }
      & { ' $fragmentRefs'?: { 'CostsFragment': CostsFragment } }
    )> }
    & { ' $fragmentRefs'?: { 'ConversionEventsFragment': ConversionEventsFragment } }
  ) };

export type CostsFragment = { __typename: 'AcquisitionCost', key: string, currency: string, cost: string, clicks: number | null, acquired: number, costPerAcquisition: string | null, value: string, returnOnAdSpend: number | null } & { ' $fragmentName'?: 'CostsFragment' };

export type ModelSpreadFragment = { __typename: 'AttributionReport', rows: Array<{ __typename: 'AttributionRow', key: string, credits: Array<{ __typename: 'AttributionCredit', model: AttributionModel, conversions: number, value: string, share: number }> }> } & { ' $fragmentName'?: 'ModelSpreadFragment' };

export type ModelTableFragment = { __typename: 'AttributionReport', conversionCount: number, conversionValue: string, rows: Array<{ __typename: 'AttributionRow', key: string, credits: Array<{ __typename: 'AttributionCredit', model: AttributionModel, conversions: number, value: string, share: number }> }> } & { ' $fragmentName'?: 'ModelTableFragment' };

export type ErrorGroupFragment = { __typename: 'ErrorSummary', id: string, type: string, message: string, component: string | null, level: string, count: number, affectedUserCount: number, firstSeenAt: string, lastSeenAt: string, series: Array<{ __typename: 'ErrorPoint', start: string, count: number }>, samples: Array<{ __typename: 'ErrorSample', occurredAt: string, message: string, stack: string | null, user: { __typename: 'User', id: string, userId: string } | null, session: { __typename: 'Session', id: string, sessionId: string, entryPathname: string | null, browser: string | null } | null }> } & { ' $fragmentName'?: 'ErrorGroupFragment' };

export type ErrorsQueryVariables = Exact<{
  location?: string | null | undefined;
  range: DateRange;
  filter: ErrorFilter;
  granularity: Granularity;
}>;


export type ErrorsQuery = { __typename: 'Query', location: { __typename: 'Location', id: string, errors: { __typename: 'ErrorSummaryConnection', totalCount: number, nodes: Array<(
        { __typename: 'ErrorSummary', id: string, fingerprint: string, count: number }
        & { ' $fragmentRefs'?: { 'ErrorGroupFragment': ErrorGroupFragment } }
      )> }, metrics: Array<{ __typename: 'LocationMetrics', start: string }> } };

export type FunnelBreakdownRowsFragment = { __typename: 'FunnelReport', breakdown: Array<{ __typename: 'FunnelBreakdown', key: string, steps: Array<{ __typename: 'FunnelStep', index: number, name: string, count: number, conversionFromFirst: number }> }> } & { ' $fragmentName'?: 'FunnelBreakdownRowsFragment' };

export type FunnelStepsFragment = { __typename: 'FunnelReport', steps: Array<{ __typename: 'FunnelStep', index: number, name: string, count: number, conversionFromPrevious: number, conversionFromFirst: number, medianSecondsFromPrevious: number | null }> } & { ' $fragmentName'?: 'FunnelStepsFragment' };

export type FunnelQueryVariables = Exact<{
  location?: string | null | undefined;
  input: FunnelInput;
}>;


export type FunnelQuery = { __typename: 'Query', location: (
    { __typename: 'Location', id: string, funnel: (
      { __typename: 'FunnelReport', cappedUserCount: number }
      & { ' $fragmentRefs'?: { 'FunnelStepsFragment': FunnelStepsFragment;'FunnelBreakdownRowsFragment': FunnelBreakdownRowsFragment } }
    ) }
    & { ' $fragmentRefs'?: { 'ConversionEventsFragment': ConversionEventsFragment } }
  ) };

export type ChannelVisitorsFragment = { __typename: 'FunnelReport', breakdown: Array<{ __typename: 'FunnelBreakdown', key: string, steps: Array<{ __typename: 'FunnelStep', index: number, count: number }> }> } & { ' $fragmentName'?: 'ChannelVisitorsFragment' };

export type ChannelValueFragment = { __typename: 'AttributionReport', rows: Array<{ __typename: 'AttributionRow', key: string, credits: Array<{ __typename: 'AttributionCredit', model: AttributionModel, value: string }> }> } & { ' $fragmentName'?: 'ChannelValueFragment' };

export type ConversionTotalsFragment = { __typename: 'AttributionReport', conversionCount: number, conversionValue: string, conversionsWithoutValue: number } & { ' $fragmentName'?: 'ConversionTotalsFragment' };

export type OverviewQueryVariables = Exact<{
  location?: string | null | undefined;
  range: DateRange;
  previous: DateRange;
  granularity: Granularity;
  conversion: string;
  value?: string | null | undefined;
  window: number;
  previousStart: string;
  start: string;
}>;


export type OverviewQuery = { __typename: 'Query', location: { __typename: 'Location', id: string, metrics: Array<(
      { __typename: 'LocationMetrics' }
      & { ' $fragmentRefs'?: { 'MetricsPointsFragment': MetricsPointsFragment } }
    )>, sessionStats: Array<(
      { __typename: 'SessionStats' }
      & { ' $fragmentRefs'?: { 'SessionPointsFragment': SessionPointsFragment } }
    )>, previousMetrics: Array<(
      { __typename: 'LocationMetrics' }
      & { ' $fragmentRefs'?: { 'MetricsPointsFragment': MetricsPointsFragment } }
    )>, previousSessionStats: Array<(
      { __typename: 'SessionStats' }
      & { ' $fragmentRefs'?: { 'SessionPointsFragment': SessionPointsFragment } }
    )>, visitors: (
      { __typename: 'FunnelReport', steps: Array<{ __typename: 'FunnelStep', index: number, count: number }> }
      & { ' $fragmentRefs'?: { 'ChannelVisitorsFragment': ChannelVisitorsFragment } }
    ), previousVisitors: { __typename: 'FunnelReport', steps: Array<{ __typename: 'FunnelStep', index: number, count: number }> }, conversions: (
      { __typename: 'AttributionReport' }
      & { ' $fragmentRefs'?: { 'ConversionTotalsFragment': ConversionTotalsFragment;'ChannelValueFragment': ChannelValueFragment } }
    ), previousConversions: { __typename: 'EventConnection', totalCount: number } } };

export type MetricsPointsFragment = { __typename: 'LocationMetrics', start: string, uniqueUsers: number, pageviewCount: number } & { ' $fragmentName'?: 'MetricsPointsFragment' };

export type SessionPointsFragment = { __typename: 'SessionStats', start: string, sessionCount: number, bounceRate: number | null, averageDurationSeconds: number | null } & { ' $fragmentName'?: 'SessionPointsFragment' };

export type PathTableFragment = { __typename: 'PathsReport', edges: Array<{ __typename: 'PathEdge', step: number, from: string, to: string, count: number }> } & { ' $fragmentName'?: 'PathTableFragment' };

export type PathsSankeyFragment = { __typename: 'PathsReport', edges: Array<{ __typename: 'PathEdge', step: number, from: string, to: string, count: number }> } & { ' $fragmentName'?: 'PathsSankeyFragment' };

export type PathsQueryVariables = Exact<{
  location?: string | null | undefined;
  input: PathsInput;
}>;


export type PathsQuery = { __typename: 'Query', location: { __typename: 'Location', id: string, paths: (
      { __typename: 'PathsReport', sessionCount: number, edgeCount: number, edges: Array<{ __typename: 'PathEdge', step: number, from: string, to: string, count: number }> }
      & { ' $fragmentRefs'?: { 'PathsSankeyFragment': PathsSankeyFragment;'PathTableFragment': PathTableFragment } }
    ) } };

export type RetentionGridFragment = { __typename: 'RetentionReport', cohorts: Array<{ __typename: 'RetentionCohort', start: string, size: number, retained: Array<number>, completePeriods: number }> } & { ' $fragmentName'?: 'RetentionGridFragment' };

export type RetentionQueryVariables = Exact<{
  location?: string | null | undefined;
  input: RetentionInput;
}>;


export type RetentionQuery = { __typename: 'Query', location: (
    { __typename: 'Location', id: string, retention: (
      { __typename: 'RetentionReport' }
      & { ' $fragmentRefs'?: { 'RetentionGridFragment': RetentionGridFragment } }
    ) }
    & { ' $fragmentRefs'?: { 'ConversionEventsFragment': ConversionEventsFragment } }
  ) };

export type SessionRowFragment = { __typename: 'Session', id: string, sessionId: string, startedAt: string, durationSeconds: number, pageviewCount: number, eventCount: number, isBounce: boolean | null, becameIdentified: boolean, entryPathname: string | null, exitPathname: string | null, deviceType: string | null, browser: string | null, touch: { __typename: 'Touch', channelGroup: string, utmCampaign: string | null, referringDomain: string | null }, user: { __typename: 'User', id: string, userId: string } } & { ' $fragmentName'?: 'SessionRowFragment' };

export type SessionsQueryVariables = Exact<{
  location?: string | null | undefined;
  filter: SessionFilter;
  orderBy: SessionOrder;
  first: number;
  after?: string | null | undefined;
}>;


export type SessionsQuery = { __typename: 'Query', location: { __typename: 'Location', id: string, sessions: { __typename: 'SessionConnection', nodes: Array<(
        { __typename: 'Session', id: string }
        & { ' $fragmentRefs'?: { 'SessionRowFragment': SessionRowFragment } }
      )>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } }, all: { __typename: 'SessionConnection', totalCount: number } } };

export type ClickIdsFragment = { __typename: 'Attribution', clickIds: Array<{ __typename: 'ClickId', platform: AdPlatform, parameter: string, value: string, firstDetectedAt: string, lastDetectedAt: string }>, facebook: { __typename: 'FacebookClick', fbc: string, detectedAt: string } | null } & { ' $fragmentName'?: 'ClickIdsFragment' };

export type IdentityFragment = { __typename: 'User', userId: string, distinctIds: Array<string>, identityMappings: Array<{ __typename: 'IdentityMapping', anonymousId: string, userId: string, mappedAt: string, source: string }> } & { ' $fragmentName'?: 'IdentityFragment' };

export type DecisionFragment = { __typename: 'IdentityDecision', anonymousId: string, userId: string | null, decidedAt: string, decidedBy: string | null } & { ' $fragmentName'?: 'DecisionFragment' };

export type JourneySessionFragment = { __typename: 'Session', id: string, sessionId: string, startedAt: string, durationSeconds: number, pageviewCount: number, eventCount: number, becameIdentified: boolean, browser: string | null, deviceType: string | null, touch: { __typename: 'Touch', channelGroup: string, utmCampaign: string | null, referringDomain: string | null }, events: { __typename: 'EventConnection', nodes: Array<{ __typename: 'Event', id: string, name: string, pathname: string | null, timestamp: string }> } } & { ' $fragmentName'?: 'JourneySessionFragment' };

export type JourneyFragment = { __typename: 'User', userId: string, sessions: { __typename: 'SessionConnection', nodes: Array<(
      { __typename: 'Session', id: string }
      & { ' $fragmentRefs'?: { 'JourneySessionFragment': JourneySessionFragment } }
    )>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } }, serverEvents: { __typename: 'EventConnection', nodes: Array<{ __typename: 'Event', id: string, name: string, timestamp: string, session: { __typename: 'Session', id: string } | null }> } } & { ' $fragmentName'?: 'JourneyFragment' };

export type TouchCardFragment = { __typename: 'Touch', occurredAt: string, channel: string, channelGroup: string, utmSource: string | null, utmMedium: string | null, utmCampaign: string | null, utmContent: string | null, utmTerm: string | null, referringDomain: string | null, landingPathname: string | null } & { ' $fragmentName'?: 'TouchCardFragment' };

export type TouchesFragment = { __typename: 'Attribution', daysBetweenFirstAndLast: number, firstTouch: (
    { __typename: 'Touch' }
    & { ' $fragmentRefs'?: { 'TouchCardFragment': TouchCardFragment } }
  ) | null, lastNonDirectTouch: (
    { __typename: 'Touch' }
    & { ' $fragmentRefs'?: { 'TouchCardFragment': TouchCardFragment } }
  ) | null, lastTouch: (
    { __typename: 'Touch' }
    & { ' $fragmentRefs'?: { 'TouchCardFragment': TouchCardFragment } }
  ) | null } & { ' $fragmentName'?: 'TouchesFragment' };

export type UserQueryVariables = Exact<{
  location?: string | null | undefined;
  id: string;
  canManage: boolean;
  first: number;
  after?: string | null | undefined;
}>;


export type UserQuery = { __typename: 'Query', location: { __typename: 'Location', id: string, user: (
      { __typename: 'User', id: string, userId: string, isIdentified: boolean, firstSeenAt: string, lastSeenAt: string, sessionCount: number, eventCount: number, browser: string | null, deviceType: string | null, timeZone: string | null, properties: Record<string, unknown>, distinctIds: Array<string>, attribution: (
        { __typename: 'Attribution' }
        & { ' $fragmentRefs'?: { 'TouchesFragment': TouchesFragment;'ClickIdsFragment': ClickIdsFragment } }
      ) }
      & { ' $fragmentRefs'?: { 'IdentityFragment': IdentityFragment;'JourneyFragment': JourneyFragment } }
    ) | null, identityDecisions?: { __typename: 'IdentityDecisionConnection', nodes: Array<(
        { __typename: 'IdentityDecision' }
        & { ' $fragmentRefs'?: { 'DecisionFragment': DecisionFragment } }
      )> } } };

export type UserRowFragment = { __typename: 'User', id: string, userId: string, isIdentified: boolean, sessionCount: number, eventCount: number, lastSeenAt: string, attribution: { __typename: 'Attribution', firstTouch: { __typename: 'Touch', channelGroup: string, utmCampaign: string | null, referringDomain: string | null } | null, lastTouch: { __typename: 'Touch', channelGroup: string } | null, clickIds: Array<{ __typename: 'ClickId', platform: AdPlatform }> } } & { ' $fragmentName'?: 'UserRowFragment' };

export type UsersQueryVariables = Exact<{
  location?: string | null | undefined;
  filter: UserFilter;
  orderBy: UserOrder;
  first: number;
  after?: string | null | undefined;
}>;


export type UsersQuery = { __typename: 'Query', location: { __typename: 'Location', id: string, users: { __typename: 'UserConnection', nodes: Array<(
        { __typename: 'User', id: string }
        & { ' $fragmentRefs'?: { 'UserRowFragment': UserRowFragment } }
      )>, pageInfo: { __typename: 'PageInfo', hasNextPage: boolean, endCursor: string | null } }, all: { __typename: 'UserConnection', totalCount: number } } };

export const ConversionEventsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversionEvents"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Location"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","alias":{"kind":"Name","value":"recentEvents"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}}]} as unknown as DocumentNode<ConversionEventsFragment, unknown>;
export const CostsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Costs"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AcquisitionCost"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"clicks"}},{"kind":"Field","name":{"kind":"Name","value":"acquired"}},{"kind":"Field","name":{"kind":"Name","value":"costPerAcquisition"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"returnOnAdSpend"}}]}}]} as unknown as DocumentNode<CostsFragment, unknown>;
export const ModelSpreadFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ModelSpread"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"conversions"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}}]} as unknown as DocumentNode<ModelSpreadFragment, unknown>;
export const ModelTableFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ModelTable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversionCount"}},{"kind":"Field","name":{"kind":"Name","value":"conversionValue"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"conversions"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}}]} as unknown as DocumentNode<ModelTableFragment, unknown>;
export const ErrorGroupFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ErrorGroup"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ErrorSummary"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"component"}},{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"affectedUserCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"series"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"samples"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"stack"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"entryPathname"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}}]}}]}}]}}]} as unknown as DocumentNode<ErrorGroupFragment, unknown>;
export const FunnelBreakdownRowsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FunnelBreakdownRows"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"breakdown"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"conversionFromFirst"}}]}}]}}]}}]} as unknown as DocumentNode<FunnelBreakdownRowsFragment, unknown>;
export const FunnelStepsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FunnelSteps"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"conversionFromPrevious"}},{"kind":"Field","name":{"kind":"Name","value":"conversionFromFirst"}},{"kind":"Field","name":{"kind":"Name","value":"medianSecondsFromPrevious"}}]}}]}}]} as unknown as DocumentNode<FunnelStepsFragment, unknown>;
export const ChannelVisitorsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChannelVisitors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"breakdown"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}}]} as unknown as DocumentNode<ChannelVisitorsFragment, unknown>;
export const ChannelValueFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChannelValue"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]} as unknown as DocumentNode<ChannelValueFragment, unknown>;
export const ConversionTotalsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversionTotals"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversionCount"}},{"kind":"Field","name":{"kind":"Name","value":"conversionValue"}},{"kind":"Field","name":{"kind":"Name","value":"conversionsWithoutValue"}}]}}]} as unknown as DocumentNode<ConversionTotalsFragment, unknown>;
export const MetricsPointsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MetricsPoints"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LocationMetrics"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueUsers"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}}]}}]} as unknown as DocumentNode<MetricsPointsFragment, unknown>;
export const SessionPointsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionPoints"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionStats"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"sessionCount"}},{"kind":"Field","name":{"kind":"Name","value":"bounceRate"}},{"kind":"Field","name":{"kind":"Name","value":"averageDurationSeconds"}}]}}]} as unknown as DocumentNode<SessionPointsFragment, unknown>;
export const PathTableFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PathTable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PathsReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<PathTableFragment, unknown>;
export const PathsSankeyFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PathsSankey"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PathsReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<PathsSankeyFragment, unknown>;
export const RetentionGridFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RetentionGrid"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RetentionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cohorts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"retained"}},{"kind":"Field","name":{"kind":"Name","value":"completePeriods"}}]}}]}}]} as unknown as DocumentNode<RetentionGridFragment, unknown>;
export const SessionRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"isBounce"}},{"kind":"Field","name":{"kind":"Name","value":"becameIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"entryPathname"}},{"kind":"Field","name":{"kind":"Name","value":"exitPathname"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}},{"kind":"Field","name":{"kind":"Name","value":"touch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}}]}}]}}]} as unknown as DocumentNode<SessionRowFragment, unknown>;
export const ClickIdsFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClickIds"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Attribution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"clickIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"parameter"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"firstDetectedAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastDetectedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"facebook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"fbc"}},{"kind":"Field","name":{"kind":"Name","value":"detectedAt"}}]}}]}}]} as unknown as DocumentNode<ClickIdsFragment, unknown>;
export const IdentityFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Identity"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"distinctIds"}},{"kind":"Field","name":{"kind":"Name","value":"identityMappings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"anonymousId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"mappedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}}]} as unknown as DocumentNode<IdentityFragment, unknown>;
export const DecisionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Decision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IdentityDecision"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"anonymousId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"decidedBy"}}]}}]} as unknown as DocumentNode<DecisionFragment, unknown>;
export const JourneySessionFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JourneySession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"becameIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"touch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"40"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"pathname"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}}]} as unknown as DocumentNode<JourneySessionFragment, unknown>;
export const JourneyFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Journey"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"JourneySession"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"serverEvents"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"30"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JourneySession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"becameIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"touch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"40"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"pathname"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}}]} as unknown as DocumentNode<JourneyFragment, unknown>;
export const TouchCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TouchCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Touch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmSource"}},{"kind":"Field","name":{"kind":"Name","value":"utmMedium"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"utmContent"}},{"kind":"Field","name":{"kind":"Name","value":"utmTerm"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}},{"kind":"Field","name":{"kind":"Name","value":"landingPathname"}}]}}]} as unknown as DocumentNode<TouchCardFragment, unknown>;
export const TouchesFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Touches"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Attribution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"daysBetweenFirstAndLast"}},{"kind":"Field","name":{"kind":"Name","value":"firstTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"TouchCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastNonDirectTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"TouchCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"TouchCard"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TouchCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Touch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmSource"}},{"kind":"Field","name":{"kind":"Name","value":"utmMedium"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"utmContent"}},{"kind":"Field","name":{"kind":"Name","value":"utmTerm"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}},{"kind":"Field","name":{"kind":"Name","value":"landingPathname"}}]}}]} as unknown as DocumentNode<TouchesFragment, unknown>;
export const UserRowFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"isIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"sessionCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"attribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"firstTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clickIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}}]}}]}}]}}]} as unknown as DocumentNode<UserRowFragment, unknown>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:fb35d7c47dafb906c1d9428a1162dda2e87f8f4d244bfe83baee0f1a241f2f5f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"locations"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"locationId"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}}]}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const AttributionDocument = {"__meta__":{"hash":"sha256:9209ff9b2f1548c6022ea9b0b820f8643755565b41e26f57dc6b4ac5c2ec6e3c"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Attribution"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"report"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReportInput"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"costs"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"AcquisitionCostInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversionEvents"}},{"kind":"Field","name":{"kind":"Name","value":"attributionReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"report"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversionCount"}},{"kind":"Field","name":{"kind":"Name","value":"conversionValue"}},{"kind":"Field","name":{"kind":"Name","value":"nonConvertingCount"}},{"kind":"Field","name":{"kind":"Name","value":"cappedConversionCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ModelSpread"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ModelTable"}}]}},{"kind":"Field","name":{"kind":"Name","value":"acquisitionCosts"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"costs"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Costs"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversionEvents"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Location"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","alias":{"kind":"Name","value":"recentEvents"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ModelSpread"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"conversions"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ModelTable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversionCount"}},{"kind":"Field","name":{"kind":"Name","value":"conversionValue"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"conversions"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Costs"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AcquisitionCost"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}},{"kind":"Field","name":{"kind":"Name","value":"cost"}},{"kind":"Field","name":{"kind":"Name","value":"clicks"}},{"kind":"Field","name":{"kind":"Name","value":"acquired"}},{"kind":"Field","name":{"kind":"Name","value":"costPerAcquisition"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"returnOnAdSpend"}}]}}]} as unknown as DocumentNode<AttributionQuery, AttributionQueryVariables>;
export const ErrorsDocument = {"__meta__":{"hash":"sha256:70424ac85995043b5af3dc3fbc46cacd6e72d59d5945be9bf26a5d18c998b473"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Errors"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"range"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateRange"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ErrorFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Granularity"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"errors"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"range"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"50"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"fingerprint"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ErrorGroup"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"range"}}},{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ErrorGroup"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ErrorSummary"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"component"}},{"kind":"Field","name":{"kind":"Name","value":"level"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"affectedUserCount"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"series"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"Field","name":{"kind":"Name","value":"samples"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"stack"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}}]}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"entryPathname"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}}]}}]}}]}}]} as unknown as DocumentNode<ErrorsQuery, ErrorsQueryVariables>;
export const FunnelDocument = {"__meta__":{"hash":"sha256:db6f2c8a87854c07aa86e5a5112b596d367867adee4a716d02578bf28647d974"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Funnel"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversionEvents"}},{"kind":"Field","name":{"kind":"Name","value":"funnel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cappedUserCount"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FunnelSteps"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"FunnelBreakdownRows"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversionEvents"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Location"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","alias":{"kind":"Name","value":"recentEvents"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FunnelSteps"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"conversionFromPrevious"}},{"kind":"Field","name":{"kind":"Name","value":"conversionFromFirst"}},{"kind":"Field","name":{"kind":"Name","value":"medianSecondsFromPrevious"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"FunnelBreakdownRows"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"breakdown"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"count"}},{"kind":"Field","name":{"kind":"Name","value":"conversionFromFirst"}}]}}]}}]}}]} as unknown as DocumentNode<FunnelQuery, FunnelQueryVariables>;
export const OverviewDocument = {"__meta__":{"hash":"sha256:ab2d069cc80014749ec6b5d200417a26f62766248d03a53eccebbfae094d6de8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Overview"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"range"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateRange"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"previous"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateRange"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Granularity"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"conversion"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"value"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"previousStart"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"start"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DateTime"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"metrics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"range"}}},{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MetricsPoints"}}]}},{"kind":"Field","name":{"kind":"Name","value":"sessionStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"range"}}},{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionPoints"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"previousMetrics"},"name":{"kind":"Name","value":"metrics"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"previous"}}},{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"MetricsPoints"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"previousSessionStats"},"name":{"kind":"Name","value":"sessionStats"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"previous"}}},{"kind":"Argument","name":{"kind":"Name","value":"granularity"},"value":{"kind":"Variable","name":{"kind":"Name","value":"granularity"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionPoints"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"visitors"},"name":{"kind":"Name","value":"funnel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"range"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"steps"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"event"},"value":{"kind":"StringValue","value":"$pageview","block":false}}]},{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"event"},"value":{"kind":"Variable","name":{"kind":"Name","value":"conversion"}}}]}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"windowSeconds"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"breakdown"},"value":{"kind":"EnumValue","value":"CHANNEL_GROUP"}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChannelVisitors"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"previousVisitors"},"name":{"kind":"Name","value":"funnel"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"previous"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"steps"},"value":{"kind":"ListValue","values":[{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"event"},"value":{"kind":"StringValue","value":"$pageview","block":false}}]}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"conversions"},"name":{"kind":"Name","value":"attributionReport"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"range"},"value":{"kind":"Variable","name":{"kind":"Name","value":"range"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"conversionEvent"},"value":{"kind":"Variable","name":{"kind":"Name","value":"conversion"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"valueProperty"},"value":{"kind":"Variable","name":{"kind":"Name","value":"value"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"models"},"value":{"kind":"ListValue","values":[{"kind":"EnumValue","value":"LAST_NON_DIRECT"}]}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversionTotals"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ChannelValue"}}]}},{"kind":"Field","alias":{"kind":"Name","value":"previousConversions"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"name"},"value":{"kind":"ListValue","values":[{"kind":"Variable","name":{"kind":"Name","value":"conversion"}}]}},{"kind":"ObjectField","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"previousStart"}}},{"kind":"ObjectField","name":{"kind":"Name","value":"before"},"value":{"kind":"Variable","name":{"kind":"Name","value":"start"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"MetricsPoints"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LocationMetrics"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"uniqueUsers"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionPoints"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"SessionStats"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"sessionCount"}},{"kind":"Field","name":{"kind":"Name","value":"bounceRate"}},{"kind":"Field","name":{"kind":"Name","value":"averageDurationSeconds"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChannelVisitors"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"FunnelReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"breakdown"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"steps"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversionTotals"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"conversionCount"}},{"kind":"Field","name":{"kind":"Name","value":"conversionValue"}},{"kind":"Field","name":{"kind":"Name","value":"conversionsWithoutValue"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ChannelValue"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"AttributionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"rows"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"key"}},{"kind":"Field","name":{"kind":"Name","value":"credits"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"value"}}]}}]}}]}}]} as unknown as DocumentNode<OverviewQuery, OverviewQueryVariables>;
export const PathsDocument = {"__meta__":{"hash":"sha256:f5cfc35f6ddfde7d306fddec471f46c2431bfb87c88789e0e8971e253a7112c0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Paths"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PathsInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"paths"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"sessionCount"}},{"kind":"Field","name":{"kind":"Name","value":"edgeCount"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PathsSankey"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"PathTable"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PathsSankey"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PathsReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"PathTable"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"PathsReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"step"}},{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"count"}}]}}]}}]} as unknown as DocumentNode<PathsQuery, PathsQueryVariables>;
export const RetentionDocument = {"__meta__":{"hash":"sha256:aa537f70b61ff027524f2123d37fa74c668f75d58493df72eef276250de73ee2"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Retention"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"RetentionInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ConversionEvents"}},{"kind":"Field","name":{"kind":"Name","value":"retention"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"RetentionGrid"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ConversionEvents"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Location"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","alias":{"kind":"Name","value":"recentEvents"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"RetentionGrid"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"RetentionReport"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"cohorts"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"start"}},{"kind":"Field","name":{"kind":"Name","value":"size"}},{"kind":"Field","name":{"kind":"Name","value":"retained"}},{"kind":"Field","name":{"kind":"Name","value":"completePeriods"}}]}}]}}]} as unknown as DocumentNode<RetentionQuery, RetentionQueryVariables>;
export const SessionsDocument = {"__meta__":{"hash":"sha256:73244a642dfaad679f8cb29eea0e9f129800b93e8ebe81fd7961ecbfd6efb8f3"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Sessions"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SessionFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SessionOrder"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"SessionRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"all"},"name":{"kind":"Name","value":"sessions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SessionRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"isBounce"}},{"kind":"Field","name":{"kind":"Name","value":"becameIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"entryPathname"}},{"kind":"Field","name":{"kind":"Name","value":"exitPathname"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}},{"kind":"Field","name":{"kind":"Name","value":"touch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"user"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}}]}}]}}]} as unknown as DocumentNode<SessionsQuery, SessionsQueryVariables>;
export const UserDocument = {"__meta__":{"hash":"sha256:9f20fc131ea9667d6d7a0dd3a258ac4dee3a3f0b4b9cca3ad0741bc7e229bedb"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"User"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"canManage"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Boolean"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"user"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"by"},"value":{"kind":"ObjectValue","fields":[{"kind":"ObjectField","name":{"kind":"Name","value":"distinctId"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}]}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"isIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"firstSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"sessionCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"properties"}},{"kind":"Field","name":{"kind":"Name","value":"distinctIds"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Identity"}},{"kind":"Field","name":{"kind":"Name","value":"attribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Touches"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"ClickIds"}}]}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Journey"}}]}},{"kind":"Field","name":{"kind":"Name","value":"identityDecisions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"200"}}],"directives":[{"kind":"Directive","name":{"kind":"Name","value":"include"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"if"},"value":{"kind":"Variable","name":{"kind":"Name","value":"canManage"}}}]}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"Decision"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"TouchCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Touch"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"occurredAt"}},{"kind":"Field","name":{"kind":"Name","value":"channel"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmSource"}},{"kind":"Field","name":{"kind":"Name","value":"utmMedium"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"utmContent"}},{"kind":"Field","name":{"kind":"Name","value":"utmTerm"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}},{"kind":"Field","name":{"kind":"Name","value":"landingPathname"}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"JourneySession"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Session"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"sessionId"}},{"kind":"Field","name":{"kind":"Name","value":"startedAt"}},{"kind":"Field","name":{"kind":"Name","value":"durationSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"pageviewCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"becameIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"browser"}},{"kind":"Field","name":{"kind":"Name","value":"deviceType"}},{"kind":"Field","name":{"kind":"Name","value":"touch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"40"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"pathname"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Identity"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"distinctIds"}},{"kind":"Field","name":{"kind":"Name","value":"identityMappings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"anonymousId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"mappedAt"}},{"kind":"Field","name":{"kind":"Name","value":"source"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Touches"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Attribution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"daysBetweenFirstAndLast"}},{"kind":"Field","name":{"kind":"Name","value":"firstTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"TouchCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastNonDirectTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"TouchCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"TouchCard"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"ClickIds"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Attribution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"clickIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}},{"kind":"Field","name":{"kind":"Name","value":"parameter"}},{"kind":"Field","name":{"kind":"Name","value":"value"}},{"kind":"Field","name":{"kind":"Name","value":"firstDetectedAt"}},{"kind":"Field","name":{"kind":"Name","value":"lastDetectedAt"}}]}},{"kind":"Field","name":{"kind":"Name","value":"facebook"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"fbc"}},{"kind":"Field","name":{"kind":"Name","value":"detectedAt"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Journey"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"sessions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"JourneySession"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"serverEvents"},"name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"30"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"timestamp"}},{"kind":"Field","name":{"kind":"Name","value":"session"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Decision"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"IdentityDecision"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"anonymousId"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"decidedAt"}},{"kind":"Field","name":{"kind":"Name","value":"decidedBy"}}]}}]} as unknown as DocumentNode<UserQuery, UserQueryVariables>;
export const UsersDocument = {"__meta__":{"hash":"sha256:4cd7677532cc4837c5050b6c5513decd6305b2fc787db7115edc7590dd717920"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Users"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"location"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserFilter"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"UserOrder"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"location"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"location"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"orderBy"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"FragmentSpread","name":{"kind":"Name","value":"UserRow"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}},{"kind":"Field","alias":{"kind":"Name","value":"all"},"name":{"kind":"Name","value":"users"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"totalCount"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"UserRow"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"User"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"userId"}},{"kind":"Field","name":{"kind":"Name","value":"isIdentified"}},{"kind":"Field","name":{"kind":"Name","value":"sessionCount"}},{"kind":"Field","name":{"kind":"Name","value":"eventCount"}},{"kind":"Field","name":{"kind":"Name","value":"lastSeenAt"}},{"kind":"Field","name":{"kind":"Name","value":"attribution"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"firstTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}},{"kind":"Field","name":{"kind":"Name","value":"utmCampaign"}},{"kind":"Field","name":{"kind":"Name","value":"referringDomain"}}]}},{"kind":"Field","name":{"kind":"Name","value":"lastTouch"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"channelGroup"}}]}},{"kind":"Field","name":{"kind":"Name","value":"clickIds"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"platform"}}]}}]}}]}}]} as unknown as DocumentNode<UsersQuery, UsersQueryVariables>;