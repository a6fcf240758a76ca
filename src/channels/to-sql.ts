import { ownRuleSteps } from './custom-rules-to-sql.ts'
import { notClickIds } from './evidence.ts'
import { absentTexts, type RuleTable, type Test, type TouchText } from './rule.ts'
import { channelGroupRules, channelRules } from './rules.ts'
import { afterHostPattern, anyDomain, beforeHostPattern, namePattern, suffixLengths } from './sources.ts'
import { stepped, together } from './steps.ts'

/** Columns of what is to be classified. */
export interface Classified {
  from: string
  locationId: string
  touch: string
  /** Without a visit there is nothing that a location's own rules could be about. */
  hasVisit: string
}

/**
 * A query that yields every column of `from` with `channel` and `channel_group`. Only constants of the tables of rules get
 * into its text.
 */
export function classificationSql({ from, locationId, touch, hasVisit }: Classified): string {
  const tests = repeatedTests([channelRules, channelGroupRules])
  const [ownTexts, ownSaid, ownResult] = ownRuleSteps(locationId, hasVisit)
  const query = stepped(from, [
    {
      columns: {
        touch_source: presentSql(`${touch}.utm_source`),
        touch_medium: presentSql(`${touch}.utm_medium`),
        touch_campaign: presentSql(`${touch}.utm_campaign`),
        touch_referrer: presentSql(`${touch}.referrer`),
        touch_domain: presentSql(`${touch}.referring_domain`),
        touch_pathname: `lowerUTF8(${touch}.landing_pathname)`,
        touch_click_ids: clickIdsSql(`${touch}.click_ids`),
      } satisfies Record<`touch_${TouchText | 'click_ids'}`, string>,
    },
    together({ columns: { touch_host: hostSql(`if(touch_source != '', touch_source, touch_domain)`) } }, ownTexts),
    together({ with: [trafficSql], columns: { touch_category: categorySql('touch_host') } }, ownSaid),
    together({ columns: Object.fromEntries([...tests].map(([sql, name]) => [name, sql])) }, ownResult),
  ])
  return `SELECT
    * EXCEPT (${query.added.join(', ')}),
    ${preferSql('own_channel', decideSql(channelRules, tests))} AS channel,
    ${preferSql('own_group', decideSql(channelGroupRules, tests))} AS channel_group
FROM ${query.from}`
}

const trafficSql = `(SELECT (groupArray(source), groupArray(category::String)) FROM traffic_sources FINAL) AS traffic`

/** Not `if`, which would evaluate the other one lazily: see `decideSql`. */
const preferSql = (own: string, otherwise: string) => `[${otherwise}, ${own}][1 + (${own} != '')]`

const columnOf = (text: TouchText) => `touch_${text}`

const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
const list = (texts: readonly string[]) => texts.map(quote).join(', ')

const presentSql = (text: string) => `if(lowerUTF8(${text}) IN (${list(absentTexts)}), '', lowerUTF8(${text}))`

function clickIdsSql(ids: string): string {
  return `arrayMap(name -> lowerUTF8(name), arrayFilter((name, value) -> name NOT IN (${list(notClickIds)}) AND lowerUTF8(value) NOT IN (${list(['', ...absentTexts])}), mapKeys(${ids}), mapValues(${ids})))`
}

const hostSql = (origin: string) =>
  `replaceRegexpOne(replaceRegexpOne(${origin}, ${quote(beforeHostPattern)}, ''), ${quote(`(?s)${afterHostPattern}`)}, '')`

/** The same candidates as `categoryOf`. One `transform` for all: each would have to be planned with the whole list. */
function categorySql(host: string): string {
  const candidates = [
    host,
    ...suffixLengths.map((length) => `substringIndex(${host}, '.', -${length})`),
    `concat(extract(${host}, ${quote(namePattern)}), ${quote(anyDomain)})`,
  ]
  return `arrayFirst(category -> category != '', arrayMap(source -> transform(source, traffic.1, traffic.2, ''),
        [${candidates.join(', ')}]))`
}

/**
 * The number of the first test that holds, and what it stands for. `multiIf`, `AND` and `OR` would be slower by an order of
 * magnitude: they evaluate lazily, and then each test once for every rule that uses it.
 */
function decideSql({ rules, otherwise }: RuleTable, tests: ReadonlyMap<string, string>): string {
  const holds = rules.map(([, test]) => `\n        ${testSql(test, tests)}`)
  const results = rules.map(([result]) => result)
  return `transform(indexOf([${holds.join(',')}], 1), [${rules.map((_, index) => index + 1).join(', ')}],
        [${list(results)}], ${quote(otherwise)})`
}

/** What several rules ask is computed once, as a column: the condition's SQL → its name. */
function repeatedTests(tables: readonly RuleTable[]): Map<string, string> {
  const seen = new Map<string, number>()
  const count = (test: Test): void => {
    if ('all' in test) test.all.forEach(count)
    else if ('any' in test) test.any.forEach(count)
    else if ('not' in test) count(test.not)
    else seen.set(testSql(test), (seen.get(testSql(test)) ?? 0) + 1)
  }
  for (const { rules } of tables) for (const [, test] of rules) count(test)
  const repeated = [...seen].filter(([, times]) => times > 1)
  return new Map(repeated.map(([sql], index) => [sql, `test_${index + 1}`]))
}

const noTests: ReadonlyMap<string, string> = new Map()

function testSql(test: Test, tests: ReadonlyMap<string, string> = noTests): string {
  const both = (parts: readonly Test[], operator: string) =>
    parts.map((part) => testSql(part, tests)).reduce((left, right) => `${operator}(${left}, ${right})`)
  if ('all' in test) return both(test.all, 'bitAnd')
  if ('any' in test) return both(test.any, 'bitOr')
  if ('not' in test) return `NOT ${testSql(test.not, tests)}`
  const sql = askSql(test)
  return tests.get(sql) ?? sql
}

function askSql(test: Exclude<Test, { all: unknown } | { any: unknown } | { not: unknown }>): string {
  if ('category' in test) return `touch_category = ${quote(test.category)}`
  if ('clickIds' in test) return `hasAny(touch_click_ids, [${list(test.clickIds)}])`
  if ('present' in test) return `${columnOf(test.present)} != ''`
  if ('in' in test) return `${columnOf(test.text)} IN (${list(test.in)})`
  if ('contains' in test) return `position(${columnOf(test.text)}, ${quote(test.contains)}) > 0`
  return `match(${columnOf(test.text)}, ${quote(test.matches)})`
}
