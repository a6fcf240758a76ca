import { expect, test } from 'vitest'
import { createLogger, currentRequest, redactUrl } from '../src/log.ts'

test.each([
  ['/e/?ip=1&token=phc_secret&_=1', '/e/?ip=1&token=[redacted]&_=1'],
  ['/webhooks/posthog?key=secret', '/webhooks/posthog?key=[redacted]'],
  ['/capture/?data=eyJhcGlfa2V5&compression=base64', '/capture/?data=[redacted]&compression=base64'],
  ['/array/phc_secret/config.js', '/array/[redacted]/config.js'],
  ['/graphql?query={viewer{subject}}', '/graphql?query=[redacted]'],
  ['/v0/pipes/users.json?distinct_id=anna&from', '/v0/pipes/users.json?distinct_id=[redacted]&from=[redacted]'],
  ['/e?ip=a%20secret&a?b=c', '/e?ip=[redacted]&a?b=[redacted]'],
  [`/capture/phc_${'x'.repeat(40)}`, '/capture/[redacted]'],
])('%s is logged without its secrets', (url, logged) => expect(redactUrl(url)).toBe(logged))

test('secrets in fields are censored, and the id of the request stands on each line', () => {
  const lines: string[] = []
  const log = createLogger('info', { write: (line) => lines.push(line) })
  currentRequest.run({ requestId: 'r-1' }, () =>
    log.info({ headers: { authorization: 'Bearer secret' }, token: 'secret' }, 'hello'),
  )
  expect(JSON.parse(lines[0] ?? '{}')).toMatchObject({ requestId: 'r-1', msg: 'hello', token: '[redacted]' })
  expect(lines.join()).not.toContain('secret')
})
