import { type Config, readConfig } from '../../src/config.ts'
import { createLogger } from '../../src/log.ts'

export const silentLog = createLogger(process.env.TEST_LOG_LEVEL ?? 'silent')

let databases = 0

/**
 * A gateway’s configuration, by default for a database of its own in memory: the tests of a process share that engine,
 * and what one test file stored is there for the next as long as anybody has it open.
 */
export function testConfig(env: Record<string, string> = {}): Config {
  const isInMemory = env.CLICKHOUSE_URL === undefined && env.DATA_DIR === undefined
  return readConfig({
    DATA_DIR: ':memory:',
    ...(isInMemory ? { CLICKHOUSE_DATABASE: `attrigraph_memory_${++databases}` } : {}),
    EMBEDDED_CONNECTIONS: '2',
    INGEST_FLUSH_MS: '1',
    LOG_LEVEL: 'silent',
    ...env,
  })
}
