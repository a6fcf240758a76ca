import type { Config } from '../config.ts'
import { createHistoryReader } from '../import/read-history.ts'
import { createStoredCheck, type StoredCheck } from '../import/stored-check.ts'
import { createBatcher } from '../ingest/batcher.ts'
import type { Ingest } from '../ingest/captured-event.ts'
import { createInsertRows } from '../ingest/insert-rows.ts'
import { createWriter } from '../ingest/writer.ts'
import { batcherLimits } from '../limits/limits-of.ts'
import { createLogger } from '../log.ts'
import { countedIngest } from '../telemetry/counted-ingest.ts'
import { createIngestStats } from '../telemetry/ingest-stats.ts'
import { importThrough } from './advise.ts'
import { openDatabase } from './open-database.ts'

export interface OpenedIngest {
  ingest: Ingest
  /** Through a gateway nobody can be asked. */
  isStored?: StoredCheck
  close(): Promise<void>
}

/** The way into the landing tables for a command that runs without a gateway: same writer, same rules. */
export async function openIngest(config: Config): Promise<OpenedIngest> {
  const clickhouse = await openDatabase(config, importThrough)
  const log = createLogger('warn')
  const insert = createInsertRows(clickhouse.client)
  const writer = createWriter({ client: clickhouse.client, insert, claimsSince: clickhouse.exclusiveSince, log })
  const stats = createIngestStats({ insert, log })
  const { queueMaxEvents, queueMaxBytes, ...limits } = batcherLimits(config)
  // There is nobody else here to leave room for.
  const alone = {
    ...limits,
    queueMaxEvents,
    queueMaxBytes,
    locationMaxEvents: queueMaxEvents,
    locationMaxBytes: queueMaxBytes,
  }
  const batcher = createBatcher(writer.write, alone, undefined, writer.prepare)
  const counted = countedIngest(batcher, 'import', { stats })
  const read = createHistoryReader({ eventMaxBytes: config.INGEST_EVENT_MAX_BYTES, maxDepth: config.INGEST_MAX_DEPTH })
  const isStored = createStoredCheck(clickhouse.client)
  return {
    ingest: { accept: (delivery) => counted.accept(read(delivery)) },
    async isStored(locationId, sent) {
      const { events, rejected } = read({ locationId, events: [...sent], rejected: [], sender: {} })
      return rejected.length === 0 && (await isStored(locationId, events))
    },
    async close() {
      await batcher.close()
      await stats.close()
      await clickhouse.close()
    },
  }
}
