import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { generateWriteKey } from '../../src/auth/write-key.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { configured, eventually, type GatewayProcess, secret, startGateway } from './gateway-process.ts'

/** `attrigraph keys …`, as an operator runs it. */
async function keys(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, ['bin/attrigraph.js', 'keys', ...args], {
    env: { PATH: process.env.PATH, ...env },
  })
  const [stdout, stderr, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
  return { status, stdout, stderr, json: () => JSON.parse(stdout) }
}

const send = (gateway: GatewayProcess, key: string) =>
  fetch(`${gateway.url}/batch/`, {
    method: 'POST',
    body: JSON.stringify({ api_key: key, batch: [{ event: 'e', distinct_id: 'd' }] }),
  })
const manage = () => mintToken(secret, { location_id: 'oslo', scope: 'read manage', sub: 'ada' }, 600)

/** Each command is a process of its own, and takes its time to start on a busy machine. */
const timeout = 120_000

describe('attrigraph keys, embedded', { timeout }, () => {
  let gateway: GatewayProcess
  let directory: string
  beforeAll(async () => {
    gateway = await startGateway(configured)
    directory = /embedded ClickHouse in (\S+)/.exec(gateway.output())?.[1] ?? ''
  })
  afterAll(() => gateway?.[Symbol.asyncDispose]())

  test('while a gateway has the data it says what to do, and that works', async () => {
    const direct = await keys(['create', '--location', 'oslo', '--name', 'Shop'], { DATA_DIR: directory })
    expect(direct.status).toBe(1)
    expect(direct.stderr).toMatch(/in use by another process[\s\S]*--url http:.*ATTRIGRAPH_TOKEN/)
    expect(direct.stderr).toContain("attrigraph token --location oslo --scope 'read manage'")

    const through = ['--url', gateway.url, '--json']
    const env = { ATTRIGRAPH_TOKEN: await manage() }
    const made = (await keys(['create', '--location', 'oslo', '--name', 'Shop', ...through], env)).json()
    expect(made).toMatchObject({ locationId: 'oslo', name: 'Shop', createdBy: 'ada' })
    expect((await send(gateway, made.key)).status).toBe(200)
    expect((await keys(['list', '--location', 'oslo', ...through], env)).json()).toMatchObject([
      { id: made.id, name: 'Shop', prefix: made.key.slice(0, 8), revokedAt: null },
    ])
    expect(await keys(['revoke', made.id, ...through], env)).toMatchObject({ status: 0, stdout: '{"revoked":true}\n' })
    expect((await send(gateway, made.key)).status).toBe(401)
    expect(await keys(['revoke', 'wk_00000000000000000000', ...through], env)).toMatchObject({ status: 1 })
  })

  test('a token that may not, and none, are told', async () => {
    const through = ['create', '--location', 'bergen', '--name', 'Shop', '--url', gateway.url]
    const refused = await keys(through, { ATTRIGRAPH_TOKEN: await manage() })
    expect(refused).toMatchObject({ status: 1, stdout: '' })
    expect(refused.stderr).toMatch(/does not cover this location/)
    expect(await keys(through, {})).toMatchObject({ status: 1, stderr: /--url needs --token/ })
  })

  test('after the gateway has stopped it works on the data itself', async () => {
    expect(await gateway.stop()).toBe(0)
    const env = { DATA_DIR: directory, ...configured }
    const made = (await keys(['create', '--location', 'oslo', '--name', 'Later', '--by', 'bob', '--json'], env)).json()
    const listed = await keys(['list', '--location', 'oslo'], env)
    expect(listed.stdout).toMatch(new RegExp(`${made.id}  ${made.key.slice(0, 8)}…  \\S+ by bob  in force .* Later`))
    expect(listed.stdout).toMatch(/revoked \S+ by ada {2}Shop/)
    expect(listed.stdout).not.toContain(made.key)
  })
})

describe('two instances on one ClickHouse server', { timeout }, () => {
  let server: TestServer
  let a: GatewayProcess
  let b: GatewayProcess
  beforeAll(async () => {
    server = await startClickHouseServer()
    const env = { ...configured, CLICKHOUSE_URL: server.url }
    a = await startGateway(env)
    b = await startGateway(env)
  }, timeout)
  afterAll(async () => {
    await a?.[Symbol.asyncDispose]()
    await b?.[Symbol.asyncDispose]()
    await server?.[Symbol.asyncDispose]()
  })

  const boundMs = 5_000

  test('created on A, good on B at once; revoked on A, refused there at once and on B within the bound', async () => {
    const env = { ATTRIGRAPH_TOKEN: await manage() }
    const made = (await keys(['create', '--location', 'oslo', '--name', 'Shop', '--url', a.url, '--json'], env)).json()
    for (const gateway of [b, a, b]) expect((await send(gateway, made.key)).status).toBe(200)

    const response = await fetch(`${a.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await manage()}` },
      body: JSON.stringify({ query: `mutation { revokeWriteKey(key: "${made.id}") }` }),
    })
    const revokedAt = Date.now()
    expect(await response.json()).toEqual({ data: { revokeWriteKey: true } })
    expect((await send(a, made.key)).status).toBe(401)

    // A request that began after the bound must be refused: the last one that was taken began before.
    let lastTaken = revokedAt
    await eventually(
      async () => {
        const began = Date.now()
        const { status } = await send(b, made.key)
        if (status === 200) lastTaken = began
        return status
      },
      (status) => status === 401,
    )
    expect(lastTaken - revokedAt).toBeLessThan(boundMs)
  })

  test('an operator beside them, on the server itself', async () => {
    const env = { ...configured, CLICKHOUSE_URL: server.url }
    const made = (await keys(['create', '--location', 'bergen', '--name', 'By hand', '--json'], env)).json()
    expect((await send(b, made.key)).status).toBe(200)
    expect((await keys(['revoke', made.key], env)).stdout).toMatch(
      /Revoked\. Running gateways refuse it within 5 seconds/,
    )
    await eventually(
      async () => (await send(b, made.key)).status,
      (status) => status === 401,
    )
  })

  test('without ClickHouse a known key stays known, and an unknown one must try again', async () => {
    const env = { ...configured, CLICKHOUSE_URL: server.url }
    const made = (await keys(['create', '--location', 'oslo', '--name', 'Shop', '--json'], env)).json()
    const flags = (key: string) =>
      fetch(`${b.url}/flags/`, { method: 'POST', body: JSON.stringify({ token: key, distinct_id: 'd' }) })
    expect((await flags(made.key)).status).toBe(200)
    await server[Symbol.asyncDispose]()
    await new Promise((resolve) => setTimeout(resolve, boundMs + 500))
    expect((await flags(made.key)).status).toBe(200)
    const unknown = await flags(generateWriteKey())
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([503, '5'])
    expect((await send(b, generateWriteKey())).status).toBe(503)
    expect((await flags('phc_somebody')).status).toBe(401)
    expect((await flags('e2e-write-key')).status).toBe(200)
  })
})
