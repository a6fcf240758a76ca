import { randomUUID } from 'node:crypto'
import { validateRules } from '../channels/validate-rules.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { CommandDeps } from './command-deps.ts'
import { timeAfter } from './time-after.ts'

export interface ChannelRuleCommands {
  /**
   * Puts a location's own ordered rules before the default ones; they hold for past data at once. An empty list takes
   * them back.
   * @throws GatewayError BAD_USER_INPUT that names the place and what is wrong with it.
   */
  setChannelRules(input: { locationId: string; rules: unknown }): Promise<void>
}

export function createChannelRuleCommands({
  principal,
  sql,
  insert,
  now,
  assertCovered,
}: CommandDeps): ChannelRuleCommands {
  return {
    async setChannelRules({ locationId, rules }) {
      assertCovered(locationId)
      const parsed = validateRules(rules)
      const [latest] = await sql.rows('channel-rules', { location_ids: [locationId] }, ['set_at'])
      await insert('channel_rules', [
        {
          location_id: locationId,
          rules: parsed.map(({ channel, channelGroup, conditions }) => ({
            channel,
            channel_group: channelGroup ?? '',
            conditions: conditions.map(({ field, operator, values }) => ({ field, operator, values: [...values] })),
          })),
          set_at: toClickHouseTime(timeAfter(latest?.set_at, now())),
          set_by: principal.subject ?? '',
          uuid: randomUUID(),
        },
      ])
    },
  }
}
