import { expect, test } from 'vitest'
import { redactUrl } from '../src/http/redact-url.ts'
import { createLogger, currentRequest } from '../src/log.ts'
import { testGateway } from './testkit/gateway.ts'

test.each([
  ['/e/?ip=1&token=phc_secret&_=1', '/e/?ip=1&token=[redacted]&_=1'],
  ['/webhooks/posthog?key=secret', '/webhooks/posthog?key=[redacted]'],
  ['/capture/?data=eyJhcGlfa2V5&compression=base64', '/capture/?data=[redacted]&compression=base64'],
  ['/array/phc_secret/config.js', '/array/[redacted]/config.js'],
  ['/graphql?query={viewer{subject}}', '/graphql?query=[redacted]'],
  ['/v0/pipes/users.json?token=secret&distinct_id=ann', '/v0/pipes/users.json?token=[redacted]&distinct_id=[redacted]'],
  ['/v0/events?name=ad_costs&wait=true&token=secret', '/v0/events?name=ad_costs&wait=true&token=[redacted]'],
  ['/v0/tokens/secret/refresh', '/v0/tokens/[redacted]/refresh'],
  ['/users/anna@example.com', '/users/[redacted]'],
  ['/e?ip=203.0.113.77&ip=0', '/e?ip=[redacted]&ip=0'],
  ['/v0/events?name=anna.k.smith', '/v0/events?name=[redacted]'],
  ['/%61rray/phc_secret/config', '/array/[redacted]/config'],
  ['/e/?%74oken=phc_secret&phc_secret', '/e/?%74oken=[redacted]&[redacted]'],
  ['/e?ip=a%20secret&a?b=c', '/e?ip=[redacted]&[redacted]'],
  [`/capture/phc_${'x'.repeat(40)}`, '/capture/[redacted]'],
  ['/capture/ann%E0', '[unreadable]'],
  ['/users/a%2Fanna@example.com', '/users/[redacted]'],
  ['/users/a/anna@example.com', '/users/[redacted]/[redacted]'],
  ['/v0//tokens/secret', '/v0//tokens/[redacted]'],
  ['/e/%3Ftoken=phc_secret', '/e/[redacted]'],
])('%s is logged without its secrets', (url, logged) => expect(redactUrl(url)).toBe(logged))

test('secrets in fields are censored, and the id of the request stands on each line', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => lines.push(line) })
  currentRequest.run({ requestId: 'r-1' }, () =>
    log.info(
      { headers: { authorization: 'Bearer secret' }, token: 'secret', req: { headers: { cookie: 'secret' } } },
      'hello',
    ),
  )
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ requestId: 'r-1', msg: 'hello', token: '[redacted]' })
  expect(lines.join()).not.toContain('secret')
})

test('no line of a served request holds a credential', async () => {
  const lines: string[] = []
  const log = createLogger('debug', { write: (line) => lines.push(line) })
  await using gateway = await testGateway({}, undefined, undefined, log)
  const secret = await gateway.token({ location_id: 'oslo', scope: 'read' })
  const post = { method: 'POST', body: '{"batch": [' }
  for (const path of [`/batch/?token=${secret}`, `/webhooks/posthog?key=${secret}`, `/e/?api_key=${secret}&_=1`])
    await gateway.fetch(path, post)
  await gateway.fetch(`/array/${secret}/config.js`)
  await gateway.fetch(`/nothing/here?access_token=${secret}`)
  await gateway.askWith(secret, '{ viewer { subject } }')
  await gateway.askWith(`${secret}x`, '{ viewer { subject } }')
  expect(lines.filter((line) => line.includes('"request"'))).toHaveLength(7)
  expect(lines.join('')).not.toContain(secret.slice(0, 20))
})
