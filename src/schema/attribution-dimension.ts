import { builder } from './builder.ts'

export const AttributionDimension = builder.enumType('AttributionDimension', {
  description:
    'What touches are told apart by. A touch without a value is `direct` if its channel is (`Direct` for CHANNEL_GROUP), else `(none)`.',
  values: {
    CHANNEL: { value: 'CHANNEL', description: 'The channel, as in Touch.channel.' },
    CHANNEL_GROUP: { value: 'CHANNEL_GROUP', description: 'The GA4 default channel group, as in Touch.channelGroup.' },
    UTM_SOURCE: { value: 'UTM_SOURCE', description: 'utm_source.' },
    UTM_MEDIUM: { value: 'UTM_MEDIUM', description: 'utm_medium.' },
    UTM_CAMPAIGN: { value: 'UTM_CAMPAIGN', description: 'utm_campaign.' },
    AD_PLATFORM: { value: 'AD_PLATFORM', description: 'The AdPlatform of the click id; the first of several.' },
    REFERRING_DOMAIN: { value: 'REFERRING_DOMAIN', description: 'Host of the external referrer.' },
    LANDING_PATHNAME: { value: 'LANDING_PATHNAME', description: 'Path of the landing page.' },
  } as const,
})

export type AttributionDimensionName = typeof AttributionDimension.$inferType
