import fc from 'fast-check'
import { type RuleField, type RuleOperator, ruleFields, ruleOperators } from '../../src/channels/custom-rules.ts'
import { listedSources } from '../../src/channels/listed-sources.ts'
import { clickIdParameters } from '../../src/ingest/click-ids.ts'
import { handCases } from './hand-cases.ts'
import { posthogCases, velirCases } from './published-cases.ts'
import type { TouchInput } from './touch-of.ts'

const texts = (read: (touch: TouchInput) => string | undefined): string[] =>
  [...handCases, ...posthogCases, ...velirCases].flatMap(({ touch }) => read(touch) ?? [])

/** Letters whose other case is another length, or depends on what stands beside it. */
const noise = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom('ÉTÉ', 'ΑΣ', 'İ', 'STRAẞE', 'a\nb', "'\\"),
)
const nothing = fc.constantFrom('', 'null', 'NULL', '(none)', '(not set)', '(Direct)', '$direct')

const listed = [...listedSources.keys()].map((key) => key.replace('{}', 'co.uk'))
const host = fc
  .tuple(
    fc.constantFrom('', '', '', 'www.', 'm.', 'a.b.c.', 'https://', 'android-app://', '.', 'not'),
    fc.oneof(
      fc.constantFrom(...listed),
      fc.constantFrom('google.de', 'google.com.br', 'google.museum', 'example.org', 'co.uk'),
    ),
    fc.constantFrom('', '', '', ':8080', '/path?q=1', '.', '?x', ':x'),
  )
  .map((parts) => parts.join(''))
const shouted = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.boolean()).map(([value, loud]) => (loud ? value.toUpperCase() : value))
const weighted = (likely: fc.Arbitrary<string>) =>
  fc.oneof({ weight: 6, arbitrary: likely }, { weight: 1, arbitrary: noise }, { weight: 2, arbitrary: nothing })

const medium = fc.constantFrom(
  ...texts((touch) => touch.medium),
  'paid-video',
  'ai-assistant',
  'organic',
  'mobile',
  'sms',
)
const campaign = fc.constantFrom(...texts((touch) => touch.campaign), 'eshop', 'my shop', 'cross-networks')
const click = fc.constantFrom<string>(...clickIdParameters, '_fbc', 'GCLID', 'other')

export const touch: fc.Arbitrary<TouchInput> = fc.record({
  source: shouted(weighted(fc.oneof(host, fc.constantFrom(...texts(({ source }) => source))))),
  medium: shouted(weighted(medium)),
  campaign: shouted(weighted(campaign)),
  domain: weighted(host),
  referrer: fc.oneof(nothing, fc.webUrl()),
  pathname: fc.oneof(fc.webPath(), noise),
  clicks: fc.dictionary(click, fc.oneof(fc.constant('x'), nothing), { maxKeys: 3 }),
})

const value = shouted(
  fc.oneof(medium, campaign, click, fc.constantFrom('google', 'clid', 'e', '.', '/', 'paid'), noise),
).filter((text) => text !== '' && !text.includes('\0'))
const pattern = fc.constantFrom(
  '^(a|b|goog)',
  '\\bshop\\b',
  '[^a-m]+$',
  '^.{3,5}$',
  'CLID$',
  '\\d+',
  '[\\w.-]+\\.com',
  'x{2,}|É',
  '^$',
  'p.*d',
  '\\s\\S',
  '(?:face|e)book\\.',
  '_.id|\\-|\\/',
)

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>): K[] => {
  const known = (key: string): key is K => Object.hasOwn(table, key)
  return Object.keys(table).filter(known)
}
const condition = fc
  .record({
    field: fc.constantFrom<RuleField>(...keysOf(ruleFields)),
    operator: fc.constantFrom<RuleOperator>(...keysOf(ruleOperators)),
    literal: fc.array(value, { minLength: 1, maxLength: 3 }),
    patterns: fc.array(pattern, { minLength: 1, maxLength: 2 }),
  })
  .map(({ field, operator, literal, patterns }) => ({
    field,
    operator,
    values: ruleOperators[operator].like === 'anything' ? [] : operator === 'MATCHES' ? patterns : literal,
  }))

/** As they come in from `setChannelRules`. */
export const rules = fc.array(
  fc.record({
    channel: fc.constantFrom('own', 'partners', 'utm'),
    channelGroup: fc.constantFrom(null, undefined, 'Own Group'),
    all: fc.array(condition, { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 4 },
)
