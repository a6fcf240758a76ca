import { AdPlatform } from './ad-platform.ts'
import { builder } from './builder.ts'
import { DateRangeInput } from './common.ts'

const BehaviorFilter = builder.inputType('BehaviorFilter', {
  description: 'Something that a user did, under whichever of their ids.',
  fields: (t) => ({
    event: t.string({ required: true, description: 'The name of the event.' }),
    pathname: t.string({ description: 'The path of the page.' }),
    properties: t.field({
      type: 'JSONObject',
      description:
        'Event properties that must equal these: text, numbers and booleans. null or an empty text asks that there is none. At most 10 keys, 50 over all behaviours; lists and objects are BAD_USER_INPUT.',
    }),
    range: t.field({ type: DateRangeInput, description: "Only on these days of the location's time zone." }),
    minCount: t.int({
      defaultValue: 1,
      description: 'At least so often; 0 with a maxCount includes who never did it.',
    }),
    maxCount: t.int({ description: 'At most so often.' }),
  }),
})

export const UserFilter = builder.inputType('UserFilter', {
  description:
    'Which users; all conditions must hold, lists match any of their values, empty ones everything. At most 1,000 values a list.',
  fields: (t) => ({
    identified: t.boolean({ description: 'Whether they are identified.' }),
    firstTouchChannel: t.stringList({ description: 'Channel of the first touch.' }),
    lastTouchChannel: t.stringList({ description: 'Channel of the last touch.' }),
    lastNonDirectTouchChannel: t.stringList({ description: 'Channel of the last touch that is not direct.' }),
    firstTouchChannelGroup: t.stringList({ description: 'GA4 channel group of the first touch.' }),
    lastTouchChannelGroup: t.stringList({ description: 'GA4 channel group of the last touch.' }),
    lastNonDirectTouchChannelGroup: t.stringList({
      description: 'GA4 channel group of the last touch whose channel is not direct.',
    }),
    firstUtmSource: t.stringList({ description: 'utm_source of the first touch.' }),
    firstUtmMedium: t.stringList({ description: 'utm_medium of the first touch.' }),
    firstUtmCampaign: t.stringList({ description: 'utm_campaign of the first touch.' }),
    lastUtmSource: t.stringList({ description: 'utm_source of the last touch.' }),
    lastUtmMedium: t.stringList({ description: 'utm_medium of the last touch.' }),
    lastUtmCampaign: t.stringList({ description: 'utm_campaign of the last touch.' }),
    firstReferringDomain: t.stringList({ description: 'Host of the external referrer of the first touch.' }),
    lastReferringDomain: t.stringList({ description: 'Host of the external referrer of the last touch.' }),
    firstLandingPathname: t.stringList({ description: 'Path of the landing page of the first touch.' }),
    hasClickId: t.field({
      type: [AdPlatform],
      description: 'Arrived at least once with a click id of one of these platforms.',
    }),
    minSessionCount: t.int({ description: 'At least so many sessions.' }),
    maxSessionCount: t.int({ description: 'At most so many sessions.' }),
    minEventCount: t.int({ description: 'At least so many events, server-side ones included.' }),
    maxEventCount: t.int({ description: 'At most so many events, server-side ones included.' }),
    firstSeenAfter: t.field({ type: 'DateTime', description: 'First seen at or after.' }),
    firstSeenBefore: t.field({ type: 'DateTime', description: 'First seen before.' }),
    lastSeenAfter: t.field({ type: 'DateTime', description: 'Last seen at or after.' }),
    lastSeenBefore: t.field({ type: 'DateTime', description: 'Last seen before.' }),
    properties: t.field({
      type: 'JSONObject',
      description:
        'Person properties that must equal these: text, numbers and booleans. null or an empty text asks that there is none. At most 10 keys; lists and objects are BAD_USER_INPUT.',
    }),
    performed: t.field({ type: [BehaviorFilter], description: 'What they did. All must hold; at most 5.' }),
    notPerformed: t.field({ type: [BehaviorFilter], description: 'What they did not do. None may hold; at most 5.' }),
  }),
})
