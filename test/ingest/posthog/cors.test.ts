import { Hono } from 'hono'
import { describe, expect, test } from 'vitest'
import { createBodyBudget } from '../../../src/ingest/body-budget.ts'
import { createPosthogRoutes } from '../../../src/ingest/posthog/routes.ts'
import { createLogger } from '../../../src/log.ts'
import { posthog, token } from './testkit.ts'

const origin = 'https://shop.example'
const paths = [
  '/e/',
  '/i/v0/e',
  '/batch/',
  '/engage',
  '/i/v1/analytics/events',
  '/flags/',
  '/decide',
  '/s',
  '/api/surveys',
]

describe('CORS', () => {
  test.each([...paths, `/array/${token}/config.js`])('preflight of %s without a token', async (path) => {
    const { request } = posthog()
    const response = await request(`${path}?ip=1`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Headers': 'content-type',
      },
    })
    expect(response.status).toBe(200)
    expect(Object.fromEntries(response.headers)).toEqual({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type',
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-expose-headers': 'Retry-After',
      'access-control-max-age': '86400',
      vary: 'Origin',
    })
  })

  test.each([
    ['an accepted event', '/e', { api_key: token, event: 'e', distinct_id: 'd' }, 200],
    ['a bad event', '/e', { api_key: token, event: 'e' }, 400],
    ['an unknown token', '/e', { api_key: 'phc_unknown', event: 'e', distinct_id: 'd' }, 401],
    ['flags', '/flags', { token }, 200],
    ['capture V1', '/i/v1/analytics/events', {}, 401],
  ])('%s', async (_, path, body, status) => {
    const response = await posthog().post(path, body, { Origin: origin })
    expect(response.status).toBe(status)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe(origin)
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true')
    expect(response.headers.get('Access-Control-Expose-Headers')).toBe('Retry-After')
    expect(response.headers.get('Vary')).toBe('Origin')
  })

  test('503 can be read by the SDK', async () => {
    const { post } = posthog({ ingest: { accept: () => Promise.reject(new Error('down')) } })
    const response = await post('/e', { api_key: token, event: 'e', distinct_id: 'd' }, { Origin: origin })
    expect([response.status, response.headers.get('Access-Control-Allow-Origin')]).toEqual([503, origin])
  })

  test('routes beside these stay closed to other origins', async () => {
    const posthogRoutes = createPosthogRoutes({
      ingest: { accept: () => Promise.reject(new Error('unused')) },
      writeKeys: { locationOf: async () => undefined },
      limits: { eventMaxBytes: 1, batchMaxBytes: 1, batchMaxEvents: 1, maxDepth: 1 },
      bodies: createBodyBudget(1),
      log: createLogger('silent'),
    })
    const app = new Hono().route('/', posthogRoutes).get('/graphql', (context) => context.text('data'))
    for (const path of ['/graphql', '/nothing'])
      expect(
        (await app.request(path, { headers: { Origin: origin } })).headers.has('Access-Control-Allow-Origin'),
      ).toBe(false)
  })
})
