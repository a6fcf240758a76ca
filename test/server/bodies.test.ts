import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { mintToken } from '../../src/auth/mint-token.ts'
import { createLogger } from '../../src/log.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { testConfig } from '../testkit/config.ts'
import { testSecret } from '../testkit/gateway.ts'

const limit = 100_000
const secrets = { jwtSecret: testSecret, writeKeys: new Map([['key', 'oslo']]), demoWriteKey: undefined }
const logged: { level: number }[] = []
let server: RunningServer
let authorization: string
beforeAll(async () => {
  const env = { PORT: '0', JWT_SECRET: testSecret, GRAPHQL_MAX_BODY_BYTES: String(limit) }
  server = await startServer(
    testConfig({ ...env, INGEST_BATCH_MAX_BYTES: String(limit), INGEST_BODIES_MAX_BYTES: String(limit) }),
    secrets,
    createLogger('info', { write: (line) => logged.push(JSON.parse(line)) }),
  )
  authorization = `Bearer ${await mintToken(testSecret, { location_id: 'oslo', scope: 'read' }, 600)}`
})
afterAll(() => server.stop())

/** As bytes on a socket: what is announced need not be what comes. @returns the status. */
async function send(path: string, length: string, body: string): Promise<number> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  const head = [
    `POST ${path} HTTP/1.1`,
    'host: gateway',
    `authorization: ${authorization}`,
    'content-type: application/json',
    'connection: close',
    length,
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  let answer = ''
  socket.on('data', (chunk) => {
    answer += chunk
  })
  socket.on('error', () => undefined)
  await once(socket, 'close')
  return Number(answer.split(' ', 2)[1])
}

const chunked = (body: string) => `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n0\r\n\r\n`
const ways = [
  ['with its length', (path: string, body: string) => send(path, `content-length: ${Buffer.byteLength(body)}`, body)],
  ['in chunks', (path: string, body: string) => send(path, 'transfer-encoding: chunked', chunked(body))],
] as const

const bodies = {
  '/graphql': (filler: string) => JSON.stringify({ query: '{ location { timeZone } }', variables: { filler } }),
  '/batch/': (filler: string) =>
    JSON.stringify({ api_key: 'key', batch: [{ event: 'e', distinct_id: 'd', properties: { filler } }] }),
}

describe.each(Object.entries(bodies))('a body for %s', (path, bodyWith) => {
  test.each(ways)('that comes %s is read whole', async (_, post) => {
    // More than one read of the socket; and so large that it is read as a stream.
    for (const characters of [10_000, 40_000]) expect(await post(path, bodyWith('å'.repeat(characters)))).toBe(200)
  })

  test.each(ways)('that comes %s is refused when it is too large', async (_, post) => {
    expect(await post(path, bodyWith('x'.repeat(limit)))).toBe(413)
  })

  test.each(['-1', '1e3', '5, 5', 'ten'])('whose length is said to be %s is refused', async (length) => {
    expect(await send(path, `content-length: ${length}`, bodyWith('x'))).toBe(400)
  })
})

/** A sender who announces so much, and then sends so much of it. */
async function beginBody(announced: number, sent: number): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const text = `POST /batch/ HTTP/1.1\r\nhost: g\r\ncontent-length: ${announced}\r\n\r\n${'['.repeat(sent)}`
  await new Promise((resolve) => socket.write(text, resolve))
  return socket
}

describe('the room for bodies', () => {
  const heldBytes = async () => {
    const metrics = await (await fetch(`${server.url}/metrics`)).text()
    return Number(/^attrigraph_ingest_bodies_bytes (\d+)$/m.exec(metrics)?.[1])
  }
  const [, post] = ways[0]
  const body = bodies['/batch/']('x'.repeat(20_000))

  test('is not taken by what is announced and does not come', async () => {
    const idle = await Promise.all([95_000, 95_000, 60_000, 60_000].map((announced) => beginBody(announced, 1)))
    await expect.poll(heldBytes).toBe(2)
    expect(await post('/batch/', body)).toBe(200)
    for (const socket of idle) socket.destroy()
    await expect.poll(heldBytes).toBe(0)
  })

  test('is taken by what has come, and given back when its sender leaves', async () => {
    const slow = await beginBody(95_000, 90_000)
    await expect.poll(heldBytes).toBe(90_000)
    const another = await beginBody(95_000, 90_000)
    await once(another.resume(), 'close')
    expect(await heldBytes()).toBe(90_000)
    slow.destroy()
    await expect.poll(heldBytes).toBe(0)
    expect(await post('/batch/', body)).toBe(200)
  })
})

describe.each(Object.keys(bodies))('a sender who leaves in the middle of a body for %s', (path) => {
  test.each(['content-length: 1000', 'transfer-encoding: chunked'])('of "%s" is no failure of ours', async (length) => {
    logged.length = 0
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    await once(socket, 'connect')
    const head = `POST ${path} HTTP/1.1\r\nhost: g\r\nauthorization: ${authorization}\r\ncontent-type: application/json`
    const part = `${head}\r\n${length}\r\n\r\n${length.startsWith('t') ? '9\r\n' : ''}{"query":`
    await new Promise((resolve) => socket.write(part, resolve))
    socket.destroy()
    await expect.poll(() => logged).toContainEqual(expect.objectContaining({ msg: 'request', url: path, status: 499 }))
    const [, post] = ways[0]
    expect(await post(path, bodies['/batch/']('x'))).toBeLessThan(500)
    expect(server.app.gate.inFlight).toBe(0)
    expect(logged.filter(({ level }) => level >= 40)).toEqual([])
  })
})
