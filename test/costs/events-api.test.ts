import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { select } from '../testkit/engine.ts'
import { type TestGateway, testGateway } from '../testkit/gateway.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway({ INGEST_BATCH_MAX_BYTES: '100000', INGEST_BATCH_MAX_EVENTS: '3000' })
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
    expect([answer.status, await answer.json()]).toEqual([
      status,
      { error: expect.any(String), documentation: 'http://gateway/v0/docs' },
    ])
  })

  test('a body that is too large is refused, also one that only grows when it is unpacked', async () => {
    const large = JSON.stringify({ ...row, campaign: 'x'.repeat(200_000) })
    expect((await post(large)).status).toBe(413)
    expect((await post(gzipSync(large), '?name=ad_costs', { 'content-encoding': 'gzip' })).status).toBe(413)
  })
  test('numbers keep every digit, in lines and in arrays', async () => {
    const costs = ['9007199254740993.01', '0.30000000000000001', '12345678901234567890.123456789', '5e2']
    const rows = costs.map((cost, n) => `{"date":"2026-02-0${n + 1}","channel":"long","cost":${cost},"currency":"EUR"}`)
    for (const body of [
      rows.join('\n'),
      `[${rows.join(' ,\n')}]`,
      `[${rows.map((each) => `{"x":"a\\"[{,",${each.slice(1)}`)}]`,
    ]) {
      const answer = await post(body, '?name=ad_costs&wait=true')
      expect(await answer.json()).toEqual({ successful_rows: 3, quarantined_rows: 1 })
    }
    const found = await select<{ cost: string }>(
      gateway.clickhouse,
      "SELECT cost FROM ad_costs FINAL WHERE channel = 'long' ORDER BY date",
    )
    expect(found.map(({ cost }) => cost)).toEqual(['9007199254740993.01', '12345678901234567890.123456789', '500'])
    expect(await quarantined('oslo')).toContainEqual({ detail: expect.stringMatching(/^cost must be/), raw: rows[1] })
  })

  test.each(['[', '{"a":'])('rows that nest without end (%s) are quarantined', async (opening) => {
    const closing = opening === '[' ? ']' : '}'
    const deep = `${opening.repeat(10_000)}1234567890123456789${closing.repeat(10_000)}`
    const good = JSON.stringify({ ...row, campaign: 'beside' })
    for (const body of [`${deep}\n${good}`, `[${good},${deep}]`, `{"date":${deep}}\n${good}`]) {
      const answer = await post(body)
      expect([answer.status, await answer.json()]).toEqual([202, { successful_rows: 1, quarantined_rows: 1 }])
    }
    expect((await post(`[${deep}]`)).status).toBe(202)
    expect((await post(opening.repeat(19_000))).status).toBe(202)
    expect(await quarantined('oslo')).toContainEqual({
      detail: 'is nested deeper than 64 levels',
      raw: deep.slice(0, 10_000),
    })
  })

  test('more rows than a request may hold are refused at once; as many as it may do not hold up others', async () => {
    const refused = await post('7\n'.repeat(50_000))
    expect([refused.status, await refused.json()]).toEqual([
      413,
      { error: expect.stringContaining('at most 3000 rows'), documentation: expect.any(String) },
    ])
    let others = 0
    const timer = setInterval(() => others++, 1)
    const taken = await post('7\n'.repeat(3_000))
    clearInterval(timer)
    expect(await taken.json()).toEqual({ successful_rows: 0, quarantined_rows: 3_000 })
    expect(others).toBeGreaterThan(2)
    expect(await quarantined('oslo')).toContainEqual({ detail: expect.stringMatching(/^must be an object/), raw: '7' })
  })
})
