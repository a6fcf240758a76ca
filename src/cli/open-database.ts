import { type ClickHouse, createClickHouse } from '../clickhouse/client.ts'
import { migrate } from '../clickhouse/migrate.ts'
import { readConfig } from '../config.ts'
import { orAdvise } from './advise.ts'
import { commandTimeoutMs } from './command-timeout.ts'

/** The database of the configuration, for a command. @throws Error that names the way through a running gateway. */
export async function openDatabase(env: NodeJS.ProcessEnv): Promise<ClickHouse> {
  const config = readConfig(env)
  const advice = 'If a gateway is running on this data, go through it: --url and --token.'
  return orAdvise(config, advice, async () => {
    const clickhouse = await createClickHouse({ ...config, QUERY_TIMEOUT_MS: commandTimeoutMs })
    await migrate(clickhouse)
    return clickhouse
  })
}
