import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadSecrets } from '../../src/secrets.ts'
import { type RunningServer, startServer } from '../../src/server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { testSecret } from '../testkit/gateway.ts'
import { smallLimits } from './hostile.ts'

let gateway: RunningServer
let port: number
beforeAll(async () => {
  const env = { JWT_SECRET: testSecret, WRITE_KEYS: 'key-oslo:oslo', PORT: '0', CLICKHOUSE_DATABASE: 'socket' }
  const config = testConfig({ ...env, ...smallLimits })
  gateway = await startServer(config, loadSecrets(config), silentLog)
  port = Number(new URL(gateway.url).port)
})
afterAll(() => gateway.stop())

/**
 * What comes back for raw bytes on a socket: until the gateway closes it, or has been silent after its answer. Who gets
 * an answer stops sending, as clients do.
 * @param silentMs How long to wait for an answer at all.
 */
async function raw(parts: readonly (string | Uint8Array)[], silentMs: number): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  let text = ''
  const answered = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
      resolve()
    })
    socket.on('close', () => resolve())
  })
  // The other side may close while we write.
  socket.on('error', () => undefined)
  for (const part of parts) {
    if (socket.destroyed || text !== '') break
    if (!socket.write(part)) await Promise.race([once(socket, 'drain').catch(() => undefined), answered])
  }
  await Promise.race([answered, new Promise((resolve) => setTimeout(resolve, silentMs))])
  // The rest of an answer comes at once.
  await new Promise((resolve) => setTimeout(resolve, 50))
  socket.destroy()
  return text
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
const event = '{"api_key":"key-oslo","event":"e","distinct_id":"d"}'
const head = (line: string, ...headers: string[]) => `${[line, 'Host: gateway', ...headers].join('\r\n')}\r\n\r\n`

/** 0: the connection was closed, or waits for more, without an answer. */
const cases: [name: string, parts: (string | Uint8Array)[], statuses: number[]][] = [
  ['TRACE', [head('TRACE / HTTP/1.1')], [400, 404, 405, 501]],
  ['TRACK', [head('TRACK /graphql HTTP/1.1', 'Authorization: Bearer canary')], [400, 401, 404, 405, 501]],
  ['CONNECT', [head('CONNECT gateway:443 HTTP/1.1')], [0, 400, 404, 405, 501]],
  ['an absolute URL', [head('GET http://elsewhere.example/health HTTP/1.1')], [200, 400, 404]],
  ['a URL that is none', [head('GET http://[/health HTTP/1.1')], [400]],
  ['no host', ['GET /health HTTP/1.1\r\n\r\n'], [400]],
  ['a host that is none', ['GET /health HTTP/1.1\r\nHost: a b/@[\r\n\r\n'], [400]],
  ['two hosts', ['GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'], [200, 400]],
  ['no HTTP', ['\x16\x03\x01\x00\xa5hello\r\n\r\n'], [0, 400]],
  ['an upgrade', [head('GET /graphql HTTP/1.1', 'Upgrade: websocket', 'Connection: Upgrade')], [400, 401, 404, 426]],
  ['headers of 100 kB', [head('GET /health HTTP/1.1', `X-Long: ${'x'.repeat(100_000)}`)], [431]],
  ['a URL of 100 kB', [head(`GET /e?data=${'x'.repeat(100_000)} HTTP/1.1`)], [400, 414, 431]],
  [
    'thousands of headers',
    [head('GET /health HTTP/1.1', ...Array.from({ length: 1_500 }, (_, n) => `X${n}: 1`))],
    [200, 431],
  ],
  ['a header with a line break inside', [head('GET /health HTTP/1.1', 'X-Request-Id: a\rSet-Cookie: b=c')], [400]],
  [
    'a length that is a lie: too long',
    [head('POST /e HTTP/1.1', `Content-Length: ${event.length + 50}`), event],
    [0, 408],
  ],
  ['a length that is a lie: too short', [head('POST /e HTTP/1.1', 'Content-Length: 5'), event], [400]],
  ['a negative length', [head('POST /e HTTP/1.1', 'Content-Length: -5'), event], [400]],
  ['two lengths', [head('POST /e HTTP/1.1', 'Content-Length: 5', 'Content-Length: 6'), event], [400]],
  [
    'a length and chunks',
    [head('POST /e HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked'), `0\r\n\r\n`],
    [400],
  ],
  ['chunks of nonsense', [head('POST /e HTTP/1.1', 'Transfer-Encoding: chunked'), 'zz\r\nx\r\n'], [0, 400, 503]],
  ['a length beyond the limit', [head('POST /e HTTP/1.1', 'Content-Length: 9000000000')], [413]],
  ['an event', [head('POST /e HTTP/1.1', `Content-Length: ${event.length}`), event], [200]],
]

test.each(cases)('%s', async (_, parts, statuses) => {
  const answer = await raw(parts, statuses.includes(0) ? 500 : 20_000)
  expect(statuses, answer.slice(0, 300)).toContain(statusOf(answer))
  expect(answer).not.toMatch(/canary|Set-Cookie|\n\s+at /i)
  expect((await fetch(`${gateway.url}/health`)).status).toBe(200)
})

test('a body without end is cut off at the limit, and does not fill the memory', async () => {
  const before = process.memoryUsage().rss
  const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`
  const answers = await Promise.all(
    ['/e', '/v0/events?name=ad_costs', '/webhooks/posthog'].map((path) =>
      raw(
        [
          head(`POST ${path} HTTP/1.1`, 'Authorization: Bearer key-oslo', 'Transfer-Encoding: chunked'),
          ...Array(400).fill(chunk),
        ],
        20_000,
      ),
    ),
  )
  expect(answers.map(statusOf)).toEqual([413, 413, 413])
  expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000)
})

test('who sends a byte now and then holds nobody else up', async () => {
  const slow = connect(port, '127.0.0.1')
  await once(slow, 'connect')
  slow.write(head('POST /e HTTP/1.1', 'Content-Length: 1000'))
  const drip = setInterval(() => slow.write('{'), 50)
  const answer = await fetch(`${gateway.url}/e`, { method: 'POST', body: event })
  clearInterval(drip)
  slow.destroy()
  expect(answer.status).toBe(200)
})
