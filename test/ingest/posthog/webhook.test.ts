import { createHmac } from 'node:crypto'
import { Webhook } from 'standardwebhooks'
import { describe, expect, test } from 'vitest'
import { iso, nowMs, posthog, token, uuid } from './testkit.ts'

const path = '/webhooks/posthog'
const pushed = {
  event: {
    uuid,
    event: '$autocapture',
    distinct_id: 'd',
    timestamp: iso(nowMs - 60_000),
    properties: { a: 1 },
    elements_chain: 'a:nth-child="1"',
    url: 'https://eu.posthog.example/project/1/events/x',
  },
  person: { id: 'p', properties: { email: 'a@b.example' }, name: 'A', url: '' },
}
const expected = {
  locationId: 'oslo',
  events: [
    {
      uuid,
      event: '$autocapture',
      distinctId: 'd',
      timestampMs: nowMs - 60_000,
      properties: { a: 1, $elements_chain: 'a:nth-child="1"' },
    },
  ],
  rejected: [],
  sender: {},
}

describe('webhook', () => {
  test.each<[string, string, object, Record<string, string>]>([
    ['?key=', `${path}?key=${token}`, pushed, {}],
    ['?token=', `${path}/?token=${token}`, pushed, {}],
    ['a bearer token', path, pushed, { Authorization: `Bearer ${token}` }],
    ['api_key in the body', path, { ...pushed, api_key: token }, {}],
    ['a list', `${path}?key=${token}`, [pushed], {}],
    ['an event as the body', `${path}?key=${token}`, pushed.event, {}],
    ['a batch', `${path}`, { api_key: token, batch: [pushed.event] }, {}],
    ['a batch of pushes', `${path}?key=${token}`, { batch: [pushed] }, {}],
  ])('with %s', async (_, url, body, headers) => {
    const { post, deliveries } = posthog()
    const response = await post(url, body, { 'User-Agent': 'Mozilla/5.0 PostHog', ...headers })
    expect(response.status).toBe(200)
    expect(deliveries).toEqual([expected])
  })

  test('a list may hold pushes and events', async () => {
    const { post, events, rejected } = posthog()
    const plain = { event: 'plain', distinct_id: 'e', timestamp: iso(nowMs - 60_000) }
    expect((await post(`${path}?key=${token}&_=${nowMs - 5_000}`, [pushed, plain])).status).toBe(200)
    const at = { timestampMs: nowMs - 60_000 }
    expect(events()).toMatchObject([
      { event: '$autocapture', ...at },
      { event: 'plain', ...at },
    ])
    expect(rejected()).toEqual([])
  })

  test('a push that is a batch too is refused: one of the two would vanish', async () => {
    const { post, deliveries } = posthog()
    expect((await post(`${path}?key=${token}`, { ...pushed, batch: [pushed.event] })).status).toBe(400)
    expect(deliveries).toEqual([])
  })

  test('without a known key: 401', async () => {
    const { post, deliveries } = posthog()
    expect((await post(path, pushed)).status).toBe(401)
    expect((await post(`${path}?key=phc_unknown`, pushed)).status).toBe(401)
    expect(deliveries).toEqual([])
  })
})

describe('signed webhook', () => {
  const key = Buffer.from('0123456789abcdef0123456789abcdef')
  const webhookSecret = `whsec_${key.toString('base64')}`
  const body = JSON.stringify(pushed)
  const sign = (id: string, seconds: number, content = body) =>
    `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${content}`).digest('base64')}`
  const headers = (id: string, seconds: number, signature: string) => ({
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signature,
  })
  const now = nowMs / 1000
  const send = async (signed: Record<string, string>, content = body) => {
    const { post, deliveries } = posthog({ webhookSecrets: [webhookSecret] })
    const response = await post(`${path}?key=${token}`, content, signed)
    return [response.status, deliveries.length]
  }

  // The example of the Standard Webhooks specification, so that the implementation is not only checked against itself.
  test('the published example', async () => {
    const { post } = posthog({
      webhookSecrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
      now: () => 1_614_265_330_000,
    })
    const published = {
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }
    // Its body is no event, so it passes the signature and is refused as an event.
    expect((await post(`${path}?key=${token}`, '{"test": 2432232314}', published)).status).toBe(400)
    expect((await post(`${path}?key=${token}`, '{"test": 2432232315}', published)).status).toBe(401)
  })

  test.each([
    ['right', headers('m', now, sign('m', now)), [200, 1]],
    ['one of several', headers('m', now, `v1,AAAA v2,x ${sign('m', now)}`), [200, 1]],
    ['four minutes old', headers('m', now - 240, sign('m', now - 240)), [200, 1]],
    ['six minutes old', headers('m', now - 360, sign('m', now - 360)), [401, 0]],
    ['from the future', headers('m', now + 360, sign('m', now + 360)), [401, 0]],
    ['of another id', headers('m', now, sign('n', now)), [401, 0]],
    ['of another body', headers('m', now, sign('m', now, '{}')), [401, 0]],
    ['of another version', headers('m', now, sign('m', now).replace('v1', 'v2')), [401, 0]],
    ['empty', headers('m', now, ''), [401, 0]],
    ['missing', {}, [401, 0]],
  ])('%s', async (_, signed, outcome) => expect(await send(signed as Record<string, string>)).toEqual(outcome))

  test('a signature of an empty body vouches for no event in the URL', async () => {
    const { request, deliveries } = posthog({ webhookSecrets: [webhookSecret] })
    const signed = headers('m', now, sign('m', now, ''))
    const data = encodeURIComponent(body)
    for (const method of ['POST', 'PUT'])
      expect((await request(`${path}?key=${token}&data=${data}`, { method, headers: signed })).status).toBe(401)
    expect(deliveries).toEqual([])
    const unsigned = posthog()
    expect((await unsigned.request(`${path}?key=${token}&data=${data}`, { method: 'POST' })).status).toBe(200)
  })

  test('a time that is no number', async () => {
    expect(await send({ 'webhook-id': 'm', 'webhook-timestamp': 'NaN', 'webhook-signature': 'v1,AAAA' })).toEqual([
      401, 0,
    ])
  })

  describe('while the secret is changed', () => {
    const secrets = ['old', 'new', 'none of ours'].map(
      (name) => `whsec_${Buffer.from(name.padEnd(32, '.')).toString('base64')}`,
    )
    const [old = '', next = '', foreign = ''] = secrets
    // By the reference library of the specification, as a sender would.
    const signature = (...by: string[]) =>
      by.map((secret) => new Webhook(secret).sign('msg_1', new Date(nowMs), body)).join(' ')

    test.each<[string, string[], string[], number]>([
      ['both are taken: the old one', [next, old], [old], 200],
      ['both are taken: the new one', [next, old], [next], 200],
      ['a sender that signs with both', [next], [old, next], 200],
      ['the old one is gone', [next], [old], 401],
      ['none of ours', [next, old], [foreign], 401],
    ])('%s', async (_, webhookSecrets, by, status) => {
      const { post } = posthog({ webhookSecrets })
      const response = await post(`${path}?key=${token}`, body, headers('msg_1', now, signature(...by)))
      expect(response.status).toBe(status)
    })

    test('a signature moved to another time, id or body is none', async () => {
      const { post, deliveries } = posthog({ webhookSecrets: [next, old] })
      const good = signature(next)
      const sent: [string, Record<string, string>][] = [
        [body, headers('msg_1', now + 1, good)],
        [body, headers('msg_2', now, good)],
        [`${body} `, headers('msg_1', now, good)],
        [body, headers('msg_1', now, good.toLowerCase())],
        [body, headers('msg_1', now, good.slice(0, -4))],
      ]
      for (const [content, signed] of sent)
        expect((await post(`${path}?key=${token}`, content, signed)).status).toBe(401)
      expect(deliveries).toEqual([])
    })
  })

  test.each([
    ['exactly five minutes old', -300, 200],
    ['a second older', -301, 401],
    ['exactly five minutes ahead', 300, 200],
    ['a second more ahead', 301, 401],
  ])('%s', async (_, offset, status) => {
    expect((await send(headers('m', now + offset, sign('m', now + offset))))[0]).toBe(status)
  })
})
