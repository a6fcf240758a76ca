import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createDashboard } from '../../src/dashboard/routes.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway?.[Symbol.asyncDispose]())

describe('the page', () => {
  test('allows nothing inline and nothing foreign, and is asked for anew each time', async () => {
    const response = await gateway.fetch('/')
    const html = await response.text()
    expect(response.status).toBe(200)
    const policy = response.headers.get('content-security-policy') ?? ''
    expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/)
    expect(policy).not.toMatch(/unsafe|https?:/)
    expect(response.headers.get('cache-control')).toBe('no-cache')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(html).not.toMatch(/<script(?![^>]+src=)|<style|\son\w+=|style=|https?:\/\//)
  })

  test.each(['/attribution', '/users/some%2Fbody', '/live', '/operations'])('is at %s too', async (path) => {
    expect(await (await gateway.fetch(path)).text()).toBe(await (await gateway.fetch('/')).text())
  })

  test('is nowhere else: what nobody knows is still told as JSON', async () => {
    for (const path of ['/nothing', '/assets', '/assets/nothing.js', '/assets/..%2Findex.html', '/documents.json']) {
      const response = await gateway.fetch(path)
      expect(response.status, path).toBe(404)
      expect(await response.json()).toHaveProperty('error')
    }
  })

  test('tells a browser that there is nothing, and where to go', async () => {
    const response = await gateway.fetch('/nothing', {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    })
    expect(response.status).toBe(404)
    expect(response.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
    expect(await response.text()).toBe(await (await gateway.fetch('/')).text())
  })

  test('says what to do when it is not built', async () => {
    const response = await createDashboard('/nowhere').routes.request('/')
    expect(response.status).toBe(503)
    expect(await response.text()).toContain('npm run build')
  })
})

test('assets never change under their names, and come compressed to who takes that', async () => {
  const html = await (await gateway.fetch('/')).text()
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? ''
  const plain = await gateway.fetch(script)
  expect(plain.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(plain.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  const compressed = await gateway.fetch(script, { headers: { 'accept-encoding': 'gzip, br' } })
  expect(compressed.headers.get('content-encoding')).toBe('br')
  const sizes = await Promise.all([plain, compressed].map(async (one) => (await one.arrayBuffer()).byteLength))
  expect(sizes[1]).toBeLessThan((sizes[0] ?? 0) / 2)
})

describe('operations by their hashes', () => {
  const documents: Record<string, string> = JSON.parse(
    readFileSync('dashboard/graphql/persisted-documents.json', 'utf8'),
  )
  const [hash = ''] = Object.entries(documents).find(([, text]) => text.startsWith('query Viewer')) ?? []
  const ask = async (sha256Hash: string, token?: string) => {
    const response = await gateway.fetch('/graphql', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ operationName: 'Viewer', extensions: { persistedQuery: { version: 1, sha256Hash } } }),
    })
    return { status: response.status, ...(await response.json()) }
  }

  test('are answered as their texts are, and only to who has a token', async () => {
    const token = await gateway.token({ location_id: 'oslo', scope: 'read', sub: 'reader' })
    expect((await ask(hash, token)).data.viewer).toMatchObject({ subject: 'reader', scopes: ['read'] })
    expect((await ask(hash)).status).toBe(401)
  })

  test('that nobody knows are told so, in the words that clients understand', async () => {
    const token = await gateway.token({ location_id: 'oslo', scope: 'read' })
    const { errors } = await ask('sha256:0123', token)
    expect(errors[0]).toMatchObject({ message: 'PersistedQueryNotFound', extensions: { code: 'NOT_FOUND' } })
  })
})
