import { LRUCache } from 'lru-cache'
import { dropBranches, testsOfBranches } from './branches.ts'
import { dropUnreadColumns } from './columns.ts'
import { decide, testsInConditions } from './conditions.ts'
import { type Decisions, type Decisive, decisionOf, decisiveOf } from './decisions.ts'
import { mergeLevels } from './levels.ts'

/**
 * The same question in fewer words: filters that filter nothing, sides that are not chosen, united queries that find
 * nothing and columns that nobody reads are left out, and queries that only add to another one become one with it.
 * Planning takes most of the time of a small answer, and grows with the text. Nothing is ever put in: values stay
 * bound.
 */
function narrow(sql: string, decisions: Decisions): string {
  return mergeLevels(dropUnreadColumns(dropBranches(decide(sql, decisions), decisions)))
}

/** So many different questions are remembered. */
const mostTexts = 2_000

/** Narrows texts, each once for the values that decide about it. `key` stands for the text. */
export function createNarrower(): (
  key: string,
  sql: () => string,
  params: Readonly<Record<string, unknown>>,
) => string {
  const parameters = new LRUCache<string, Decisive>({ max: mostTexts })
  const texts = new LRUCache<string, string>({ max: mostTexts })

  return (key, sql, params) => {
    const decisive = parameters.get(key) ?? decisiveOf([...testsInConditions(sql()), ...testsOfBranches(sql())])
    const decisions = new Map([...decisive].map(([name, literals]) => [name, decisionOf(params[name], literals)]))
    const whole = `${key}\n${[...decisions.values()].join('\n')}`
    const known = texts.get(whole)
    if (known !== undefined) return known
    const text = narrow(sql(), decisions)
    parameters.set(key, decisive)
    texts.set(whole, text)
    return text
  }
}
