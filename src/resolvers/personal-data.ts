import { GatewayError } from '../errors.ts'
import type { JsonObject } from '../json/json-value.ts'
import { personalData } from '../privacy/personal-data.ts'
import { statementColumns } from '../sql/generated.ts'
import type { Sql } from '../sql/run.ts'

/** What one answer may hold. */
const entriesMax = 10_000

/** @throws GatewayError RESOURCE_LIMIT when there is more than one answer may hold. */
export async function personalDataOf(locationId: string, id: string, sql: Sql): Promise<JsonObject | null> {
  const data = await personalData((name, params) => sql.rows(name, params, statementColumns[name]), locationId, id)
  if (data === undefined) return null
  const { lists, ...person } = data
  const answer: JsonObject = { ...person }
  let entries = 0
  for (const { name, rows } of lists) {
    const list: JsonObject[] = []
    for await (const row of rows) {
      if (++entries > entriesMax)
        throw new GatewayError(
          'RESOURCE_LIMIT',
          `There are more than ${entriesMax} entries about this person: attrigraph export-user writes them to a file.`,
        )
      list.push(row)
    }
    answer[name] = list
  }
  return answer
}
