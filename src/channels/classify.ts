import { type CustomRule, matchingRule } from './custom-rules.ts'
import { type Evidence, evidenceOf, type Touch } from './evidence.ts'
import type { RuleTable, Test } from './rule.ts'
import { channelGroupRules, channelRules } from './rules.ts'
import type { Category } from './sources.ts'

export interface Classification {
  channel: string
  channelGroup: string
}

/** Classifies touches by the tables of rules. A location's own rules come first, as the view `visits` applies them. */
export function createClassifier(
  sources: ReadonlyMap<string, Category>,
  customRules: readonly CustomRule[] = [],
): (touch: Touch) => Classification {
  const ownRule = matchingRule(customRules)
  const channelOf = decide(channelRules)
  const channelGroupOf = decide(channelGroupRules)
  return (touch) => {
    const evidence = evidenceOf(sources, touch)
    const own = ownRule(evidence)
    return {
      channel: own?.channel ?? channelOf(evidence),
      channelGroup: own?.channelGroup ?? channelGroupOf(evidence),
    }
  }
}

type Predicate = (evidence: Evidence) => boolean

function decide({ rules, otherwise }: RuleTable): (evidence: Evidence) => string {
  const compiled = rules.map(([result, test]) => [result, predicate(test)] as const)
  return (evidence) => compiled.find(([, holds]) => holds(evidence))?.[0] ?? otherwise
}

function predicate(test: Test): Predicate {
  if ('all' in test) {
    const parts = test.all.map(predicate)
    return (evidence) => parts.every((holds) => holds(evidence))
  }
  if ('any' in test) {
    const parts = test.any.map(predicate)
    return (evidence) => parts.some((holds) => holds(evidence))
  }
  if ('not' in test) {
    const part = predicate(test.not)
    return (evidence) => !part(evidence)
  }
  if ('category' in test) return ({ category }) => category === test.category
  if ('clickIds' in test) return ({ clickIds }) => test.clickIds.some((parameter) => clickIds.has(parameter))
  if ('present' in test) return ({ texts }) => texts[test.present] !== ''
  if ('in' in test) return ({ texts }) => test.in.includes(texts[test.text])
  if ('contains' in test) return ({ texts }) => texts[test.text].includes(test.contains)
  const pattern = new RegExp(test.matches, 'su')
  return ({ texts }) => pattern.test(texts[test.text])
}
