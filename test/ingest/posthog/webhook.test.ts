import { createHmac } from 'node:crypto'
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
  ])('with %s', async (_, url, body, headers) => {
    const { post, deliveries } = posthog()
    const response = await post(url, body, { 'User-Agent': 'Mozilla/5.0 PostHog', ...headers })
    expect(response.status).toBe(200)
    expect(deliveries).toEqual([expected])
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
    const { post, deliveries } = posthog({ webhookSecret })
    const response = await post(`${path}?key=${token}`, content, signed)
    return [response.status, deliveries.length]
  }

  // The example of the Standard Webhooks specification, so that the implementation is not only checked against itself.
  test('the published example', async () => {
    const { post } = posthog({
      webhookSecret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
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

  test('a time that is no number', async () => {
    expect(await send({ 'webhook-id': 'm', 'webhook-timestamp': 'NaN', 'webhook-signature': 'v1,AAAA' })).toEqual([
      401, 0,
    ])
  })
})
