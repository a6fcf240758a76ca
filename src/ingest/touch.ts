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

/** Properties in which an SDK puts campaign parameters, with the parameters: of each event tens are looked for. */
const named = (prefix: string, parameters: readonly string[]) =>
  parameters.map((parameter) => ({ parameter, property: prefix + parameter }))
const ofEvent = { utm: named('', utmParameters), clickIds: named('', clickIdParameters), page: '$' } as const
const ofSession = {
  utm: named('$session_entry_', utmParameters),
  clickIds: named('$session_entry_', clickIdParameters),
  page: '$session_entry_',
} as const

type Source = typeof ofEvent | typeof ofSession

/** The click ids that an event itself carries, in its properties or in its URL. */
export const clickIdsOf = (properties: JsonObject, page: Page): Record<string, string> =>
  clickIdsFrom(properties, ofEvent, page)

/**
 * Where the visit of this event came from, as one value. The session's entry wins when the SDK sent it, else the event's
 * own properties count; a campaign parameter that neither names is read from the URL.
 * @param page The event's own.
 */
export function touchOf(properties: JsonObject, page: Page): Touch {
  const hasSessionEntry = Object.keys(properties).some(
    (name) => name.startsWith('$session_entry_') && visitText(properties, name) !== '',
  )
  return hasSessionEntry
    ? touchFrom(properties, ofSession, pageOf(properties, '$session_entry_url'))
    : touchFrom(properties, ofEvent, page)
}

function touchFrom(properties: JsonObject, source: Source, page: Page): Touch {
  const [utm_source = '', utm_medium = '', utm_campaign = '', utm_content = '', utm_term = ''] = source.utm.map(
    (name) => campaignValue(properties, name, page),
  )
  return {
    utm_source,
    utm_medium,
    utm_campaign,
    utm_content,
    utm_term,
    ...externalReferrer(properties, source.page, page.url),
    landing_url: page.text,
    landing_pathname: visitText(properties, `${source.page}pathname`) || (page.url?.pathname ?? ''),
    click_ids: clickIdsFrom(properties, source, page),
  }
}

function clickIdsFrom(properties: JsonObject, source: Source, page: Page): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of source.clickIds) {
    const value = campaignValue(properties, name, page)
    if (value !== '') found[name.parameter] = value
  }
  const browserClick = visitText(properties, '_fbc') || visitText(properties, '$fbc')
  if (browserClick !== '') found._fbc = browserClick
  return found
}

/** SDKs put campaign parameters into properties; where they did not, the URL says the same. */
const campaignValue = (
  properties: JsonObject,
  { parameter, property }: { parameter: string; property: string },
  page: Page,
): string => visitText(properties, property) || (page.parameters.get(parameter) ?? '')

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
  return URL.canParse(value) ? new URL(value) : undefined
}
