import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import LZString from 'lz-string'
import { describe, expect, test } from 'vitest'
import { base64, browserEvent, gzip, iso, nowMs, posthog, token, uuid } from './testkit.ts'

const sentAt = nowMs - 2_000
const happened = sentAt - 500
const corrected = happened + 2_000
const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
const text = { 'Content-Type': 'text/plain' }
const json = { 'Content-Type': 'application/json' }
const single = browserEvent({ timestamp: iso(happened) })
const withOffset = browserEvent({ offset: 500 })
const batch = (events: object[]) => ({ api_key: token, batch: events, sent_at: iso(sentAt) })
const query = `ip=1&_=${sentAt}&ver=1.290.0`

describe('each generation of posthog-js', () => {
  test.each<[string, string, Uint8Array | string, Record<string, string>, number]>([
    [
      '1.100: form, base64 without a hint',
      `/e/?${query}`,
      `data=${encodeURIComponent(base64(single))}`,
      form,
      corrected,
    ],
    ['1.205: list, gzip-js', `/e/?${query}&compression=gzip-js`, gzip([withOffset]), text, nowMs - 500],
    ['1.205: one event, gzip-js', `/e/?${query}&compression=gzip-js`, gzip(single), text, corrected],
    ['1.290: plain JSON', `/e/?${query}`, JSON.stringify([withOffset]), json, nowMs - 500],
    ['1.290: plain JSON despite the hint', `/e/?${query}&compression=gzip-js`, JSON.stringify(single), text, corrected],
    ['1.380: beacon', `/i/v0/e/?${query}&compression=gzip-js&beacon=1`, gzip([single]), text, corrected],
    ['1.418: batch with offsets', '/i/v0/e/', gzip(batch([withOffset])), text, nowMs - 500],
    ['1.449: gzip without any hint', '/i/v0/e/', gzip(batch([single])), text, corrected],
    ['1.449: retry', '/i/v0/e/?retry_count=1', gzip(batch([single])), text, corrected],
    [
      '1.449: base64',
      '/i/v0/e/?compression=base64',
      `data=${encodeURIComponent(base64(batch([single])))}`,
      form,
      corrected,
    ],
    ['1.449: uncompressed', '/e', JSON.stringify(batch([single])), json, corrected],
    ['form whose + were not escaped', `/e/?${query}`, `data=${base64(single)}`, form, corrected],
    ['form without its content type', `/e/?${query}`, `data=${encodeURIComponent(base64(single))}`, text, corrected],
    ['form with JSON', `/e/?${query}`, `data=${encodeURIComponent(JSON.stringify(single))}`, form, corrected],
    ['JSON that claims to be a form', `/e/?${query}`, JSON.stringify(single), form, corrected],
    ['the whole body base64', `/e/?${query}`, base64(single), text, corrected],
    ['base64 of gzip', `/e/?${query}`, gzipSync(JSON.stringify(single)).toString('base64'), text, corrected],
    [
      'lz64 form',
      `/e/?${query}&compression=lz64`,
      `data=${encodeURIComponent(LZString.compressToBase64(JSON.stringify(single)))}`,
      form,
      corrected,
    ],
    ['deflate', `/e/?${query}`, deflateSync(JSON.stringify(single)), { 'Content-Encoding': 'deflate' }, corrected],
    [
      'raw deflate',
      `/e/?${query}`,
      deflateRawSync(JSON.stringify(single)),
      { 'Content-Encoding': 'deflate' },
      corrected,
    ],
    ['brotli', `/e/?${query}`, brotliCompressSync(JSON.stringify(single)), { 'Content-Encoding': 'br' }, corrected],
    ['gzip in gzip', `/e/?${query}`, gzipSync(gzip(single)), { 'Content-Encoding': 'gzip' }, corrected],
    ['unpacked by a proxy', `/e/?${query}`, JSON.stringify(single), { 'Content-Encoding': 'gzip' }, corrected],
    ['byte order mark', `/e/?${query}`, `\ufeff${JSON.stringify(single)}`, json, corrected],
  ])('%s', async (_, path, body, headers, timestampMs) => {
    const { post, deliveries } = posthog()
    const response = await post(path, body, headers)
    expect(await response.json()).toEqual({ status: 'Ok' })
    expect(response.status).toBe(200)
    expect(deliveries).toEqual([
      {
        locationId: 'oslo',
        events: [{ uuid, event: '$pageview', distinctId: 'anon', timestampMs, properties: single.properties }],
        rejected: [],
        sender: {},
      },
    ])
  })

  test('text outside of ASCII, through every compression', async () => {
    const event = browserEvent({}, { title: 'Ærlig ⛷ 🏔 + smil' })
    const lz = LZString.compressToBase64(JSON.stringify(event))
    for (const [path, body] of [
      ['/e', JSON.stringify(event)],
      ['/e', gzip(event)],
      ['/e', `data=${encodeURIComponent(base64(event))}`],
      ['/e?compression=lz64', lz],
      ['/e', `data=${encodeURIComponent(lz)}&compression=lz64`],
    ] as const) {
      const { post, events } = posthog()
      expect((await post(path, body)).status).toBe(200)
      expect(events()[0]?.properties).toEqual(event.properties)
    }
  })
})

describe('other senders', () => {
  test('posthog-node: gzip batch with token and ids outside of the properties', async () => {
    const { post, events } = posthog()
    const batched = ['a', 'b'].map((id) => ({
      event: 'paid',
      distinct_id: id,
      uuid: uuid.replace(/4$/, id),
      timestamp: iso(happened),
      type: 'capture',
      library: 'posthog-node',
      properties: { $lib: 'posthog-node', $is_server: true, token: 'of a password reset' },
    }))
    const headers = { ...json, 'Content-Encoding': 'gzip', 'User-Agent': 'posthog-node/5.70.0' }
    expect((await post('/batch/', gzip(batch(batched)), headers)).status).toBe(200)
    expect(events()).toEqual(
      batched.map(({ uuid, distinct_id, properties }) => ({
        uuid,
        event: 'paid',
        distinctId: distinct_id,
        timestampMs: corrected,
        properties,
      })),
    )
  })

  test('HTTP batch export: history, without a time of sending', async () => {
    const { post, events } = posthog()
    const exported = { uuid, distinct_id: 'd', event: 'old', timestamp: '2023-04-24T06:34:00+00:00', properties: {} }
    await post('/batch', { api_key: token, historical_migration: true, batch: [exported] }, json)
    expect(events()).toMatchObject([{ event: 'old', timestampMs: Date.UTC(2023, 3, 24, 6, 34) }])
  })

  test('replicator: elements_chain beside the properties, no uuid', async () => {
    const { post, events } = posthog()
    const replicated = {
      token,
      event: '$autocapture',
      distinct_id: 'd',
      timestamp: iso(happened),
      properties: { a: 1 },
    }
    await post('/e', { ...replicated, elements_chain: 'a:nth-child="1"' })
    expect(events()).toEqual([
      {
        event: '$autocapture',
        distinctId: 'd',
        timestampMs: happened,
        properties: { a: 1, $elements_chain: 'a:nth-child="1"' },
      },
    ])
  })

  test('GET with data, escaped and not', async () => {
    const { request, events } = posthog()
    expect((await request(`/e/?data=${encodeURIComponent(base64(single))}`)).status).toBe(200)
    expect((await request(`/e/?data=${base64(single)}`)).status).toBe(200)
    expect((await request(`/capture?data=${encodeURIComponent(JSON.stringify(single))}`)).status).toBe(200)
    expect(events()).toHaveLength(3)
  })

  test('engage without an event is an identification', async () => {
    const { post, events } = posthog()
    await post('/engage/', { $token: token, $distinct_id: 42, $set: { email: 'a@b.example' } })
    await post('/capture/', { api_key: token, distinct_id: 'x', $set: {} })
    expect(events()).toMatchObject([
      { event: '$identify', distinctId: '42', properties: { $set: { email: 'a@b.example' } } },
    ])
  })

  test.each(['/e', '/i/v0/e', '/capture', '/track', '/batch', '/i/v0/ai', '/i/v0/ai/batch', '/engage'])(
    '%s with and without a slash',
    async (path) => {
      const { post, events } = posthog()
      for (const one of [path, `${path}/`]) expect((await post(one, gzip(batch([single])))).status).toBe(200)
      expect(events()).toHaveLength(2)
    },
  )
})
