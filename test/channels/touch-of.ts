import type { Touch } from '../../src/channels/evidence.ts'

/** The parts of a touch that a case is about. */
export interface TouchInput {
  source?: string
  medium?: string
  campaign?: string
  domain?: string
  referrer?: string
  pathname?: string
  clicks?: Record<string, string>
}

export function touchOf({ source = '', medium = '', campaign = '', domain = '', ...rest }: TouchInput): Touch {
  return {
    utm_source: source,
    utm_medium: medium,
    utm_campaign: campaign,
    utm_content: '',
    utm_term: '',
    referrer: rest.referrer ?? (domain === '' ? '' : `https://${domain}/`),
    referring_domain: domain,
    landing_url: `https://site.example${rest.pathname ?? '/'}`,
    landing_pathname: rest.pathname ?? '/',
    click_ids: rest.clicks ?? {},
  }
}
