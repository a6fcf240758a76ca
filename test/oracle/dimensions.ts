import { clickParameters, platforms } from './click-ids.ts'
import type { Touch } from './touches.ts'

export const dimensions = [
  'CHANNEL',
  'CHANNEL_GROUP',
  'UTM_SOURCE',
  'UTM_MEDIUM',
  'UTM_CAMPAIGN',
  'AD_PLATFORM',
  'REFERRING_DOMAIN',
  'LANDING_PATHNAME',
] as const
export type Dimension = (typeof dimensions)[number]

function dimensionValue(touch: Touch, dimension: Dimension): string | null {
  switch (dimension) {
    case 'CHANNEL':
      return touch.channel
    case 'CHANNEL_GROUP':
      return touch.channelGroup
    case 'UTM_SOURCE':
      return touch.utmSource
    case 'UTM_MEDIUM':
      return touch.utmMedium
    case 'UTM_CAMPAIGN':
      return touch.utmCampaign
    case 'REFERRING_DOMAIN':
      return touch.referringDomain
    case 'LANDING_PATHNAME':
      return touch.landingPathname
    case 'AD_PLATFORM': {
      const found = clickParameters.find((name) => touch.clickIds.some(({ parameter }) => parameter === name))
      return found === undefined ? null : platforms[found]
    }
  }
}

/** What a touch is called in reports. */
export const touchKey = (touch: Touch, dimension: Dimension): string =>
  dimensionValue(touch, dimension) ?? (touch.channel === 'direct' ? 'direct' : '(none)')

/** What stands for a touch where there is none. */
export const noTouchKey = (dimension: Dimension): string => (dimension === 'CHANNEL_GROUP' ? 'Direct' : 'direct')
