import { builder } from './builder.ts'

/** What touches are named by; the view `touches` knows the same names. */
export const AttributionDimension = builder.enumType('AttributionDimension', {
  description:
    "What touches are named by. A touch that has no value of the dimension is 'direct' if its channel is direct, else '(none)'.",
  values: {
    CHANNEL: { description: 'The channel, such as utm, google_ads or direct.' },
    CHANNEL_GROUP: { description: 'The GA4 default channel group, such as Paid Search or Direct.' },
    UTM_SOURCE: { description: 'utm_source.' },
    UTM_MEDIUM: { description: 'utm_medium.' },
    UTM_CAMPAIGN: { description: 'utm_campaign.' },
    AD_PLATFORM: { description: 'The ad platform of its click id, such as GOOGLE.' },
    REFERRING_DOMAIN: { description: 'The host of the external referrer.' },
    LANDING_PATHNAME: { description: 'The path of the landing page.' },
  } as const,
})
