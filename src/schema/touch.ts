import { needs } from '../resolvers/selected-columns.ts'
import type { Row } from '../sql/run.ts'
import { AdPlatform, platformOf } from './ad-platform.ts'
import { builder } from './builder.ts'
import { read } from './refs.ts'

export interface ClickIdParent {
  parameter: string
  value: string
  first_detected_at: string
  last_detected_at: string
}

export const ClickId = builder.objectRef<ClickIdParent>('ClickId').implement({
  description: "An ad platform's click parameter, as it stood in a URL or an event property. Never shortened.",
  fields: (t) => ({
    platform: t.field({
      type: AdPlatform,
      description: 'The platform the parameter belongs to.',
      resolve: ({ parameter }) => platformOf(parameter),
    }),
    parameter: t.exposeString('parameter', { description: 'The name of the parameter, such as gclid.' }),
    value: t.exposeString('value', { description: 'Its value.' }),
    firstDetectedAt: t.field({
      type: 'DateTime',
      description: 'When it was first seen.',
      resolve: (click) => click.first_detected_at,
    }),
    lastDetectedAt: t.field({
      type: 'DateTime',
      description: 'When it was last seen.',
      resolve: (click) => click.last_detected_at,
    }),
  }),
})

type Origin = Row<'sessions'>['touch']

/** Each part is there when the selection asked for it. */
export interface TouchParent {
  occurredAt: string | undefined
  channel: string | undefined
  channelGroup: string | undefined
  origin: Origin | undefined
}

const originField = { extensions: needs<'sessions'>('touch') }
type OriginText = Exclude<keyof Origin, 'click_ids'>

const text = (name: OriginText) => (touch: TouchParent) => read(touch, 'origin')[name] || null

export const Touch = builder.objectRef<TouchParent>('Touch').implement({
  description: "Where a visit came from: its session's entry, as one value that is never mixed from two visits.",
  fields: (t) => ({
    occurredAt: t.field({
      type: 'DateTime',
      extensions: needs<'sessions'>('occurred_at'),
      description: "The time of the visit's entry.",
      resolve: (touch) => read(touch, 'occurredAt'),
    }),
    channel: t.string({
      resolve: (touch) => read(touch, 'channel'),
      extensions: needs<'sessions'>('channel'),
      description:
        "utm, google_ads, google_ads_privacy, google_ads_ios14, facebook_ads, microsoft_ads, twitter_ads, tiktok_ads, referral, direct, or a channel of the location's own rules.",
    }),
    channelGroup: t.string({
      resolve: (touch) => read(touch, 'channelGroup'),
      extensions: needs<'sessions'>('channel_group'),
      description: 'GA4 default channel group, for example Paid Search.',
    }),
    utmSource: t.string({ nullable: true, ...originField, description: 'utm_source.', resolve: text('utm_source') }),
    utmMedium: t.string({ nullable: true, ...originField, description: 'utm_medium.', resolve: text('utm_medium') }),
    utmCampaign: t.string({
      nullable: true,
      ...originField,
      description: 'utm_campaign.',
      resolve: text('utm_campaign'),
    }),
    utmContent: t.string({ nullable: true, ...originField, description: 'utm_content.', resolve: text('utm_content') }),
    utmTerm: t.string({ nullable: true, ...originField, description: 'utm_term.', resolve: text('utm_term') }),
    referrer: t.string({
      nullable: true,
      ...originField,
      description: 'The external page that linked here; null for internal links.',
      resolve: text('referrer'),
    }),
    referringDomain: t.string({
      nullable: true,
      ...originField,
      description: 'The host of the referrer.',
      resolve: text('referring_domain'),
    }),
    landingUrl: t.string({
      nullable: true,
      ...originField,
      description: 'The first URL of the visit.',
      resolve: text('landing_url'),
    }),
    landingPathname: t.string({
      nullable: true,
      ...originField,
      description: 'The path of the landing URL.',
      resolve: text('landing_pathname'),
    }),
    clickIds: t.field({
      type: [ClickId],
      extensions: { columns: ['touch', 'occurred_at'] },
      description: 'The click ids with which the visit arrived.',
      resolve: (touch) =>
        Object.entries(read(touch, 'origin').click_ids)
          .filter(([parameter]) => parameter !== '_fbc')
          .map(([parameter, value]) => ({
            parameter,
            value,
            first_detected_at: read(touch, 'occurredAt'),
            last_detected_at: read(touch, 'occurredAt'),
          })),
    }),
  }),
})
