import type { ClickHouseClient } from '@clickhouse/client'
import { isJsonObject, type JsonObject, type JsonValue } from '../json/json-value.ts'
import { deleteRows } from '../rebuild/delete-rows.ts'
import type { Tables } from '../sql/generated.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'
import type { Mentions } from './mentions.ts'
import { pagesByUuid } from './pages-by-uuid.ts'

/** Rows of these tables are about one person and may mention another in their texts. */
const tables = { events: ['properties'], errors: ['message', 'stack', 'component', 'request_id'] } as const
type TextTable = keyof typeof tables
export const textTables: readonly TextTable[] = ['events', 'errors']

const pageSize = 500
/** What says which row it is, and whose; and what is no text. */
const fixed = new Set(['location_id', 'distinct_id', 'uuid', 'timestamp', 'received_at', 'fingerprint'])

/**
 * Takes ids out of the rows of other people: each row is replaced by one without them. An interruption in between
 * leaves both, which count as one event, and the repetition removes the first.
 * @param replace Inserts the new rows into the table.
 * @returns how many rows were replaced.
 */
export async function redactOthers<T extends TextTable>(
  client: ClickHouseClient,
  replace: (rows: Tables[T][]) => Promise<void>,
  table: T,
  locationId: string,
  mentions: Mentions,
): Promise<number> {
  let replaced = 0
  const pages = pagesByUuid<Tables[T]>(client, {
    table,
    columns: '*',
    by: 'uuid',
    uuidOf: ({ uuid }) => uuid,
    locationId,
    where: hasNeedle(`concat(${tables[table].join(`, ' ', `)}, '')`),
    params: { needles: mentions.needles },
    pageSize,
  })
  for await (const rows of pages) {
    const changed = rows.flatMap((row) => {
      const redacted = withoutMentions(row, mentions)
      if (JSON.stringify(redacted) === JSON.stringify(row)) return []
      // A millisecond later, which tells the new row from the old one.
      const at = new Date(Date.parse(row.received_at) + 1)
      return [{ row, redacted: { ...redacted, received_at: toClickHouseTime(at) } }]
    })
    if (changed.length === 0) continue
    await replace(changed.map(({ redacted }) => redacted))
    await deleteRows(client, table, {
      where: `location_id = {location:String} AND uuid IN {uuids:Array(UUID)}
        AND has(arrayZip({uuids:Array(UUID)}, {times:Array(Int64)}), (uuid, toUnixTimestamp64Milli(received_at)))`,
      params: {
        location: locationId,
        uuids: changed.map(({ row }) => row.uuid),
        times: changed.map(({ row }) => Date.parse(row.received_at)),
      },
    })
    replaced += changed.length
  }
  return replaced
}

/** multiSearchAny takes at most 255 needles, and these are many times as fast as one by one. */
export const hasNeedle = (text: string) =>
  `arrayExists(part -> multiSearchAny(${text}, part), arraySplit((needle, index) -> index % 200 = 0, {needles:Array(String)}, arrayEnumerate({needles:Array(String)})))`

function withoutMentions<R extends Tables[TextTable]>(row: R, mentions: Mentions): R {
  const entries = Object.entries(row).map(([name, value]: [string, JsonValue]): [string, JsonValue] => {
    if (fixed.has(name)) return [name, value]
    if (name === 'properties' && typeof value === 'string')
      return [name, mentions.isIn(value) ? JSON.stringify(mentions.without(parsed(value))) : value]
    return [name, mentions.without(value)]
  })
  // The same columns with values of the same types.
  return Object.fromEntries(entries) as unknown as R
}

function parsed(properties: string): JsonObject {
  const value: JsonValue = JSON.parse(properties)
  return isJsonObject(value) ? value : {}
}
