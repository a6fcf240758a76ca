import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { captured, expectDerivedFromLanding, leftovers } from './history.ts'

let server: TestServer
let instances: ClickHouse[]

beforeAll(async () => {
  server = await startClickHouseServer()
  const open = () => createClickHouse(testConfig({ CLICKHOUSE_URL: server.url, JWT_SECRET: 'x'.repeat(32) }))
  instances = [await open(), await open(), await open()]
  for (const one of instances) await migrate(one)
})
afterAll(async () => {
  for (const one of instances) await one.close()
  await server[Symbol.asyncDispose]()
})

describe('on a ClickHouse server', () => {
  test('one process rebuilds while two others write', { timeout: 120_000 }, async () => {
    const [operator, ...gateways] = instances
    if (operator === undefined) throw new Error('No instance was opened.')
    let serving = true
    const written = gateways.map(async ({ client }, gateway) => {
      const writer = createWriter({ client, log: silentLog })
      let next = gateway * 100_000
      for (; serving; next += 10)
        expect(
          await writer.write([{ locationId: 'oslo', events: captured(next, next + 10), rejected: [], sender: {} }]),
        ).toMatchObject([{ accepted: 10 }])
      return next - gateway * 100_000
    })
    try {
      for (let round = 0; round < 3; round++) {
        await operator.client.command({ query: 'TRUNCATE TABLE sessions_mv' })
        await rebuild(operator, { inFlightSeconds: 30 })
      }
    } finally {
      serving = false
    }
    for (const count of await Promise.all(written)) expect(count).toBeGreaterThan(10)
    await expectDerivedFromLanding(operator, 'oslo')
    expect(await leftovers(operator)).toEqual([])
  })

  test('a second process is refused', async () => {
    const outcomes = await Promise.allSettled(instances.map((one) => rebuild(one)))
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
  })
})
