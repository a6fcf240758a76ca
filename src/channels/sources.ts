/** What a traffic source is, as `traffic-sources.ts` says. */
export const categories = ['search', 'social', 'video', 'shopping', 'ai_assistant', 'email'] as const
export type Category = (typeof categories)[number]

/**
 * A host is looked up as itself, then as its last 4, 3 and 2 labels, so that `l.facebook.com` is found as
 * `facebook.com`, and `news.google.com` could be something else than `google.com`. A single label never stands for a
 * host: `.social` is a domain of many sites, `social` the name that a marketer gives.
 */
const suffixLengths = [4, 3, 2] as const

/** Last, sites with a domain per country are found by their name: `www.google.co.uk` as `google.{}`. */
const namePattern = '([^.]+)\\.(?:(?:co|com|org|net)\\.)?(?:[a-z][a-z]|com|net|org)$'
const anyDomain = '.{}'

/** What surrounds a host where a whole URL was sent, such as `android-app://com.google.android.gm/`. */
const beforeHostPattern = '^[a-z][a-z0-9+.-]*:/+'
const afterHostPattern = '(?::[0-9]*)?(?:[/?#].*)?$'

const beforeHost = new RegExp(beforeHostPattern)
const afterHost = new RegExp(afterHostPattern, 's')
const name = new RegExp(namePattern)

/** The category of a lower-cased domain or `utm_source`; '' when it is not listed. */
export function categoryOf(sources: ReadonlyMap<string, Category>, origin: string): Category | '' {
  const host = origin.replace(beforeHost, '').replace(afterHost, '')
  for (const candidate of candidatesOf(host)) {
    const category = sources.get(candidate)
    if (category !== undefined) return category
  }
  return ''
}

/** The keys under which a host may be listed, the most specific first. */
function candidatesOf(host: string): string[] {
  const labels = host.split('.')
  if (labels.length === 1) return [host]
  const site = name.exec(host)?.[1]
  return [
    host,
    ...suffixLengths.map((length) => labels.slice(-length).join('.')),
    ...(site === undefined ? [] : [site + anyDomain]),
  ]
}
