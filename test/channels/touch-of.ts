import { readFileSync } from 'node:fs'
import type { Touch } from '../../src/channels/evidence.ts'
import { type Category, categories } from '../../src/channels/sources.ts'

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

/** `traffic_sources`, read from the file that fills it. */
export function listedSources(): Map<string, Category> {
  const ddl = readFileSync(new URL('../../ddl/008_traffic_sources.sql', import.meta.url), 'utf8')
  const sources = new Map<string, Category>()
  for (const [, source = '', category] of ddl.matchAll(/^ {4}\('(.+)', '(\w+)'\),?$/gm)) {
    const known = categories.find((name) => name === category)
    if (known === undefined) throw new Error(`There is no category ${category}`)
    sources.set(source, known)
  }
  return sources
}
