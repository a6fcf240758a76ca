import type { ClickParameter } from './click-ids.ts'

/** What one event says about where a visit came from. */
export interface TouchFacts {
  utmSource: string | null
  utmMedium: string | null
  utmCampaign: string | null
  utmContent: string | null
  utmTerm: string | null
  referrer: string | null
  referringDomain: string | null
  landingUrl: string | null
  landingPathname: string | null
  clickIds: ReadonlyMap<ClickParameter, string>
}
