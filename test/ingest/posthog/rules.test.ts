import { describe, expect, test } from 'vitest'
import { identityMappingOf } from '../../../src/ingest/identity-mapping.ts'
import { uuidOf } from '../../../src/ingest/landing-row.ts'
import { browserEvent, iso, nowMs, posthog, token, uuid } from './testkit.ts'

const event = (over: Record<string, unknown> = {}) => ({ api_key: token, event: 'e', distinct_id: 'd', uuid, ...over })

describe('tokens', () => {
  test.each([
    ['token', { token, event: 'e', distinct_id: 'd' }],
    ['$token', { $token: token, event: 'e', distinct_id: 'd' }],
    ['api_key', { api_key: token, event: 'e', distinct_id: 'd' }],
    ['properties.token', { event: 'e', properties: { token, distinct_id: 'd' } }],
    ['the first of several', { token, $token: 'phc_bergen', event: 'e', distinct_id: 'd', properties: { token: 'x' } }],
    ['a list of which one has it', [{ event: 'e', distinct_id: 'd' }, browserEvent()]],
    ['a batch whose events have it', { batch: [browserEvent()] }],
  ])('found in %s', async (_, body) => {
    const { post, deliveries } = posthog()
    expect((await post('/e', body)).status).toBe(200)
    expect(deliveries.map(({ locationId }) => locationId)).toEqual(['oslo'])
  })

  test.each([
    ['none', { event: 'e', distinct_id: 'd' }, 'missing_token'],
    ['empty', event({ api_key: '' }), 'missing_token'],
    ['no text', event({ api_key: 5 }), 'missing_token'],
    ['unknown', event({ api_key: 'phc_unknown' }), 'unknown_token'],
    ['a personal key', event({ api_key: 'phx_secret' }), 'invalid_token'],
    ['too long', event({ api_key: 'x'.repeat(65) }), 'invalid_token'],
    ['not ASCII', event({ api_key: 'nøkkel' }), 'invalid_token'],
    ['two in a list', [browserEvent(), browserEvent({}, { token: 'phc_bergen' })], 'multiple_tokens'],
    ['an unknown one for an empty batch', { api_key: 'phc_unknown', batch: [] }, 'unknown_token'],
  ])('%s: 401, nothing stored, the token not repeated', async (_, body, code) => {
    const { post, deliveries } = posthog()
    const response = await post('/e', body, { Origin: 'https://shop.example' })
    expect(response.status).toBe(401)
    const answer = await response.text()
    expect(JSON.parse(answer)).toMatchObject({ type: 'authentication_error', code })
    expect(answer).not.toMatch(/phx_secret|phc_unknown|phc_bergen/)
    expect(deliveries).toEqual([])
  })
})

describe('events', () => {
  const read = async (body: object, path = '/e') => {
    const { post, events } = posthog()
    expect((await post(path, body)).status).toBe(200)
    return events()
  }

  test.each([
    ['a number', { distinct_id: 7 }, '7'],
    ['zero', { distinct_id: 0 }, '0'],
    ['an object', { distinct_id: { a: 1 } }, '{"a":1}'],
    ['$distinct_id', { distinct_id: null, $distinct_id: 'x' }, 'x'],
    ['in the properties', { distinct_id: undefined, properties: { distinct_id: 'y' } }, 'y'],
    ['201 characters', { distinct_id: 'x'.repeat(201) }, 'x'.repeat(200)],
    ['201 characters outside of the basic plane', { distinct_id: '🏔'.repeat(201) }, '🏔'.repeat(200)],
  ])('distinct id: %s', async (_, over, distinctId) => {
    expect(await read(event(over))).toMatchObject([{ distinctId }])
  })

  test('person updates of the envelope win over those of the properties', async () => {
    const properties = { $set: { a: 1, b: 1 }, $set_once: { c: 1 }, $unset: ['x'] }
    const [merged] = await read(event({ properties, $set: { b: 2 }, $set_once: { d: 2 }, $unset: ['y', 'x'] }))
    expect(merged?.properties).toEqual({ $set: { a: 1, b: 2 }, $set_once: { c: 1, d: 2 }, $unset: ['x', 'y'] })
  })

  test('$unset may be an object; other forms of $set are left out', async () => {
    const [read1] = await read(event({ properties: { $set: { a: 1 } }, $set: 'no', $unset: { z: '' } }))
    expect(read1?.properties).toEqual({ $set: { a: 1 }, $unset: ['z'] })
    const [read2] = await read(event({ properties: { $unset: { y: '', z: '' } } }))
    expect(read2?.properties).toEqual({ $unset: ['y', 'z'] })
  })

  test('a key named __proto__ stays a property', async () => {
    const { post, events } = posthog()
    await post('/e', `{"api_key":"${token}","event":"e","distinct_id":"d","properties":{"__proto__":{"a":1}}}`)
    expect(JSON.stringify(events()[0]?.properties)).toBe('{"__proto__":{"a":1}}')
  })

  test('$performance_event is dropped without a word, an empty batch is fine', async () => {
    const { post, deliveries } = posthog()
    expect((await post('/e', event({ event: '$performance_event' }))).status).toBe(200)
    expect((await post('/e', [])).status).toBe(200)
    expect((await post('/batch', { api_key: token, batch: [] })).status).toBe(200)
    expect(deliveries).toEqual([{ locationId: 'oslo', events: [], rejected: [], ignored: 1, sender: {} }])
  })

  test('an event without a uuid gets the same one in each retry, although the corrected time differs', async () => {
    const sent = (delayMs: number) => {
      const gateway = posthog({ now: () => nowMs + delayMs })
      const one = { event: 'e', distinct_id: 'd', timestamp: iso(nowMs - 5_000) }
      return gateway
        .post('/batch', { api_key: token, sent_at: iso(nowMs), batch: [one] })
        .then(() => gateway.events()[0])
    }
    const [first, retry] = [await sent(0), await sent(70)]
    if (first === undefined || retry === undefined) throw new Error('An event is missing.')
    expect(uuidOf('oslo', retry)).toBe(uuidOf('oslo', first))
    expect(retry.timestampMs).not.toBe(first.timestampMs)
    // So is one whose sender does not tell its clock.
    expect(uuidOf('oslo', { event: 'e', distinctId: 'd', timestampMs: nowMs - 5_000, properties: {} })).toBe(
      uuidOf('oslo', first),
    )
  })

  test('$ignore_sent_at', async () => {
    const body = event({ timestamp: iso(nowMs - 5_000), properties: { $ignore_sent_at: true } })
    expect(await read(body, `/e?_=${nowMs - 60_000}`)).toMatchObject([{ timestampMs: nowMs - 5_000 }])
  })

  test('the user agent of a browser is kept, that of a server is not', async () => {
    const chrome = 'Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0'
    for (const [userAgent, sender] of [
      [chrome, { userAgent: chrome }],
      ['posthog-node/5.70.0', {}],
      ['python-requests/2', {}],
    ] as const) {
      const { post, deliveries } = posthog()
      await post('/e', event(), { 'User-Agent': userAgent })
      expect(deliveries[0]?.sender).toEqual(sender)
    }
  })
})

describe('visitors without consent', () => {
  const visit = async (over: { ms?: number; host?: string; userAgent?: string; token?: string } = {}) => {
    const { post, events } = posthog()
    const properties = {
      token: over.token ?? token,
      $host: over.host ?? 'shop.example',
      $raw_user_agent: over.userAgent ?? 'Mozilla/5.0 A',
      $anon_distinct_id: '$posthog_cookieless',
    }
    const timestamp = iso(over.ms ?? nowMs)
    await post('/e', { event: 'e', distinct_id: '$posthog_cookieless', timestamp, properties })
    return events()[0]
  }

  test('the same visitor has the same id all day, and another one tomorrow', async () => {
    const one = await visit()
    expect(one?.distinctId).toMatch(/^cookieless_[0-9a-f]{32}$/)
    expect((await visit({ ms: nowMs - 3_600_000 }))?.distinctId).toBe(one?.distinctId)
    for (const other of [
      { ms: nowMs - 86_400_000 },
      { host: 'b.example' },
      { userAgent: 'B' },
      { token: 'phc_bergen' },
    ])
      expect((await visit(other))?.distinctId).not.toBe(one?.distinctId)
  })

  test('the sentinel is not left where it would merge all visitors', async () => {
    expect((await visit())?.properties).not.toHaveProperty('$anon_distinct_id')
  })

  test.each([
    { event: '$identify', distinct_id: 'anna', properties: { $anon_distinct_id: '$posthog_cookieless' } },
    { event: '$create_alias', distinct_id: 'anna', properties: { alias: '$posthog_cookieless' } },
    { event: '$create_alias', distinct_id: '$posthog_cookieless', properties: { alias: 'anna' } },
    { event: '$merge_dangerously', distinct_id: '$posthog_cookieless', properties: { alias: 'anna' } },
  ])('who says who they are does not take all of the day with them: %j', async (event) => {
    const { post, events } = posthog()
    await post('/e', { token, ...event })
    expect(events().map(identityMappingOf)).toEqual([undefined])
  })
})
