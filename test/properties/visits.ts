import fc from 'fast-check'
import type { JsonObject } from '../../src/json/json-value.ts'
import type { OracleEvent } from '../oracle/index.ts'
import { deviceProperties, exceptionProperties, identifiedFlag, personChanges, siteProperties } from './payload.ts'
import { device, person } from './people.ts'
import {
  campaignProperties,
  landingUrl,
  referrerProperties,
  type Source,
  sources,
  type Telling,
  tellings,
} from './sources.ts'
import { gapMs, startMs } from './times.ts'

/** An event before it has a uuid. */
export type Draft = Omit<OracleEvent, 'uuid'>

interface Landing {
  source: Source
  telling: Telling
  host: string
  /** Whether every event carries `$session_entry_*`, and how these tell. */
  entry: Telling | null
  /** Whether the campaign stays in the properties of later events, as super properties do. */
  sticky: boolean
}

const landing: fc.Arbitrary<Landing> = fc.record({
  source: fc.constantFrom(...sources),
  telling: fc.constantFrom(...tellings),
  host: fc.constantFrom('shop.example', 'www.shop.example', 'shop.co.uk'),
  entry: fc.constantFrom(null, null, ...tellings),
  sticky: fc.boolean(),
})

const pageNames = ['$pageview', '$pageview', '$pageview', 'pageview', '$screen']
const otherNames = ['$autocapture', '$pageleave', 'signup', '$set', '$web_vitals', '$$heatmap']

const step = fc.record({
  gapMs,
  name: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...pageNames) },
    { weight: 4, arbitrary: fc.constantFrom(...otherNames) },
    { weight: 1, arbitrary: fc.constantFrom('$exception', '$exception', 'error', '$error') },
    { weight: 1, arbitrary: fc.constant('$identify') },
  ),
  pathname: fc.constantFrom('/', '/price', '/buy'),
  lib: fc.constantFrom<JsonObject>({ $lib: 'web' }, { $lib: 'web' }, { $lib: 'posthog-ios' }, { $lib: null }, {}),
  /** Native apps and some plugins name no URL. */
  url: fc.constantFrom('whole', 'whole', 'whole', 'bare', 'none'),
  more: fc
    .tuple(personChanges, siteProperties, deviceProperties, identifiedFlag)
    .map(([...parts]): JsonObject => Object.assign({}, ...parts)),
  exception: exceptionProperties,
  /** Which of the person's ids it names: somebody else may log in on the same device. */
  as: fc.option(person, { freq: 8, nil: undefined }),
})
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** Several visits share these, on other devices and days. */
const sessionId = fc.oneof(
  { weight: 4, arbitrary: fc.nat(999).map((n) => `session-${n}`) },
  { weight: 2, arbitrary: fc.nat(2).map((n) => `shared-${n}`) },
  { weight: 4, arbitrary: fc.constantFrom(null, '', undefined) },
)

export const visit: fc.Arbitrary<Draft[]> = fc
  .record({ landing, device, person, sessionId, startMs, steps: fc.array(step, { minLength: 1, maxLength: 6 }) })
  .map(({ landing: from, device: anonymousId, person: who, sessionId: session, startMs: start, steps }) => {
    let at = start
    let distinctId = anonymousId
    return steps.map((each, index): Draft => {
      at += index === 0 ? 0 : each.gapMs
      if (each.as !== undefined) distinctId = each.as.userId
      const identify = each.name === '$identify'
      const before = distinctId
      if (identify) distinctId = each.as?.userId ?? who.userId
      return {
        event: each.name,
        distinctId,
        timestampMs: at,
        properties: {
          ...each.lib,
          ...(session === undefined ? {} : { $session_id: session }),
          ...pageProperties(from, each, index === 0),
          ...each.more,
          ...(identify ? { $anon_distinct_id: before } : {}),
          ...(/exception|error/.test(each.name) ? each.exception : {}),
        },
      }
    })
  })

function pageProperties({ source, telling, host, entry, sticky }: Landing, { pathname, url }: Step, first: boolean) {
  const entryUrl = landingUrl(source, host, '/landing')
  const here = first ? landingUrl(source, host, pathname) : `https://${host}${pathname}`
  const internal: Source = { query: {}, referrer: `https://${host}/` }
  return {
    ...(url === 'none' ? {} : { $current_url: here }),
    ...(url === 'whole' ? { $host: host, $pathname: pathname } : {}),
    ...(url === 'none' && first ? {} : referrerProperties(first ? source : internal, '$')),
    ...(first || sticky ? campaignProperties(source, telling) : {}),
    ...('fbclid' in source.query && sticky ? { _fbc: `fb.1.1700000000000.${source.query.fbclid}` } : {}),
    ...(entry === null
      ? {}
      : {
          $session_entry_url: entryUrl,
          $session_entry_host: host,
          $session_entry_pathname: '/landing',
          ...referrerProperties(source, '$session_entry_'),
          ...campaignProperties(source, entry, '$session_entry_'),
        }),
  }
}

/** An event every 30 minutes exactly: no gap ends this session, only its 24 hours do. */
export const longVisit: fc.Arbitrary<Draft[]> = fc
  .record({ device, startMs, count: fc.integer({ min: 47, max: 52 }) })
  .map(({ device: distinctId, startMs: start, count }) =>
    Array.from(
      { length: count },
      (_, index): Draft => ({
        event: index === 0 ? '$pageview' : '$autocapture',
        distinctId,
        timestampMs: start + index * 30 * 60_000,
        properties: { $lib: 'web', $current_url: 'https://shop.example/' },
      }),
    ),
  )
