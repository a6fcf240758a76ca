import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { base64, gzip, posthog, token } from './testkit.ts'

const minimal = {
  token,
  supportedCompression: ['gzip', 'gzip-js'],
  hasFeatureFlags: false,
  captureDeadClicks: false,
  capturePerformance: false,
  autocapture_opt_out: false,
  autocaptureExceptions: false,
  analytics: { endpoint: '/i/v0/e/' },
  elementsChainAsString: true,
  errorTracking: { autocaptureExceptions: false, suppressionRules: [] },
  sessionRecording: false,
  heatmaps: false,
  productTours: false,
  defaultIdentifiedOnly: true,
  siteApps: [],
}

describe('remote config', () => {
  test('config.js adds its token and leaves others alone', async () => {
    const { request } = posthog()
    const response = await request(`/array/${token}/config.js`, { headers: { Origin: 'https://shop.example' } })
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toMatch(/^application\/javascript/)
    expect(response.headers.get('Cache-Control')).toBe('public, max-age=300')
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://shop.example')
    expect(response.headers.get('Vary')).toBe('Origin')
    const script = await response.text()
    const other = { phc_other: { config: {} } }
    for (const window of [{}, { _POSTHOG_REMOTE_CONFIG: { ...other } }] as { _POSTHOG_REMOTE_CONFIG?: object }[]) {
      const before = window._POSTHOG_REMOTE_CONFIG ?? {}
      runInNewContext(script, { window })
      const after: unknown = JSON.parse(JSON.stringify(window._POSTHOG_REMOTE_CONFIG))
      expect(after).toEqual({ ...before, [token]: { config: minimal, siteApps: [] } })
    }
  })

  test('config is the same as JSON', async () => {
    const response = await posthog().request(`/array/${token}/config`)
    expect(response.headers.get('Content-Type')).toMatch(/^application\/json/)
    expect(await response.json()).toEqual(minimal)
  })

  test.each(['phc_unknown', 'phx_a', '%3Cscript%3E'])('404 for the token %s', async (unknown) => {
    for (const file of ['config.js', 'config']) {
      const response = await posthog().request(`/array/${unknown}/${file}`, {
        headers: { Origin: 'https://a.example' },
      })
      expect(response.status).toBe(404)
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('https://a.example')
      expect(await response.text()).not.toContain(unknown)
    }
  })
})

describe('flags', () => {
  const asked = { token, distinct_id: 'd', groups: {} }
  test.each<[string, string | Uint8Array]>([
    ['/flags/?v=2', gzip(asked)],
    ['/flags?v=2&config=true', JSON.stringify(asked)],
    ['/flags/?v=2&compression=base64', `data=${encodeURIComponent(base64(asked))}`],
    ['/decide/?v=3', JSON.stringify({ api_key: token, distinct_id: 'd' })],
    ['/decide/?v=2', `data=${encodeURIComponent(base64(asked))}`],
  ])('%s: none, and the whole remote config', async (path, body) => {
    const response = await posthog().post(path, body)
    expect(response.status).toBe(200)
    expect(await response.json()).toEqual({
      ...minimal,
      flags: {},
      featureFlags: {},
      featureFlagPayloads: {},
      errorsWhileComputingFlags: false,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      isAuthenticated: false,
      toolbarParams: {},
      config: { enable_collect_everything: true },
    })
  })

  test('an unknown token is 401', async () => {
    expect((await posthog().post('/flags/?v=2', { token: 'phc_unknown' })).status).toBe(401)
  })
})

test.each([
  '/s/?ip=1',
  `/api/surveys/?token=${token}`,
  '/api/web_experiments/',
  '/api/early_access_features/',
  '/api/product_tours/',
  '/i/v1/logs?token=x',
  '/i/v1/metrics?token=x',
])('%s is answered with valid JSON', async (path) => {
  const { request, post } = posthog()
  for (const response of [await request(path), await post(path, {})]) {
    expect(response.status).toBe(200)
    expect(await response.json()).toBeTypeOf('object')
  }
})
