import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { patient } from '../clickhouse/patient.ts'
import type { Config } from '../config.ts'
import { orAdvise } from './advise.ts'

/**
 * The database of the configuration with the newest schema, for a command.
 * @param advice What to do while a gateway has the embedded engine.
 */
export async function openDatabase(config: Config, advice: string): Promise<ClickHouse> {
  return orAdvise(config, advice, async () => {
    // The first command after an upgrade may have a lot to derive.
    const waiting = await createClickHouse(patient(config))
    await migrate(waiting)
    // The embedded engine is opened once, and sets no time itself.
    if (config.embedded) return waiting
    await waiting.close()
    return createClickHouse(config)
  })
}
