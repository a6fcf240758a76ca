import { expect, test } from 'vitest'
import { testGateway } from '../testkit/gateway.ts'

const viewer = '{ viewer { subject } }'

test('a credential that asks too often gets 429 with its code and headers; others are answered', async () => {
  await using gateway = await testGateway({ READ_REQUESTS_PER_SECOND: '1', READ_REQUESTS_BURST: '3' }, () => 0)
  const token = await gateway.token({ location_id: 'oslo', scope: 'read', sub: 'ada' })
  const answers = []
  for (let count = 0; count < 4; count++) answers.push(await gateway.askWith(token, viewer))
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
  expect(answers[0]?.headers.get('x-ratelimit-limit')).toBe('3')
  expect(answers[0]?.headers.get('x-ratelimit-remaining')).toBe('2')
  const refused = answers[3]
  expect(refused?.errors).toEqual([
    {
      message: 'More than 1 requests a second with this credential. Try again in 1 s.',
      extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 1 },
    },
  ])
  const header = (name: string) => refused?.headers.get(name)
  expect([header('retry-after'), header('x-ratelimit-remaining'), header('cache-control')]).toEqual([
    '1',
    '0',
    'private, no-store',
  ])
  expect(Number(header('x-ratelimit-reset'))).toBeGreaterThan(0)
  // The same credential in a new token is the same; another subject of the location is not.
  const again = await gateway.token({ location_id: 'oslo', scope: 'read', sub: 'ada' }, 61)
  expect((await gateway.askWith(again, viewer)).status).toBe(429)
  expect((await gateway.ask('oslo', viewer)).status).toBe(200)
})

test('a request without a valid token counts for nobody', async () => {
  await using gateway = await testGateway({ READ_REQUESTS_PER_SECOND: '1', READ_REQUESTS_BURST: '1' }, () => 0)
  for (let count = 0; count < 5; count++) expect((await gateway.askWith(undefined, viewer)).status).toBe(401)
  expect(gateway.app.gate.inFlight).toBe(0)
  expect((await gateway.ask('oslo', viewer)).status).toBe(200)
})

test('a credential that asks too much at once gets 429, and is let in again afterwards', async () => {
  await using gateway = await testGateway({ READ_REQUESTS_CONCURRENT: '2' })
  const query = '{ location { users { nodes { userId } } } }'
  const answers = await Promise.all(Array.from({ length: 6 }, () => gateway.ask('oslo', query)))
  const statuses = answers.map(({ status }) => status).sort()
  expect(statuses.slice(0, 2)).toEqual([200, 200])
  expect(statuses.at(-1)).toBe(429)
  expect(gateway.app.gate.inFlight).toBe(0)
  expect((await gateway.ask('oslo', query)).status).toBe(200)
})

test('more queries than may wait are RATE_LIMITED where they stand, with Retry-After; the others are answered', async () => {
  await using gateway = await testGateway({ QUERY_QUEUE_MAX_PER_LOCATION: '2', QUERY_CONCURRENCY: '1' })
  const fields = Array.from({ length: 6 }, (_, n) => `u${n}: users(filter: { minEventCount: ${n} }) { totalCount }`)
  const answer = await gateway.ask('oslo', `{ ${fields.map((field, n) => `l${n}: location { ${field} }`).join(' ')} }`)
  const codes = answer.errors?.map(({ extensions }) => extensions.code) ?? []
  expect(codes.length).toBeGreaterThan(0)
  expect(new Set(codes)).toEqual(new Set(['RATE_LIMITED']))
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([200, '1'])
  expect(JSON.stringify(answer)).not.toContain('"http"')
  expect([gateway.app.scheduler.running, gateway.app.scheduler.waiting]).toEqual([0, 0])
})
