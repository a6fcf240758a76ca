import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import LZString from 'lz-string'
import { describe, expect, test } from 'vitest'
import { IngestOverloadedError } from '../../../src/ingest/captured-event.ts'
import { createLogger } from '../../../src/log.ts'
import { base64, browserEvent, gzip, posthog, token, uuid } from './testkit.ts'

const good = { event: 'e', distinct_id: 'd', uuid }
const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const bad: [string, string, number, string][] = [
  ['no object', '5', 400, 'not_an_object'],
  ['no name', '{"distinct_id":"d"}', 400, 'missing_event_name'],
  ['a name that is no text', '{"event":{"a":1},"distinct_id":"d"}', 400, 'missing_event_name'],
  ['a long name', `{"event":"${'x'.repeat(201)}","distinct_id":"d"}`, 400, 'event_name_too_long'],
  ['no distinct id', '{"event":"e"}', 400, 'missing_distinct_id'],
  ['an empty distinct id', '{"event":"e","distinct_id":""}', 400, 'missing_distinct_id'],
  ['properties that are a list', '{"event":"e","distinct_id":"d","properties":[]}', 400, 'invalid_properties'],
  ['too large', `{"event":"e","distinct_id":"d","properties":{"a":"${'x'.repeat(100_000)}"}}`, 413, 'event_too_large'],
  ['too deep', `{"event":"e","distinct_id":"d","properties":${nested(64)}}`, 400, 'too_deep'],
  [
    'deep enough to break a recursion',
    `{"event":"e","distinct_id":"d","properties":${nested(80_000)}}`,
    400,
    'too_deep',
  ],
]

describe('a bad event', () => {
  test.each(bad)('%s: goes to quarantine and does not fail its batch', async (_, text, _status, reason) => {
    const { post, events, rejected } = posthog()
    const batch = `{"api_key":"${token}","batch":[${JSON.stringify(good)},${text}]}`
    expect((await post('/batch', batch)).status).toBe(200)
    expect(events()).toHaveLength(1)
    expect(rejected()).toMatchObject([{ reason }])
    expect(rejected()[0]?.raw).not.toBe('')
  })

  test.each(bad)('%s: alone, its sender is told, and it is in quarantine too', async (_, text, status, reason) => {
    const { post, rejected } = posthog()
    const response = await post('/batch', `{"api_key":"${token}","batch":[${text}]}`)
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ type: 'validation_error', detail: rejected()[0]?.detail })
    expect(rejected()).toMatchObject([{ reason }])
  })

  test('the depth limit itself is allowed', async () => {
    const { post } = posthog()
    const event = `{"api_key":"${token}","event":"e","distinct_id":"d","properties":${nested(63)}}`
    expect((await post('/e', event)).status).toBe(200)
  })
})

describe('a bad request', () => {
  const text = JSON.stringify({ api_key: token, ...good })
  const twice = (stream: Uint8Array) => Buffer.concat([stream, stream])

  test.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['no body', '', {}, 400, 'empty_body'],
    ['no JSON', '{"api_key":', {}, 400, 'malformed_json'],
    ['JSON of no use', '"text"', {}, 400, 'malformed_json'],
    ['base64 of nothing', 'AAAA', {}, 400, 'malformed_json'],
    ['a batch that is no list', `{"api_key":"${token}","batch":{}}`, {}, 400, 'malformed_json'],
    ['a form without data', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 400, 'empty_body'],
    ['broken gzip', gzip(good).slice(0, 20), {}, 400, 'malformed_body'],
    ['broken brotli', 'x'.repeat(9), { 'Content-Encoding': 'br' }, 400, 'malformed_body'],
    ['lzma', 'x', { 'Content-Encoding': 'lzma' }, 415, 'unsupported_encoding'],
    ['what is no zstd', 'x', { 'Content-Encoding': 'zstd' }, 400, 'malformed_body'],
    ['deflate with more behind it', twice(deflateSync(text)), { 'Content-Encoding': 'deflate' }, 400, 'malformed_body'],
    ['raw deflate with more', twice(deflateRawSync(text)), { 'Content-Encoding': 'deflate' }, 400, 'malformed_body'],
    [
      'brotli with more behind it',
      twice(brotliCompressSync(text)),
      { 'Content-Encoding': 'br' },
      400,
      'malformed_body',
    ],
    ['gzip with a text behind it', Buffer.concat([gzip(good), Buffer.from('x')]), {}, 400, 'malformed_body'],
    ['gzip with a text behind padding', Buffer.concat([gzip(good), Buffer.from('\0x')]), {}, 400, 'malformed_body'],
    [
      'a form with two texts',
      `data=${encodeURIComponent(text)}&data=${base64({ api_key: token, ...good })}`,
      { 'Content-Type': 'application/x-www-form-urlencoded' },
      400,
      'malformed_body',
    ],
    ['many layers', 'x', { 'Content-Encoding': 'gzip, gzip, gzip' }, 415, 'unsupported_encoding'],
  ])('%s', async (_, body, headers, status, code) => {
    const { post, deliveries } = posthog()
    const response = await post('/e', body, headers)
    expect(response.status).toBe(status)
    const answer = await response.json()
    expect(answer).toMatchObject({ type: 'validation_error', code })
    expect(answer.detail).toBe(answer.error)
    expect(deliveries).toEqual([])
  })
})

describe('limits', () => {
  const bomb = gzipSync(Buffer.alloc(200_000_000, 0x20), { level: 9 })

  test.each<[string, string, Uint8Array | string, Record<string, string>]>([
    ['a zip bomb', '/e', bomb, {}],
    ['a zip bomb in base64', '/e', bomb.toString('base64'), {}],
    ['a zip bomb in a zip bomb', '/e', gzipSync(bomb), { 'Content-Encoding': 'gzip' }],
    ['an lz64 bomb', '/e?compression=lz64', LZString.compressToBase64(' '.repeat(2_000_000)), {}],
    ['a large body', '/e', ' '.repeat(1_000_001), {}],
    ['too many events', '/e', JSON.stringify(Array.from({ length: 101 }, () => browserEvent())), {}],
  ])('%s: 413', async (_, path, body, headers) => {
    const { post, deliveries } = posthog()
    expect((await post(path, body, headers)).status).toBe(413)
    expect(deliveries).toEqual([])
  })

  const deep = 400_000
  const manyForms = new Uint8Array(gzipSync(`data=e30%3D${'&a'.repeat(400_000)}`))
  const doors = ['/batch', '/e', '/engage', '/flags', '/webhooks/posthog']
  const bombs: [string, string, number, string][] = [
    ['arrays in arrays', `${'['.repeat(deep)}${']'.repeat(deep)}`, 400, 'malformed_json'],
    ['arrays that never end', '['.repeat(deep), 400, 'malformed_json'],
    ['small objects', `[${'{"a":1},'.repeat(180_000)}0]`, 413, 'too_large'],
    ['many properties', `{"a":1${',"a":1'.repeat(260_000)}}`, 413, 'too_large'],
    ['many numbers', `[0${',0'.repeat(510_000)}]`, 413, 'too_large'],
  ]

  test.each(bombs.flatMap((bomb) => doors.map((door) => [door, ...bomb] as const)))(
    '%s: a body of %s is refused before it is parsed',
    async (path, _, text, status, code) => {
      const { post } = posthog({ limits: { batchMaxBytes: 2_000_000 } })
      const response = await post(path, new Uint8Array(gzipSync(text)))
      expect(response.status).toBe(status)
      const answer = await response.json()
      expect(answer.code).toBe(code)
      expect(answer.detail).toMatch(/nested deeper than 200000|more than 500000 arrays/)
    },
  )

  test('a form of many parameters is refused before it is taken apart', async () => {
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const response = await posthog().post('/e', manyForms, headers)
    expect([response.status, (await response.json()).detail]).toEqual([400, 'A form may have at most 1000 parameters.'])
  })

  test('a long lz64 text is refused before it is unpacked, and says what to send', async () => {
    const response = await posthog().post('/batch/?compression=lz64', 'A'.repeat(256_001))
    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ code: 'too_large', detail: expect.stringContaining('gzip') })
  })

  test('the largest batches are none of this: many events, many properties, a long list of numbers', async () => {
    const sizes = [
      { events: 50_000, properties: 20 },
      { events: 8_000, properties: 100 },
    ]
    for (const { events, properties } of sizes) {
      const named = Object.fromEntries(Array.from({ length: properties }, (_, n) => [`property_${n}`, n]))
      const event = JSON.stringify({ event: 'e', distinct_id: 'd', properties: named })
      const { post, events: taken } = posthog({ limits: { batchMaxBytes: 20_000_000, batchMaxEvents: 50_000 } })
      const body = `{"api_key":"${token}","batch":[${Array(events).fill(event).join()}]}`
      expect((await post('/batch', body)).status).toBe(200)
      expect(taken()).toHaveLength(events)
    }
    const numbers = JSON.stringify({ api_key: token, ...good, properties: { numbers: Array(49_000).fill(0) } })
    expect((await posthog().post('/e', numbers)).status).toBe(200)
  })

  test('an endless body is not read to its end', async () => {
    let chunks = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        chunks++
        controller.enqueue(new Uint8Array(100_000))
      },
    })
    const { request } = posthog()
    const init: RequestInit & { duplex: 'half' } = { method: 'POST', body: endless, duplex: 'half' }
    expect((await request('/e', init)).status).toBe(413)
    expect(chunks).toBeLessThan(20)
  })

  test('two texts in the URL are refused too', async () => {
    const { request, deliveries } = posthog()
    const data = base64({ api_key: token, ...good })
    expect((await request(`/e/?data=${data}&data=${data}`)).status).toBe(400)
    expect(deliveries).toEqual([])
  })

  test('a declared length is believed when it is too large', async () => {
    const { post } = posthog()
    expect((await post('/e', '{}', { 'Content-Length': '1000001' })).status).toBe(413)
  })
})

describe('when events cannot be stored', () => {
  const failing = (error: Error) => posthog({ ingest: { accept: () => Promise.reject(error) } })
  const paths = ['/e', '/batch', '/webhooks/posthog']

  test.each(paths)('%s: an overload is 503 with its time', async (path) => {
    const response = await failing(new IngestOverloadedError('full', 7)).post(path, { api_key: token, ...good })
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '7'])
  })

  test.each(paths)('%s: any other failure is 503, and says nothing about it', async (path) => {
    const response = await failing(new Error('table default.events')).post(path, { api_key: token, ...good })
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '5'])
    expect(await response.text()).not.toContain('default.events')
  })

  test('a lookup of the token that fails is no 401', async () => {
    const { post, request } = posthog({ writeKeys: { locationOf: () => Promise.reject(new Error('down')) } })
    expect((await post('/e', { api_key: token, ...good })).status).toBe(503)
    expect((await request(`/array/${token}/config.js`)).status).toBe(503)
  })

  test('the log has the cause', async () => {
    const log = createLogger('silent')
    const seen: unknown[] = []
    log.error = (...line: unknown[]) => void seen.push(...line)
    const cause = new Error('table default.events')
    await posthog({ ingest: { accept: () => Promise.reject(cause) }, log }).post('/e', { api_key: token, ...good })
    expect(seen).toEqual([{ err: cause }, 'a capture request failed'])
  })
})
