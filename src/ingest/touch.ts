import { getDomain } from 'tldts'
import type { JsonObject } from '../json/json-value.ts'
import type { Tables } from '../sql/generated.ts'
import { clickIdParameters, utmParameters } from './click-ids.ts'

export type Touch = Tables['events']['touch']

/** What an event that describes no visit says about where it came from. */
export const noTouch: Touch = {
  utm_source: '',
  utm_medium: '',
  utm_campaign: '',
  utm_content: '',
  utm_term: '',
  referrer: '',
  referring_domain: '',
  landing_url: '',
  landing_pathname: '',
  click_ids: {},
}

/** A property as text; absent, `null` and '' are all absent, which is ''. */
export function text(properties: JsonObject, name: string): string {
  const value = properties[name]
  if (typeof value === 'string') return value.toWellFormed()
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}

/** What describes a visit is stored with U+0000 between the values (`sessions_mv`), so none of them may hold it. */
export const visitText = (properties: JsonObject, name: string): string => separable(text(properties, name))

const separable = (value: string): string => (value.includes('\0') ? value.replaceAll('\0', '\ufffd') : value)

/** A URL that an event names, read once. */
export interface Page {
  text: string
  url: URL | undefined
  /** Of its query; of several values the first. */
  parameters: ReadonlyMap<string, string>
}

const noParameters: ReadonlyMap<string, string> = new Map()

export function pageOf(properties: JsonObject, name: '$current_url' | '$session_entry_url'): Page {
  const text = visitText(properties, name)
  const url = parseUrl(text)
  if (url === undefined || url.search === '') return { text, url, parameters: noParameters }
  const parameters = new Map<string, string>()
  for (const [parameter, value] of url.searchParams)
    if (!parameters.has(parameter)) parameters.set(parameter, separable(value.toWellFormed()))
  return { text, url, parameters }
}

const campaignParameters = [...utmParameters, ...clickIdParameters]

/** In which properties an SDK puts campaign parameters. */
const named = (prefix: string): ReadonlyMap<string, string> =>
  new Map(campaignParameters.map((parameter) => [prefix + parameter, parameter]))
const ofEvent = { parameterOf: named(''), page: '$' } as const
const ofSession = { parameterOf: named('$session_entry_'), page: '$session_entry_' } as const

type Source = typeof ofEvent | typeof ofSession
/** Campaign parameters that have a value. */
type Campaign = ReadonlyMap<string, string>

/** The campaign that an event itself names, in its properties or in its URL. */
export const campaignOf = (properties: JsonObject, page: Page): Campaign => campaignFrom(properties, ofEvent, page)

/**
 * SDKs put campaign parameters into properties; where they did not, the URL says the same. Events have few properties:
 * there are more parameters.
 */
function campaignFrom(properties: JsonObject, { parameterOf }: Source, page: Page): Campaign {
  const campaign = new Map<string, string>()
  for (const property of Object.keys(properties)) {
    const parameter = parameterOf.get(property)
    const value = parameter === undefined ? '' : visitText(properties, property)
    if (parameter !== undefined && value !== '') campaign.set(parameter, value)
  }
  for (const [parameter, value] of page.parameters)
    if (value !== '' && ofEvent.parameterOf.has(parameter) && !campaign.has(parameter)) campaign.set(parameter, value)
  return campaign
}

/** The click ids of a campaign, and the browser's own that the event carries. */
export function clickIdsOf(properties: JsonObject, campaign: Campaign): Record<string, string> {
  const found: Record<string, string> = {}
  if (campaign.size > 0)
    for (const parameter of clickIdParameters) {
      const value = campaign.get(parameter)
      if (value !== undefined) found[parameter] = value
    }
  const browserClick = visitText(properties, '_fbc') || visitText(properties, '$fbc')
  if (browserClick !== '') found._fbc = browserClick
  return found
}

/**
 * Where the visit of this event came from, as one value. The session's entry wins when the SDK sent it, else the
 * event's own page and campaign count.
 */
export function touchOf(properties: JsonObject, page: Page, campaign: Campaign): Touch {
  const hasSessionEntry = Object.keys(properties).some(
    (name) => name.startsWith('$session_entry_') && visitText(properties, name) !== '',
  )
  if (!hasSessionEntry) return touchFrom(properties, ofEvent, page, campaign)
  const entryPage = pageOf(properties, '$session_entry_url')
  return touchFrom(properties, ofSession, entryPage, campaignFrom(properties, ofSession, entryPage))
}

function touchFrom(properties: JsonObject, source: Source, page: Page, campaign: Campaign): Touch {
  return {
    utm_source: campaign.get('utm_source') ?? '',
    utm_medium: campaign.get('utm_medium') ?? '',
    utm_campaign: campaign.get('utm_campaign') ?? '',
    utm_content: campaign.get('utm_content') ?? '',
    utm_term: campaign.get('utm_term') ?? '',
    ...externalReferrer(properties, source.page, page.url),
    landing_url: page.text,
    landing_pathname: visitText(properties, `${source.page}pathname`) || (page.url?.pathname ?? ''),
    click_ids: clickIdsOf(properties, campaign),
  }
}

/** A link from the site to itself, or from another host of its own domain, is not a referral. */
function externalReferrer(
  properties: JsonObject,
  page: string,
  landing: URL | undefined,
): Pick<Touch, 'referrer' | 'referring_domain'> {
  const none = { referrer: '', referring_domain: '' }
  const referrer = visitText(properties, `${page}referrer`)
  if (referrer === '' || referrer === '$direct') return none
  const sent = visitText(properties, `${page}referring_domain`)
  const domain = withoutPort(sent !== '' && sent !== '$direct' ? sent : (parseUrl(referrer)?.host ?? ''))
  const own = withoutPort(
    visitText(properties, page === '$' ? '$host' : '$session_entry_host') || (landing?.host ?? ''),
  )
  const internal =
    domain !== '' && (domain === own || (getDomain(domain) !== null && getDomain(domain) === getDomain(own)))
  return internal ? none : { referrer, referring_domain: domain }
}

const withoutPort = (host: string) => host.toLowerCase().replace(/:\d+$/, '')

function parseUrl(value: string): URL | undefined {
  if (value === '') return undefined
  try {
    return new URL(value)
  } catch {
    return undefined
  }
}
