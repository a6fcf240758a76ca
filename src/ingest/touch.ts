import { getDomain } from 'tldts'
import type { JsonObject } from '../json.ts'
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

const separable = (value: string): string => value.replaceAll('\0', '\ufffd')

/**
 * Where the visit of this event came from, as one value. The session's entry wins when the SDK sent it, else the event's
 * own properties count; a campaign parameter that neither names is read from the URL.
 */
export function touchOf(properties: JsonObject): Touch {
  const sessionEntry = Object.keys(properties).some(
    (name) => name.startsWith('$session_entry_') && visitText(properties, name) !== '',
  )
  return sessionEntry ? touchFrom(properties, '$session_entry_', '$session_entry_') : touchFrom(properties, '', '$')
}

function touchFrom(properties: JsonObject, campaign: '$session_entry_' | '', page: '$session_entry_' | '$'): Touch {
  const landingUrl = visitText(properties, page === '$' ? '$current_url' : '$session_entry_url')
  const url = parseUrl(landingUrl)
  const [utm_source = '', utm_medium = '', utm_campaign = '', utm_content = '', utm_term = ''] = campaignValues(
    properties,
    campaign,
    url,
    utmParameters,
  )
  const referrer = externalReferrer(properties, page, url)
  return {
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    ...referrer,
    landing_url: landingUrl,
    landing_pathname: visitText(properties, `${page}pathname`) || (url?.pathname ?? ''),
    click_ids: clickIdsOf(properties, campaign, url),
  }
}

/** The click ids that an event itself carries, in its properties or in its URL. */
export function clickIdsOf(
  properties: JsonObject,
  prefix: '$session_entry_' | '',
  url: URL | undefined,
): Record<string, string> {
  const values = campaignValues(properties, prefix, url, clickIdParameters)
  const found: [string, string][] = []
  clickIdParameters.forEach((parameter, index) => {
    const value = values[index]
    if (value) found.push([parameter, value])
  })
  const browserClick = visitText(properties, '_fbc') || visitText(properties, '$fbc')
  if (browserClick !== '') found.push(['_fbc', browserClick])
  return Object.fromEntries(found)
}

/** SDKs put campaign parameters into properties; where they did not, the URL says the same. */
function campaignValues(
  properties: JsonObject,
  prefix: string,
  url: URL | undefined,
  parameters: readonly string[],
): string[] {
  return parameters.map(
    (parameter) =>
      visitText(properties, prefix + parameter) || separable(url?.searchParams.get(parameter)?.toWellFormed() ?? ''),
  )
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

export function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined
}
