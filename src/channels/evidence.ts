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
    clickIds: new Set(
      Object.entries(touch.click_ids).flatMap(([parameter, value]) =>
        present(value) === '' || notClickIds.some((name) => name === parameter) ? [] : [parameter.toLowerCase()],
      ),
    ),
  }
}
