import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import { restore } from '../../src/backup/restore.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { startClickHouseServer } from '../testkit/clickhouse-server.ts'
import { testConfig } from '../testkit/config.ts'
import { testSecret } from '../testkit/gateway.ts'
import { gatewayOn } from './gateway-on.ts'
import { answersOf, fill } from './questions.ts'

async function restoreInto(env: { CLICKHOUSE_URL: string; CLICKHOUSE_DATABASE: string }): Promise<void> {
  const clickhouse = await createClickHouse(testConfig({ JWT_SECRET: testSecret, QUERY_TIMEOUT_MS: '120000', ...env }))
  try {
    await restore(clickhouse, { from: 'file:whole', database: 'served' })
  } finally {
    await clickhouse.close()
  }
}

test('the graph answers the same after a restore, beside the served database and on another server', async () => {
  await using server = await startClickHouseServer(undefined, { backups: true })
  await using served = await gatewayOn({ CLICKHOUSE_URL: server.url, CLICKHOUSE_DATABASE: 'served' })
  await fill(served)
  const answers = await answersOf(served)
  expect(answers).toMatchObject({
    users: { totalCount: expect.any(Number) },
    attributionReport: { conversionCount: 3 },
    channelRules: [{ channel: 'partners' }],
    identityDecisions: { nodes: [{ anonymousId: 'anon-15', userId: 'user-3' }] },
    adCosts: { nodes: [{ cost: '12.34' }] },
  })
  await backUp(served.clickhouse, { to: 'file:whole' })
  // What is served afterwards is not in it.
  await served.capture('oslo', [{ event: 'purchase', distinct_id: 'user-5', timestamp: '2026-03-20T10:00:00Z' }])
  expect(await answersOf(served)).not.toEqual(answers)

  const beside = { CLICKHOUSE_URL: server.url, CLICKHOUSE_DATABASE: 'beside' }
  await restoreInto(beside)
  {
    await using gateway = await gatewayOn(beside)
    expect(await answersOf(gateway)).toEqual(answers)
  }
  await using other = await startClickHouseServer(undefined, { backups: true })
  cpSync(join(server.directory, 'backups/whole'), join(other.directory, 'backups/whole'), { recursive: true })
  const elsewhere = { CLICKHOUSE_URL: other.url, CLICKHOUSE_DATABASE: 'elsewhere' }
  await restoreInto(elsewhere)
  await using gateway = await gatewayOn(elsewhere)
  expect(await answersOf(gateway)).toEqual(answers)
}, 120_000)
