import { clickParameters } from '../oracle/click-ids.ts'

/** Where a visit comes from: what stands in the landing page's URL, and what linked to it. */
export interface Source {
  query: Readonly<Record<string, string>>
  referrer: string | null
}

const utm = (source: string, medium: string, campaign?: string) => ({
  utm_source: source,
  utm_medium: medium,
  ...(campaign === undefined ? {} : { utm_campaign: campaign }),
})

/** A closed set: the oracle has the channel group of each by hand. */
export const sources: readonly Source[] = [
  { query: {}, referrer: null },
  { query: utm('google', 'cpc', 'spring'), referrer: 'https://www.google.com/' },
  { query: { ...utm('google', 'cpc', 'summer'), gclid: 'G1' }, referrer: null },
  { query: { gclid: 'G1' }, referrer: 'https://www.google.com/' },
  { query: { gclid: 'G2' }, referrer: null },
  { query: { gbraid: 'B1' }, referrer: null },
  { query: { wbraid: 'W1' }, referrer: null },
  { query: { ...utm('facebook', 'paid_social', 'spring'), fbclid: 'F1' }, referrer: 'https://l.facebook.com/' },
  { query: { fbclid: 'F2' }, referrer: 'https://l.facebook.com/' },
  { query: { fbclid: 'F1' }, referrer: null },
  { query: { ...utm('newsletter', 'email'), utm_content: 'top', utm_term: 'boots' }, referrer: null },
  { query: utm('acme', 'unknown', 'Ümlaut & more'), referrer: 'https://news.example.net/' },
  { query: { msclkid: 'M1' }, referrer: null },
  { query: { twclid: 'T1' }, referrer: null },
  { query: { ttclid: 'K1' }, referrer: 'https://news.example.net/' },
  { query: {}, referrer: 'https://news.example.net/' },
  { query: {}, referrer: 'https://www.google.com/' },
  { query: {}, referrer: 'https://chatgpt.com/' },
  { query: {}, referrer: 'https://other.co.uk/about' },
  // Links of the site to itself.
  { query: {}, referrer: 'https://shop.example/' },
  { query: {}, referrer: 'https://blog.shop.example/post' },
  { query: {}, referrer: 'https://shop.co.uk/' },
]

export const utmParameters = ['utm_source', 'utm_medium', 'utm_campaign', 'utm_content', 'utm_term']
export const queryParameters = [...utmParameters, ...clickParameters]

/**
 * How an SDK tells about the source: as properties, with `null` or '' for what is not there; or not at all, or with
 * `null` for everything, which leaves the URL.
 */
export const tellings = ['properties', 'nulls', 'empty', 'url', 'nothing'] as const
export type Telling = (typeof tellings)[number]

/** The campaign properties by which an event tells about its source. */
export function campaignProperties({ query }: Source, telling: Telling, prefix = ''): Record<string, string | null> {
  if (telling === 'url') return {}
  const absent = telling === 'empty' ? '' : null
  const entries = queryParameters.flatMap((name): [string, string | null][] => {
    const value = telling === 'nothing' ? undefined : query[name]
    if (value === undefined && telling === 'properties') return []
    return [[prefix + name, value ?? absent]]
  })
  return Object.fromEntries(entries)
}

export function landingUrl({ query }: Source, host: string, pathname: string): string {
  const search = new URLSearchParams(query).toString()
  return `https://${host}${pathname}${search === '' ? '' : `?${search}`}`
}

export function referrerProperties({ referrer }: Source, prefix: string): Record<string, string> {
  const domain = referrer === null ? '$direct' : new URL(referrer).hostname
  return { [`${prefix}referrer`]: referrer ?? '$direct', [`${prefix}referring_domain`]: domain }
}
