import { type ClickHouse, createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { commandTimeoutMs } from './command-timeout.ts'

/** The database of the configuration, for a command. @throws Error that names the way through a running gateway. */
export async function openDatabase(env: NodeJS.ProcessEnv): Promise<ClickHouse> {
  const config = readConfig(env)
  try {
    const clickhouse = await createClickHouse({ ...config, QUERY_TIMEOUT_MS: commandTimeoutMs })
    await migrate(clickhouse)
    return clickhouse
  } catch (error) {
    if (!config.embedded) throw error
    const message = error instanceof Error ? error.message : String(error)
    throw new Error(`${message}\nIf a gateway is running on this data, go through it: --url and --token.`, {
      cause: error,
    })
  }
}
