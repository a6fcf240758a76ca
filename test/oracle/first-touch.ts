import { clickParameters, platforms } from './click-ids.ts'
import { compareText } from './order.ts'
import type { SessionWithEvents } from './sessions.ts'
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

/** The dimension's value of the user's earliest session with a visit, by the session's start. */
export function firstTouchKey(sessions: readonly SessionWithEvents[], userId: string, dimension: Dimension): string {
  const [first] = sessions
    .filter(({ session, hasVisit }) => hasVisit && session.user.userId === userId)
    .map(({ session }) => session)
    .toSorted((a, b) => compareText(a.startedAt, b.startedAt) || compareText(a.sessionId, b.sessionId))
  if (first === undefined) return dimension === 'CHANNEL_GROUP' ? 'Direct' : 'direct'
  return dimensionValue(first.touch, dimension) ?? (first.touch.channel === 'direct' ? 'direct' : '(none)')
}
