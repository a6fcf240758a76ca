import type { OracleEvent } from './history.ts'
import { compareText, groupBy, iso } from './order.ts'
import { parse, read, urlOf } from './reading.ts'

/** The click parameters that histories use, with the platform each belongs to. */
export const platforms = {
  gclid: 'GOOGLE',
  gbraid: 'GOOGLE',
  wbraid: 'GOOGLE',
  fbclid: 'META',
  msclkid: 'MICROSOFT',
  twclid: 'TWITTER',
  ttclid: 'TIKTOK',
} as const

export type ClickParameter = keyof typeof platforms

export const clickParameters = Object.keys(platforms) as ClickParameter[]

export interface ClickId {
  platform: string
  parameter: string
  value: string
  firstDetectedAt: string
  lastDetectedAt: string
}

/** Each parameter and value on any of the events, in properties or URL. */
export function clickIdsOf(events: readonly OracleEvent[]): ClickId[] {
  const detected = events.flatMap((event) => {
    const query = parse(urlOf(event))?.searchParams
    return clickParameters.flatMap((parameter) =>
      [read(event, parameter), query?.get(parameter)]
        .filter((value) => typeof value === 'string' && value !== '')
        .map((value) => ({ parameter, value: String(value), at: event.timestampMs })),
    )
  })
  return [...groupBy(detected, ({ parameter, value }) => `${parameter}\n${value}`).values()]
    .map((group) => {
      const [{ parameter, value }] = group as [(typeof group)[number]]
      const times = group.map(({ at }) => at).toSorted((a, b) => a - b)
      const [first = 0, last = first] = [times.at(0), times.at(-1)]
      const seen = { firstDetectedAt: iso(first), lastDetectedAt: iso(last) }
      return { platform: platforms[parameter], parameter, value, ...seen }
    })
    .toSorted((a, b) => compareText(a.parameter, b.parameter) || compareText(a.value, b.value))
}

export interface FacebookClick {
  fbclid: string
  detectedAt: string
  fbc: string
}

/** Of several fbclids with the same latest time, the smaller. */
export function facebookOf(events: readonly OracleEvent[]): FacebookClick | null {
  const [latest] = clickIdsOf(events)
    .filter(({ parameter }) => parameter === 'fbclid')
    .toSorted((a, b) => compareText(b.lastDetectedAt, a.lastDetectedAt))
  if (latest === undefined) return cookieOf(events)
  const { value: fbclid, firstDetectedAt: detectedAt } = latest
  const own = events.map((event) => read(event, '_fbc')).find((value) => value?.endsWith(`.${fbclid}`))
  return { fbclid, detectedAt, fbc: own ?? `fb.1.${Date.parse(detectedAt)}.${fbclid}` }
}

/** The newest `_fbc` that reads `fb.<n>.<ms>.<fbclid>`. */
function cookieOf(events: readonly OracleEvent[]): FacebookClick | null {
  const values = events
    .toSorted((a, b) => b.timestampMs - a.timestampMs || compareText(read(a, '_fbc') ?? '', read(b, '_fbc') ?? ''))
    .map((event) => read(event, '_fbc'))
  for (const fbc of values) {
    const [prefix, , createdMs, ...rest] = fbc?.split('.') ?? []
    if (fbc && prefix === 'fb' && createdMs && rest.length > 0)
      return { fbclid: rest.join('.'), detectedAt: iso(Number(createdMs)), fbc }
  }
  return null
}
