import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import type { Logger } from '../log.ts'
import { createIdHashes } from '../privacy/id-hashes.ts'
import { readPersonTables } from '../privacy/person-tables.ts'
import { possibleIds } from '../privacy/possible-ids.ts'
import { createStoreErasures } from '../privacy/store-erasures.ts'
import { carryErasures, type ErasureSource, type HashesByLocation } from './carry-erasures.ts'

export interface RepeatedErasures {
  /** Ids that were in the restored data and are not any more. */
  ids: number
  rows: number
}

/** The ids of one statement, which holds each in several forms. */
const idsAtOnce = 100
const requestedBy = 'attrigraph restore'

/**
 * Erases in a restored database, before anybody writes to it, who was erased since the backup was made. Only hashes of
 * them are known, so every id in the restored data is hashed and looked for.
 */
export async function repeatErasures(
  clickhouse: ClickHouse,
  source: ErasureSource,
  log: Logger,
): Promise<RepeatedErasures> {
  const erasures = createStoreErasures({ clickhouse, log })
  // What was under way during the backup, first: its ids are in it.
  await erasures.resume(0)
  const { due, allowed } = await carryErasures(clickhouse, source)
  const report = { ids: 0, rows: 0 }
  for (const [locationId, ids] of await idsOf(clickhouse, due)) {
    for (let start = 0; start < ids.length; start += idsAtOnce) {
      const distinctIds = ids.slice(start, start + idsAtOnce).map(({ id }) => id)
      report.rows += await erasures.repeat({ locationId, distinctIds, requestedBy })
    }
    report.ids += ids.length
    const back = allowed.get(locationId)
    for (const { id, hashes } of ids)
      if (hashes.some((hash) => back?.has(hash)))
        await erasures.allowAgain({ locationId, distinctId: id, decidedBy: requestedBy })
  }
  await erasures.purge()
  return report
}

interface HashedId {
  id: string
  hashes: string[]
}

/** The ids of the restored data that have one of the hashes. */
async function idsOf({ client }: ClickHouse, wanted: HashesByLocation): Promise<Map<string, HashedId[]>> {
  const hashes = createIdHashes(client)
  await hashes.readKeys()
  const tables = await readPersonTables(client)
  const found = new Map<string, HashedId[]>()
  for (const [locationId, theirs] of wanted) {
    const ids = new Map<string, HashedId>()
    for await (const page of possibleIds(client, locationId, tables))
      for (const id of page) {
        if (ids.has(id)) continue
        const own = hashes.of({ location_id: locationId, id })
        if (own.some((hash) => theirs.has(hash))) ids.set(id, { id, hashes: own })
      }
    if (ids.size > 0) found.set(locationId, [...ids.values()])
  }
  return found
}
