import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { testConfig } from '../testkit/config.ts'
import { type TestGateway, testGateway, testSecret } from '../testkit/gateway.ts'

/** A gateway on the database that the environment names, which stays when the gateway goes. */
export function gatewayOn(env: Record<string, string>): Promise<TestGateway> {
  const whole = { JWT_SECRET: testSecret, QUERY_TIMEOUT_MS: '120000', ...env }
  return testGateway(whole, undefined, async () => {
    const clickhouse = await createClickHouse(testConfig(whole))
    await migrate(clickhouse)
    return clickhouse
  })
}
