import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../../src/server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { testSecret } from '../testkit/gateway.ts'

let server: RunningServer
beforeAll(async () => {
  const config = testConfig({
    PORT: '0',
    JWT_SECRET: testSecret,
    INGEST_BATCH_MAX_BYTES: '100000',
    INGEST_BODIES_MAX_BYTES: '200000',
    // So long what was received whole keeps its room.
    INGEST_FLUSH_MS: '2000',
  })
  const secrets = { jwtSecret: testSecret, writeKeys: new Map([['key', 'oslo']]), demoWriteKey: undefined }
  server = await startServer(config, secrets, silentLog)
})
afterAll(() => server.stop())

interface Sender {
  socket: Socket
  /** What comes back until the connection is closed. */
  answer: Promise<string>
}

async function begin(header: string, body: string, path = '/batch/'): Promise<Sender> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  const answer = once(socket, 'close').then(() => text)
  await new Promise((resolve) => socket.write(`POST ${path} HTTP/1.1\r\nhost: g\r\n${header}\r\n\r\n${body}`, resolve))
  return { socket, answer }
}

/** Leaves its request open after so many bytes: of an announced length, or of one that is never told. */
const dawdle = {
  announced: (bytes: number, path?: string) =>
    begin(`content-length: ${bytes + 1}\r\nauthorization: Bearer key`, '['.repeat(bytes), path),
  chunked: (bytes: number, path?: string) =>
    begin(
      'transfer-encoding: chunked\r\nauthorization: Bearer key',
      `${bytes.toString(16)}\r\n${'['.repeat(bytes)}\r\n`,
      path,
    ),
}

/** A body of exactly so many bytes, with one event, sent whole. */
async function sendWhole(event: string, bytes: number): Promise<string> {
  const bodyWith = (filler: string) =>
    JSON.stringify({ api_key: 'key', batch: [{ event, distinct_id: 'd', properties: { filler } }] })
  const body = bodyWith('x'.repeat(bytes - bodyWith('').length))
  const { answer } = await begin(`content-length: ${bytes}\r\nconnection: close`, body)
  return (await answer).slice(0, 'HTTP/1.1 200'.length)
}

async function heldBytes(): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text()
  return Number(/^attrigraph_ingest_bodies_bytes (\d+)$/m.exec(metrics)?.[1])
}
const stored = async () =>
  (await select<{ event: string }>(server.clickhouse, 'SELECT event FROM events ORDER BY event')).map(
    ({ event }) => event,
  )

test.each(['/batch/', '/v0/events?name=events'])(
  'an event finds room among bodies for %s that never become whole; the oldest is answered and its connection closed',
  async (path) => {
    const before = await stored()
    const oldest = await dawdle.announced(90_000, path)
    await expect.poll(heldBytes).toBe(90_000)
    const younger = await dawdle.chunked(90_000, path)
    await expect.poll(heldBytes).toBe(180_000)
    const event = `sent while all was full of ${path}`
    expect(await sendWhole(event, 25_000)).toBe('HTTP/1.1 200')
    expect(await stored()).toEqual([...before, event])
    expect(await oldest.answer).toMatch(/^HTTP\/1\.1 503 .*\r\nretry-after: 5\r\n/is)
    // Where one is enough, no other is pushed out.
    await expect.poll(heldBytes).toBe(90_000)
    younger.socket.destroy()
    await expect.poll(heldBytes).toBe(0)
  },
)

test('what was received whole is not pushed out', async () => {
  const before = await stored()
  const whole = ['whole 1', 'whole 2'].map((event) => sendWhole(event, 80_000))
  await expect.poll(heldBytes).toBe(160_000)
  const unfinished = await dawdle.chunked(30_000)
  await expect.poll(heldBytes).toBe(190_000)
  const small = sendWhole('whole 3', 25_000)
  expect(await unfinished.answer).toMatch(/^HTTP\/1\.1 503 /)
  expect(await heldBytes()).toBe(185_000)
  expect(await sendWhole('too much', 25_000)).toBe('HTTP/1.1 503')
  expect(await Promise.all([...whole, small])).toEqual(Array(3).fill('HTTP/1.1 200'))
  expect(await stored()).toEqual([...before, 'whole 1', 'whole 2', 'whole 3'])
  await expect.poll(heldBytes).toBe(0)
})
