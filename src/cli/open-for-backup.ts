import { directoryOf, embeddedTarget } from '../backup/embedded-targets.ts'
import { parseTarget } from '../backup/target.ts'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import { createClickHouse } from '../clickhouse/client.ts'
import { patient } from '../clickhouse/patient.ts'
import type { Config } from '../config.ts'
import { orAdvise } from './advise.ts'

export interface OpenedForBackup {
  clickhouse: ClickHouse
  /** A target that was given, as the engine knows it. */
  targetOf(text: string): string
}

/**
 * The database of the configuration, on an engine that may write and read at the given targets.
 * @throws Error that says what to do while a gateway has the embedded engine.
 */
export async function openForBackup(config: Config, given: readonly (string | undefined)[]): Promise<OpenedForBackup> {
  const texts = given.filter((text) => text !== undefined)
  const targetOf = (text: string) => (config.embedded ? embeddedTarget(text).target : text)
  // Before anything is opened or made.
  for (const text of texts) parseTarget(targetOf(text))
  const backupDirectory = config.embedded ? directoryOf(texts.map(embeddedTarget)) : undefined
  const advice =
    'The embedded engine belongs to one process: stop the gateway or command that has it, repeat this, and start it again.'
  const clickhouse = await orAdvise(config, advice, () => createClickHouse(patient(config), { backupDirectory }))
  return { clickhouse, targetOf }
}
