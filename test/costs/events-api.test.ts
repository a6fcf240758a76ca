import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ INGEST_BATCH_MAX_BYTES: '100000' })
})
afterAll(() => gateway[Symbol.asyncDispose]())

const row = { date: '2026-01-31', channel: 'google_ads', campaign: 'a', cost: '12.50', currency: 'EUR' }

function post(body: string | Uint8Array<ArrayBuffer>, query = '?name=ad_costs', headers: Record<string, string> = {}) {
  const authorization = { authorization: 'Bearer key-oslo' }
  return gateway.fetch(`/v0/events${query}`, { method: 'POST', headers: { ...authorization, ...headers }, body })
}

const stored = (locationId: string) =>
  select<{ campaign: string; cost: string }>(
    gateway.clickhouse,
    'SELECT campaign, cost FROM ad_costs FINAL WHERE location_id = {location_id:String} ORDER BY campaign',
    { location_id: locationId },
  )
const quarantined = (locationId: string) =>
  select<{ detail: string; raw: string }>(
    gateway.clickhouse,
    'SELECT detail, raw FROM ad_costs_quarantine FINAL WHERE location_id = {location_id:String} ORDER BY detail',
    { location_id: locationId },
  )

describe('ad_costs', () => {
  test('one object, an array, lines, gzip: each in its way, a repetition replaces', async () => {
    const one = await post(JSON.stringify(row))
    expect([one.status, await one.json()]).toEqual([202, { successful_rows: 1, quarantined_rows: 0 }])
    const array = await post(
      JSON.stringify([
        { ...row, campaign: 'b' },
        { ...row, cost: 13 },
      ]),
      '?name=ad_costs&wait=true',
    )
    expect([array.status, await array.json()]).toEqual([200, { successful_rows: 2, quarantined_rows: 0 }])
    const lines = [
      { ...row, campaign: 'c' },
      { ...row, campaign: 'd' },
    ]
      .map((each) => JSON.stringify(each))
      .join('\n')
    const packed = await post(gzipSync(lines), '?name=ad_costs', {
      'content-encoding': 'gzip',
      'content-type': 'text/plain',
    })
    expect([packed.status, await packed.json()]).toEqual([202, { successful_rows: 2, quarantined_rows: 0 }])
    expect(await stored('oslo')).toEqual([
      { campaign: 'a', cost: '13' },
      { campaign: 'b', cost: '12.5' },
      { campaign: 'c', cost: '12.5' },
      { campaign: 'd', cost: '12.5' },
    ])
    expect(await stored('bergen')).toEqual([])
  })

  test('rows that cannot be used go to quarantine with the reason, and never fail the others', async () => {
    const lines = [JSON.stringify({ ...row, cost: 'ten' }), '{"date":', JSON.stringify(row), '7'].join('\n')
    const answer = await post(lines, '?name=ad_costs&token=key-bergen', { authorization: '' })
    expect([answer.status, await answer.json()]).toEqual([202, { successful_rows: 1, quarantined_rows: 3 }])
    expect(await stored('bergen')).toEqual([{ campaign: 'a', cost: '12.5' }])
    expect(await quarantined('bergen')).toEqual([
      { detail: expect.stringMatching(/^cost must be a decimal/), raw: JSON.stringify({ ...row, cost: 'ten' }) },
      { detail: 'is not JSON', raw: '{"date":' },
      { detail: expect.stringMatching(/^must be an object/), raw: '7' },
    ])
  })

  test.each([
    ['no key', '?name=ad_costs', { authorization: '' }, 403],
    ['an unknown key', '?name=ad_costs', { authorization: 'Bearer nobody' }, 403],
    ['no name', '', {}, 400],
    ['another data source', '?name=users', {}, 404],
    ['a name of Object', '?name=constructor', {}, 404],
    ['an unknown encoding', '?name=ad_costs', { 'content-encoding': 'zip' }, 415],
  ])('%s is refused with an error to read', async (_, query, headers, status) => {
    const answer = await post(JSON.stringify(row), query, headers)
    expect([answer.status, await answer.json()]).toEqual([status, { error: expect.any(String) }])
  })

  test('a body that is too large is refused, also one that only grows when it is unpacked', async () => {
    const large = JSON.stringify({ ...row, campaign: 'x'.repeat(200_000) })
    expect((await post(large)).status).toBe(413)
    expect((await post(gzipSync(large), '?name=ad_costs', { 'content-encoding': 'gzip' })).status).toBe(413)
  })
})
