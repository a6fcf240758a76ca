import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningServer, startServer } from '../../src/server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { testSecret } from '../testkit/gateway.ts'

let server: RunningServer
beforeAll(async () => {
  const config = testConfig({
    PORT: '0',
    JWT_SECRET: testSecret,
    HTTP_HEADERS_TIMEOUT_MS: '300',
    HTTP_REQUEST_TIMEOUT_MS: '600',
    HTTP_KEEP_ALIVE_TIMEOUT_MS: '200',
    HTTP_MAX_REQUESTS_PER_SOCKET: '2',
  })
  const secrets = { jwtSecret: testSecret, writeKeys: new Map([['key', 'oslo']]), demoWriteKey: undefined }
  server = await startServer(config, secrets, silentLog)
})
afterAll(() => server.stop())

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  return socket
}

/** Sends the text, then a byte now and then until the server hangs up; what it answered. */
async function trickle(text: string, byte: string): Promise<string> {
  const socket = await open()
  let answer = ''
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString()
  })
  // The server may hang up while a byte is on its way.
  socket.on('error', () => undefined)
  socket.write(text)
  const drip = setInterval(() => socket.write(byte), 50)
  await once(socket, 'close')
  clearInterval(drip)
  return answer
}

test('headers that come byte by byte are cut off', async () => {
  expect(await trickle('POST /batch/ HTTP/1.1\r\nhost: gateway\r\nx-slow: ', 'a')).toMatch(/^HTTP\/1\.1 408 /)
})

test('a body that comes byte by byte is cut off', async () => {
  const head =
    'POST /batch/ HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n'
  expect(await trickle(head, '[')).not.toMatch(/^HTTP\/1\.1 200 /)
})

test('a socket that waits for nothing is closed, and one does not serve for ever', async () => {
  const get = 'GET /health HTTP/1.1\r\nhost: gateway\r\n\r\n'
  const idle = await open()
  idle.write(get)
  await Promise.all([once(idle, 'close'), idle.resume()])
  const busy = await open()
  let answer = ''
  busy.on('data', (chunk: Buffer) => {
    answer += chunk.toString()
  })
  busy.write(get)
  await new Promise((resolve) => setTimeout(resolve, 50))
  busy.write(get)
  await once(busy, 'close')
  expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2)
  expect(answer.match(/connection: close/gi)).toHaveLength(1)
})
