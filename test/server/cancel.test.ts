import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { testSecret } from '../testkit/gateway.ts'

const secrets = { jwtSecret: testSecret, writeKeys: new Map([['key', 'oslo']]), demoWriteKey: undefined }
const query = '{ location { events { totalCount } } }'

/** A gateway on a socket, whose questions about events take for ever. */
async function slowGateway(env: Record<string, string>): Promise<RunningServer> {
  const unlimited = { PORT: '0', JWT_SECRET: testSecret, QUERY_MAX_ROWS_TO_READ: '9000000000000' }
  const server = await startServer(testConfig({ ...unlimited, ...env }), secrets, silentLog)
  const batch = [{ event: 'e', distinct_id: 'd', properties: {} }]
  await server.app.fetch(
    new Request('http://gateway/batch/', { method: 'POST', body: JSON.stringify({ api_key: 'key', batch }) }),
  )
  for (const statement of [
    'RENAME TABLE events TO real_events',
    `CREATE VIEW events AS SELECT real_events.* FROM numbers(1000000000000) AS n CROSS JOIN real_events
      WHERE sipHash64(n.number, real_events.event) = 0`,
  ])
    await server.clickhouse.client.command({ query: statement })
  return server
}

/** Asks over a socket of its own, which can be dropped. */
async function askOnSocket(server: RunningServer, locationId: string): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const token = await mintToken(testSecret, { location_id: locationId, scope: 'read' }, 60)
  const body = JSON.stringify({ query })
  socket.write(
    `POST /graphql HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  )
  return socket
}

async function until(what: string, isSo: () => boolean | Promise<boolean>, timeoutMs = 15_000): Promise<number> {
  const started = performance.now()
  while (!(await isSo())) {
    if (performance.now() - started > timeoutMs) throw new Error(`Not so in ${timeoutMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return performance.now() - started
}

const running = async (clickhouse: ClickHouse) =>
  (
    await select(
      clickhouse,
      `SELECT query_id FROM system.processes WHERE Settings['log_comment'] LIKE '%"statement":"event%'`,
    )
  ).length

describe('on a ClickHouse server', () => {
  let database: TestServer
  let server: RunningServer
  beforeAll(async () => {
    database = await startClickHouseServer()
    // Long enough that only the caller's leaving can end the query in time.
    server = await slowGateway({ CLICKHOUSE_URL: database.url, QUERY_TIMEOUT_MS: '120000' })
  })
  afterAll(async () => {
    await server.stop()
    await database[Symbol.asyncDispose]()
  })

  test('the query of who hangs up is gone within seconds, and its slot is free', { timeout: 60_000 }, async () => {
    const socket = await askOnSocket(server, 'oslo')
    await until('the query runs', async () => (await running(server.clickhouse)) === 1)
    expect([server.app.scheduler.running, server.app.gate.inFlight]).toEqual([1, 1])
    socket.destroy()
    expect(await until('the query is gone', async () => (await running(server.clickhouse)) === 0)).toBeLessThan(10_000)
    await until('the slot is free', () => server.app.scheduler.running === 0 && server.app.gate.inFlight === 0)
  })

  test('who hangs up while waiting never reaches the database', { timeout: 60_000 }, async () => {
    const { slotsPerTenant } = server.app.scheduler.limits
    const held = await Promise.all(Array.from({ length: slotsPerTenant }, () => askOnSocket(server, 'oslo')))
    await until('the share is used', () => server.app.scheduler.running === slotsPerTenant)
    await until('all run', async () => (await running(server.clickhouse)) === slotsPerTenant)
    // In the server too, each of a location's queries stands behind the one before.
    expect(
      await select(
        server.clickhouse,
        `SELECT Settings['priority'] AS priority FROM system.processes
          WHERE Settings['log_comment'] LIKE '%"statement":"event%' ORDER BY priority`,
      ),
    ).toEqual(held.map((_, index) => ({ priority: String(index + 1) })))
    const waiting = await askOnSocket(server, 'oslo')
    await until('one waits', () => server.app.scheduler.waiting === 1)
    waiting.destroy()
    await until('none waits', () => server.app.scheduler.waiting === 0)
    for (const socket of held) socket.destroy()
    await until('nothing runs', async () => (await running(server.clickhouse)) === 0)
  })
})

describe('on the embedded engine', () => {
  let server: RunningServer
  beforeAll(async () => {
    server = await slowGateway({ CLICKHOUSE_DATABASE: 'attrigraph_cancel', QUERY_TIMEOUT_MS: '3000' })
  })
  afterAll(() => server.stop())

  test('a query cannot be stopped: who hangs up is done with, its slot is held until its time is over', async () => {
    const { scheduler, gate } = server.app
    const socket = await askOnSocket(server, 'oslo')
    await until('the query runs', () => scheduler.running === 1)
    socket.destroy()
    await until('nobody waits for its answer', () => gate.inFlight === 0)
    expect(scheduler.running).toBe(1)
    const token = await mintToken(testSecret, { location_id: 'bergen', scope: 'read' }, 60)
    const answer = fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({
        query: '{ location { adCosts(range: { from: "2026-01-01", to: "2026-01-02" }) { totalCount } } }',
      }),
    })
    await until('the next one waits', () => scheduler.waiting === 1)
    expect(scheduler.running).toBe(1)
    // What has no parameters has a connection still.
    expect(await select(server.clickhouse, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(await (await answer).json()).toEqual({ data: { location: { adCosts: { totalCount: 0 } } } })
    await until('nothing runs', () => scheduler.running === 0)
  })
})
