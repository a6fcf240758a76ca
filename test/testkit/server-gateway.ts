import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { startClickHouseServer } from './clickhouse-server.ts'
import { testConfig } from './config.ts'
import { type TestGateway, testGateway, testSecret } from './gateway.ts'

/** As `testGateway`, over a real ClickHouse HTTP server of its own. */
export async function testServerGateway(env: Record<string, string> = {}): Promise<TestGateway> {
  const server = await startClickHouseServer()
  const serverEnv = { CLICKHOUSE_URL: server.url, JWT_SECRET: testSecret, ...env }
  const gateway = await testGateway(serverEnv, undefined, async () => {
    const clickhouse = await createClickHouse(testConfig(serverEnv))
    await migrate(clickhouse)
    return clickhouse
  })
  return {
    ...gateway,
    async [Symbol.asyncDispose]() {
      await gateway[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}
