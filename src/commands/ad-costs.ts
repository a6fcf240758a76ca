import { adCostRows, maxCostRows } from '../costs/ad-cost-rows.ts'
import { costRow, problemOf } from '../costs/cost-row.ts'
import { GatewayError } from '../errors.ts'
import type { CommandDeps } from './command-deps.ts'

export interface AdCostCommands {
  /**
   * Stores ad costs; a row replaces an earlier one with the same day, channel, campaign and source. Nothing is stored
   * when a row is wrong.
   * @returns how many rows were stored.
   * @throws GatewayError BAD_USER_INPUT that names the row and what is wrong with it.
   */
  importAdCosts(input: { locationId: string; rows: readonly unknown[] }): Promise<number>
}

export function createAdCostCommands({ principal, sql, insert, now, assertCovered }: CommandDeps): AdCostCommands {
  return {
    async importAdCosts({ locationId, rows }) {
      assertCovered(locationId)
      if (rows.length > maxCostRows)
        throw new GatewayError(
          'BAD_USER_INPUT',
          `input.rows: ${rows.length} are too many; at most ${maxCostRows} at once. Send them in several imports.`,
        )
      const parsed = rows.map((row, place) => {
        const { data, error } = costRow.safeParse(row)
        if (error !== undefined) throw new GatewayError('BAD_USER_INPUT', `input.rows[${place}].${problemOf(error)}.`)
        return data
      })
      const [latest] = await sql.rows('latest-ad-cost-version', { location_ids: [locationId] }, ['version'])
      const importedBy = principal.subject ?? ''
      await insert('ad_costs', adCostRows(locationId, parsed, { now: now(), after: latest?.version, importedBy }))
      return parsed.length
    },
  }
}
