import { expect, test } from 'vitest'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { testConfig } from '../testkit/config.ts'
import { testGateway, testSecret } from '../testkit/gateway.ts'

test('a ClickHouse that hangs is not ready, which is told within seconds, and is again once it goes on', async () => {
  await using server = await startClickHouseServer()
  const env = { CLICKHOUSE_URL: server.url, JWT_SECRET: testSecret, QUERY_TIMEOUT_MS: '60000' }
  await using gateway = await testGateway(env, undefined, async () => {
    const clickhouse = await createClickHouse(testConfig(env))
    await migrate(clickhouse)
    return clickhouse
  })
  gateway.app.setReady(true)
  expect((await gateway.fetch('/ready')).status).toBe(200)
  server.signal('SIGSTOP')
  try {
    const startedAt = performance.now()
    const answer = await gateway.fetch('/ready')
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({ ready: false, clickhouse: { mode: 'server', reachable: false } })
    // A query would be given a minute.
    expect(performance.now() - startedAt).toBeLessThan(20_000)
  } finally {
    server.signal('SIGCONT')
  }
  await expect.poll(async () => (await gateway.fetch('/ready')).status, { timeout: 20_000 }).toBe(200)
})
