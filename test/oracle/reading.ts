import type { OracleEvent } from './history.ts'

/** A property as text; null when it is absent, which `null` and '' are too. */
export function read(event: OracleEvent, name: string): string | null {
  const value = event.properties[name]
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'object' ? null : String(value)
}

export const isPageview = ({ event }: OracleEvent) => ['$pageview', 'pageview', '$screen'].includes(event)
export const isInteraction = ({ event }: OracleEvent) => event === '$autocapture'
export const isError = ({ event }: OracleEvent) => ['$exception', '$error', 'error'].includes(event)
export const isIdentify = ({ event }: OracleEvent) => event === '$identify'

/** The server libraries that histories use. */
const serverLibraries = ['posthog-node', 'posthog-python', 'posthog-php', 'posthog-ruby', 'posthog-go', 'posthog-java']

export function isVisitEvent(event: OracleEvent): boolean {
  if (event.properties.$is_server === true) return false
  const library = read(event, '$lib')
  return library === null ? read(event, '$current_url') !== null : !serverLibraries.includes(library)
}

export const saysIdentified = (event: OracleEvent) => isIdentify(event) || event.properties.$is_identified === true

export const urlOf = (event: OracleEvent) => read(event, '$current_url')

export const pathnameOf = (event: OracleEvent) => read(event, '$pathname') ?? parse(urlOf(event))?.pathname ?? null

export function parse(url: string | null): URL | null {
  return url === null || !URL.canParse(url) ? null : new URL(url)
}
