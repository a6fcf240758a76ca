import { type RuleField, type RuleOperator, ruleFields, ruleOperators } from './custom-rules.ts'
import type { Step } from './steps.ts'

const zero = `'\\0'`
const fields = Object.entries(ruleFields)

const operators = (is: (operator: (typeof ruleOperators)[RuleOperator]) => boolean) =>
  Object.entries(ruleOperators)
    .flatMap(([name, operator]) => (is(operator) ? [`'${name}'`] : []))
    .join(', ')
const isLike = (wanted: (typeof ruleOperators)[RuleOperator]['like']) =>
  `condition.operator IN (${operators(({ like }) => like === wanted)})`

/**
 * A text is searched with a zero byte on both sides, so that each operator but one is a search for a plain needle;
 * several texts of one field stand in one row, and an absent one is ''. No value of a rule holds a zero byte.
 */
const needlesSql = `multiIf(
                ${isLike('anything')}, [${zero}],
                ${isLike('equal')}, arrayMap(value -> concat(${zero}, lowerUTF8(value), ${zero}), condition.values),
                ${isLike('start')}, arrayMap(value -> concat(${zero}, lowerUTF8(value)), condition.values),
                ${isLike('part')}, arrayMap(value -> lowerUTF8(value), condition.values),
                [])`
const patternSql = `if(${isLike('pattern')},
                concat('(?i)(?:', arrayStringConcat(condition.values, ')|(?:'), ')'), '')`

/**
 * The rules of all asked locations, each numbered within its location, as two arrays of tuples. 1, of each rule: its
 * location and number as one text; what it says, channel and group separated by a zero byte. 2, of each condition: its
 * location, the number of its rule, its field, needles, pattern, and whether it is negated.
 */
const ownRulesSql = `(SELECT (
        groupArrayArray(arrayMap((rule, number) -> (
            ${keySql('location_id', 'number')}, concat(rule.channel, ${zero}, rule.channel_group)), rules, arrayEnumerate(rules))),
        groupArrayArray(arrayFlatten(arrayMap((rule, number) -> arrayMap(condition -> (
            location_id,
            number,
            indexOf([${fields.map(([field]) => `'${field}'`).join(', ')}], condition.field),
            ${needlesSql},
            ${patternSql},
            condition.operator IN (${operators(({ negated }) => negated)})), rule.conditions), rules, arrayEnumerate(rules)))))
    FROM channel_rules_in_force(location_ids = {location_ids:Array(String)})) AS own_rules`

function keySql(location: string, rule: string): string {
  return `concat(${location}, ${zero}, toString(${rule}))`
}

const textSql = ([, name]: readonly [string, (typeof ruleFields)[RuleField]]) =>
  name === 'clickIds'
    ? `if(empty(touch_click_ids), '', concat(${zero}, arrayStringConcat(touch_click_ids, ${zero}), ${zero}))`
    : `if(touch_${name} = '', '', concat(${zero}, touch_${name}, ${zero}))`

/**
 * Whether a condition finds something: bitwise, because `AND` and `OR` are lazy, which costs more than what they save.
 */
const foundSql = `bitOr(
            arrayExists(needle -> position(own_texts[field], needle) > 0, needles),
            arrayExists(text -> match(text, pattern), if(pattern = '' OR own_texts[field] = '', [],
                splitByChar(${zero}, substring(own_texts[field], 2, length(own_texts[field]) - 2)))))`

/**
 * The number of the first rule that matches. A rule fails with one of its conditions, and the first number that is
 * missing among those that fail is the answer: nothing is copied per rule. Beyond the last, there is no such rule.
 */
const firstRuleSql = (locationId: string) => `arrayFirstIndex((failing, rule) -> failing != rule,
        arrayPushBack(arrayDistinct(arraySort(
            arrayFilter((rule, location, field, needles, pattern, negated) -> bitAnd(location = ${locationId}, ${foundSql} = negated),
                ${[2, 1, 3, 4, 5, 6].map((part) => `own_rules.2.${part}`).join(', ')}))) AS failing_rules, 0),
        arrayPushBack(arrayEnumerate(failing_rules), 1))`

/** What the location's own rules say of a touch: `own_channel` and `own_group`, '' where they leave it open. */
export function ownRuleSteps(locationId: string, hasVisit: string): readonly [texts: Step, said: Step, result: Step] {
  const said = `transform(${keySql(locationId, firstRuleSql(locationId))}, own_rules.1.1, own_rules.1.2, ${zero})`
  return [
    { columns: { own_texts: `[${fields.map(textSql).join(', ')}]` } },
    // `if` is folded where there are no rules.
    { with: [ownRulesSql], columns: { own_said: `if(empty(own_rules.1) OR NOT ${hasVisit}, ${zero}, ${said})` } },
    {
      columns: {
        own_channel: `substringIndex(own_said, ${zero}, 1)`,
        own_group: `substringIndex(own_said, ${zero}, -1)`,
      },
    },
  ]
}
