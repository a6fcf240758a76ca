import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { testSecret } from '../testkit/gateway.ts'

let clickhouse: TestServer
beforeAll(async () => {
  clickhouse = await startClickHouseServer()
})
afterAll(() => clickhouse[Symbol.asyncDispose]())

const total = 12_000

describe.each(['embedded', 'server'])('over HTTP, with ClickHouse %s', (mode) => {
  let gateway: RunningServer
  let url: string
  let headers: Record<string, string>
  beforeAll(async () => {
    const env: Record<string, string> = mode === 'server' ? { CLICKHOUSE_URL: clickhouse.url } : {}
    const config = testConfig({ PORT: '0', JWT_SECRET: testSecret, ...env })
    const secrets = { demoWriteKey: undefined, jwtSecret: testSecret, writeKeys: new Map([['key-oslo', 'oslo']]) }
    gateway = await startServer(config, secrets, silentLog)
    url = `${gateway.url}/export/events.ndjson`
    headers = { authorization: `Bearer ${await mintToken(testSecret, { location_id: 'oslo', scope: 'read' }, 3_600)}` }
    const rows = Array.from({ length: total }, (_, n) =>
      JSON.stringify({
        event: 'e',
        distinct_id: 'd',
        timestamp: 1_767_225_600 + n,
        properties: { text: 'x'.repeat(2_000) },
      }),
    )
    // A request holds so many.
    for (let start = 0; start < total; start += 3_000) {
      const body = rows.slice(start, start + 3_000).join('\n')
      const sent = await fetch(`${gateway.url}/v0/events?name=events&token=key-oslo`, { method: 'POST', body })
      expect(await sent.json()).toEqual({ successful_rows: 3_000, quarantined_rows: 0 })
    }
  })
  afterAll(() => gateway.stop())

  /** Every page after the second fails, as when ClickHouse goes away. */
  function failing() {
    const { client } = gateway.clickhouse
    const query = client.query.bind(client)
    let queries = 0
    Object.assign(client, {
      query: (params: Parameters<typeof query>[0]) =>
        ++queries > 2 ? Promise.reject(new Error('ECONNRESET')) : query(params),
    })
    return () => Object.assign(client, { query })
  }

  test('everything arrives, compressed or not', async () => {
    for (const encoding of ['gzip', 'identity']) {
      const answer = await fetch(url, { headers: { ...headers, 'accept-encoding': encoding } })
      expect(answer.headers.get('content-encoding')).toBe(encoding === 'gzip' ? 'gzip' : null)
      expect((await answer.text()).trim().split('\n')).toHaveLength(total)
    }
  })

  test.each(['gzip', 'identity'])('a failure on the way breaks the transfer off (%s)', async (encoding) => {
    const restore = failing()
    try {
      const answer = await fetch(url, { headers: { ...headers, 'accept-encoding': encoding } })
      expect(answer.status).toBe(200)
      await expect(answer.text()).rejects.toThrow()
    } finally {
      restore()
    }
  })

  test('a failure before the first byte is an error to read', async () => {
    const answer = await fetch(`${url}?occurredAfter=never`, { headers })
    expect([answer.status, await answer.json()]).toEqual([400, { error: expect.any(String), code: 'BAD_USER_INPUT' }])
  })

  test('HEAD has the headers, opens no export and takes no room from the next request', async () => {
    for (const encoding of ['gzip', 'identity']) {
      const asked = { headers: { ...headers, 'accept-encoding': encoding } }
      const { client } = gateway.clickhouse
      const query = client.query
      Object.assign(client, { query: () => Promise.reject(new Error('HEAD reads nothing')) })
      // More than may be answered at the same time.
      for (let sent = 0; sent < 51; sent++) {
        const answer = await fetch(url, { method: 'HEAD', ...asked })
        expect([answer.status, answer.headers.get('content-encoding'), answer.headers.get('content-type')]).toEqual([
          200,
          encoding === 'gzip' ? 'gzip' : null,
          'application/x-ndjson; charset=utf-8',
        ])
      }
      Object.assign(client, { query })
      expect(gateway.app.gate.inFlight).toBe(0)
      const answer = await fetch(`${url}?limit=1`, asked)
      expect([answer.status, (await answer.text()).trim().split('\n').length]).toEqual([200, 1])
    }
    expect((await fetch(`${url}?nmae=x`, { method: 'HEAD', headers })).status).toBe(400)
    expect((await fetch(url, { method: 'HEAD' })).status).toBe(401)
    expect(gateway.app.gate.inFlight).toBe(0)
  })

  test('who leaves stops the reading', async () => {
    const { client } = gateway.clickhouse
    const query = client.query.bind(client)
    let queries = 0
    Object.assign(client, {
      query(params: Parameters<typeof query>[0]) {
        queries++
        return query(params)
      },
    })
    const { hostname, port } = new URL(url)
    const socket = connect(Number(port), hostname)
    socket.write(`GET /export/events.ndjson HTTP/1.1\r\nhost: x\r\nauthorization: ${headers.authorization}\r\n\r\n`)
    await once(socket, 'readable')
    socket.destroy()
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    const after = queries
    await new Promise((resolve) => setTimeout(resolve, 500))
    Object.assign(client, { query })
    // All of it takes a query for each of four pages, and perhaps one beforehand.
    expect(queries).toBe(after)
    expect(after).toBeLessThan(4)
  })
})
