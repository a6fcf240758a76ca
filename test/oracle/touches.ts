import { channelGroupOf, channelOf } from './channels.ts'
import { clickParameters, platforms } from './click-ids.ts'
import type { OracleEvent } from './history.ts'
import { compareText, iso } from './order.ts'
import { parse, pathnameOf, read, urlOf } from './reading.ts'
import type { TouchFacts } from './touch-facts.ts'

export interface Touch extends Omit<TouchFacts, 'clickIds'> {
  occurredAt: string
  channel: string
  channelGroup: string
  clickIds: { platform: string; parameter: string; value: string }[]
}

const utmParameters = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term'] as const

const nothing: TouchFacts = {
  utmSource: null,
  utmMedium: null,
  utmCampaign: null,
  utmContent: null,
  utmTerm: null,
  referrer: null,
  referringDomain: null,
  landingUrl: null,
  landingPathname: null,
  clickIds: new Map(),
}

/** The touch that a session with this entry makes. */
export const touchOf = (entry: OracleEvent): Touch => finished(entry, factsOf(entry))

/** What stands in place of a touch where a session has no visit event. */
export const noTouch = (entry: OracleEvent): Touch => finished(entry, nothing)

function finished(entry: OracleEvent, facts: TouchFacts): Touch {
  return {
    ...facts,
    occurredAt: iso(entry.timestampMs),
    channel: channelOf(facts),
    channelGroup: channelGroupOf(facts),
    clickIds: [...facts.clickIds]
      .map(([parameter, value]) => ({ platform: platforms[parameter], parameter, value }))
      .toSorted((a, b) => compareText(a.parameter, b.parameter)),
  }
}

/** Entry properties are taken all or none: one of them that is present is enough. */
function factsOf(event: OracleEvent): TouchFacts {
  const hasEntry = Object.keys(event.properties).some(
    (name) => name.startsWith('$session_entry_') && read(event, name) !== null,
  )
  return hasEntry ? entryFacts(event) : ownFacts(event)
}

function entryFacts(event: OracleEvent): TouchFacts {
  const landingUrl = read(event, '$session_entry_url')
  return {
    ...campaign(event, '$session_entry_', landingUrl),
    ...referral(event, '$session_entry_', read(event, '$session_entry_host') ?? hostOf(landingUrl)),
    landingUrl,
    landingPathname: read(event, '$session_entry_pathname') ?? parse(landingUrl)?.pathname ?? null,
  }
}

function ownFacts(event: OracleEvent): TouchFacts {
  const landingUrl = urlOf(event)
  return {
    ...campaign(event, '', landingUrl),
    ...referral(event, '$', read(event, '$host') ?? hostOf(landingUrl)),
    landingUrl,
    landingPathname: pathnameOf(event),
  }
}

/** What the properties do not name is read from the URL. */
function campaign(event: OracleEvent, prefix: string, url: string | null) {
  const valuesOf = <P extends string>(parameters: readonly P[]): Map<P, string> => {
    const values = new Map<P, string>()
    for (const parameter of parameters) {
      const value = read(event, prefix + parameter) ?? parse(url)?.searchParams.get(parameter)
      if (value) values.set(parameter, value)
    }
    return values
  }
  const utm = valuesOf(utmParameters)
  return {
    utmSource: utm.get('utm_source') ?? null,
    utmMedium: utm.get('utm_medium') ?? null,
    utmCampaign: utm.get('utm_campaign') ?? null,
    utmContent: utm.get('utm_content') ?? null,
    utmTerm: utm.get('utm_term') ?? null,
    clickIds: valuesOf(clickParameters),
  }
}

function referral(event: OracleEvent, prefix: '$session_entry_' | '$', ownHost: string | null) {
  const none = { referrer: null, referringDomain: null }
  const referrer = read(event, `${prefix}referrer`)
  if (referrer === null || referrer === '$direct') return none
  const referringDomain = read(event, `${prefix}referring_domain`) ?? hostOf(referrer)
  const internal = referringDomain !== null && ownHost !== null && siteOf(referringDomain) === siteOf(ownHost)
  return internal ? none : { referrer, referringDomain }
}

const hostOf = (url: string | null) => parse(url)?.hostname ?? null

/** The registrable domain of the hosts that histories use: `co.uk` is their only public suffix of two labels. */
function siteOf(host: string): string {
  const labels = host.split('.')
  return labels.slice(host.endsWith('.co.uk') ? -3 : -2).join('.')
}
