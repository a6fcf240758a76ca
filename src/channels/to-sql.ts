import { ownRuleSteps } from './custom-rules-to-sql.ts'
import { notClickIds } from './evidence.ts'
import { absentTexts, type TouchText } from './rule.ts'
import { stepped } from './steps.ts'

/** Columns of what is to be classified. */
export interface Classified {
  from: string
  locationId: string
  touch: string
  /** Without a visit there is nothing that a location's own rules could be about. */
  hasVisit: string
}

/**
 * A query that yields every column of `from` with `channel` and `channel_group` as the location's own rules have them,
 * and where they say nothing, as they are. Only constants get into its text.
 */
export function ownRulesSql({ from, locationId, touch, hasVisit }: Classified): string {
  const [ownTexts, ownSaid, ownResult] = ownRuleSteps(locationId, hasVisit)
  const evidence = {
    columns: {
      touch_source: presentSql(`${touch}.utm_source`),
      touch_medium: presentSql(`${touch}.utm_medium`),
      touch_campaign: presentSql(`${touch}.utm_campaign`),
      touch_domain: presentSql(`${touch}.referring_domain`),
      touch_pathname: `lowerUTF8(${touch}.landing_pathname)`,
      touch_click_ids: clickIdsSql(`${touch}.click_ids`),
    } satisfies Record<`touch_${Exclude<TouchText, 'referrer'> | 'click_ids'}`, string>,
  }
  const query = stepped(from, [evidence, ownTexts, ownSaid, ownResult])
  return `SELECT
    * EXCEPT (channel, channel_group, ${query.added.join(', ')}),
    ${preferSql('own_channel', 'channel')} AS channel,
    ${preferSql('own_group', 'channel_group')} AS channel_group
FROM ${query.from} AS asked`
}

const preferSql = (own: string, otherwise: string) => `if(${own} = '', asked.${otherwise}, ${own})`

const list = (texts: readonly string[]) => texts.map((text) => `'${text}'`).join(', ')

const presentSql = (text: string) => `if(lowerUTF8(${text}) IN (${list(absentTexts)}), '', lowerUTF8(${text}))`

function clickIdsSql(ids: string): string {
  return `arrayMap(name -> lowerUTF8(name), arrayFilter((name, value) -> name NOT IN (${list(notClickIds)}) AND lowerUTF8(value) NOT IN (${list(['', ...absentTexts])}), mapKeys(${ids}), mapValues(${ids})))`
}
