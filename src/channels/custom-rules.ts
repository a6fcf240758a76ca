import type { Evidence } from './evidence.ts'
import { toRegExp } from './pattern.ts'
import type { TouchText } from './rule.ts'

/** What a location's own rule may look at: `ChannelRuleField`. Click ids are looked at by their names. */
export const ruleFields = {
  UTM_SOURCE: 'source',
  UTM_MEDIUM: 'medium',
  UTM_CAMPAIGN: 'campaign',
  REFERRING_DOMAIN: 'domain',
  LANDING_PATHNAME: 'pathname',
  CLICK_ID_PARAMETER: 'clickIds',
} as const satisfies Record<string, TouchText | 'clickIds'>
export type RuleField = keyof typeof ruleFields

/**
 * `ChannelRuleOperator`. Each is "one of the field's texts is like one of the values", or its negation: a text that is
 * absent is like nothing, and IS_SET likes any.
 */
export const ruleOperators = {
  IS: { like: 'equal', negated: false },
  IS_NOT: { like: 'equal', negated: true },
  CONTAINS: { like: 'part', negated: false },
  STARTS_WITH: { like: 'start', negated: false },
  MATCHES: { like: 'pattern', negated: false },
  IS_SET: { like: 'anything', negated: false },
  IS_NOT_SET: { like: 'anything', negated: true },
} as const
export type RuleOperator = keyof typeof ruleOperators

interface CustomCondition {
  field: RuleField
  operator: RuleOperator
  values: readonly string[]
}

/** A rule of a location: it matches when all its conditions do. */
export interface CustomRule {
  channel: string
  /** null: the group that the touch has without this rule. */
  channelGroup: string | null
  conditions: readonly CustomCondition[]
}

/** The first rule that matches, if any. */
export function matchingRule(rules: readonly CustomRule[]): (evidence: Evidence) => CustomRule | undefined {
  const compiled = rules.map((rule) => ({ rule, tests: rule.conditions.map(compile) }))
  return (evidence) => compiled.find(({ tests }) => tests.every((holds) => holds(evidence)))?.rule
}

function compile({ field, operator, values }: CustomCondition): (evidence: Evidence) => boolean {
  const { like, negated } = ruleOperators[operator]
  const isLike = liking(like, values)
  return (evidence) => textsOf(evidence, field).some(isLike) !== negated
}

function textsOf({ texts, clickIds }: Evidence, field: RuleField): string[] {
  const name = ruleFields[field]
  if (name === 'clickIds') return [...clickIds]
  return texts[name] === '' ? [] : [texts[name]]
}

function liking(
  like: (typeof ruleOperators)[RuleOperator]['like'],
  values: readonly string[],
): (text: string) => boolean {
  const wanted = values.map((value) => value.toLowerCase())
  switch (like) {
    case 'anything':
      return () => true
    case 'equal':
      return (text) => wanted.includes(text)
    case 'part':
      return (text) => wanted.some((value) => text.includes(value))
    case 'start':
      return (text) => wanted.some((value) => text.startsWith(value))
    case 'pattern': {
      const patterns = values.map(toRegExp)
      return (text) => patterns.some((pattern) => pattern.test(text))
    }
  }
}
