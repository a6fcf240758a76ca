import type { Tables } from '../sql/generated.ts'
import { absentTexts, type TouchText } from './rule.ts'
import { type Category, categoryOf } from './sources.ts'

export type Touch = Tables['events']['touch']

/** What rules look at in one touch. */
export interface Evidence {
  texts: Readonly<Record<TouchText, string>>
  category: Category | ''
  /** The names of the click ids. `_fbc` is a cookie: it says nothing about this visit. */
  clickIds: ReadonlySet<string>
}

const absent: ReadonlySet<string> = new Set(absentTexts)
const present = (value: string) => {
  if (value === '') return ''
  const text = value.toLowerCase()
  return absent.has(text) ? '' : text
}

/** What is kept beside click ids, and is none. */
export const notClickIds = ['_fbc'] as const

export function evidenceOf(sources: ReadonlyMap<string, Category>, touch: Touch): Evidence {
  const [source, domain] = [present(touch.utm_source), present(touch.referring_domain)]
  return {
    texts: {
      source,
      medium: present(touch.utm_medium),
      campaign: present(touch.utm_campaign),
      referrer: present(touch.referrer),
      domain,
      pathname: touch.landing_pathname.toLowerCase(),
    },
    category: categoryOf(sources, source === '' ? domain : source),
    clickIds: clickIdsIn(touch.click_ids),
  }
}

function clickIdsIn(given: Touch['click_ids']): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [parameter, value] of Object.entries(given))
    if (present(value) !== '' && !notClickIds.some((name) => name === parameter)) names.add(parameter.toLowerCase())
  return names
}
