import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { expectData, testGateway } from '../../testkit/gateway.ts'

test('a signed webhook that is sent again within its five minutes changes nothing', async () => {
  const secret = `whsec_${Buffer.from('a secret of the tests alone, 32 b').toString('base64')}`
  await using gateway = await testGateway({ WEBHOOK_SECRET: secret })
  const body = JSON.stringify({ event: { event: 'paid', distinct_id: 'd', timestamp: '2026-05-01T10:00:00Z' } })
  const at = new Date()
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
  }
  const send = () => gateway.fetch('/webhooks/posthog?key=key-oslo', { method: 'POST', headers, body })
  expect([(await send()).status, (await send()).status]).toEqual([200, 200])
  const answer = await gateway.ask('oslo', '{ location { events { totalCount nodes { name } } } }')
  expect(expectData(answer)).toEqual({ location: { events: { totalCount: 1, nodes: [{ name: 'paid' }] } } })
})
