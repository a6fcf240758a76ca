import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { createSql } from '../../src/sql/run.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { scopeOf } from '../testkit/scope.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await testGateway()
})
afterAll(() => gateway[Symbol.asyncDispose]())

interface Cost {
  date: string
  channel: string
  cost: string | number
  currency: string
  source?: string | null
  campaign?: string | null
  clicks?: number | null
  impressions?: number | null
}

const manager = (locationId: string) => gateway.token({ location_id: locationId, scope: 'read manage' })

async function importCosts(locationId: string, rows: object[], token?: string) {
  const query = 'mutation ($input: ImportAdCostsInput!) { importAdCosts(input: $input) }'
  return gateway.askWith<{ importAdCosts: number }>(token ?? (await manager(locationId)), query, {
    input: { locationId, rows },
  })
}

const all = '(range: { from: "2026-01-01", to: "2026-12-31" }, first: 1000)'

async function stored(locationId: string): Promise<Cost[]> {
  const answer = await gateway.ask<{ location: { adCosts: { totalCount: number; nodes: Cost[] } } }>(
    locationId,
    `{ location { adCosts${all} { totalCount nodes { date channel source campaign cost currency clicks impressions } } } }`,
  )
  const { adCosts } = expectData(answer).location
  expect(adCosts.totalCount).toBe(adCosts.nodes.length)
  return adCosts.nodes
}

const unlimitedQuery = { timeoutMs: 60_000, maxMemoryBytes: 2e9, maxRowsToRead: 1e9, maxResultRows: 1e6 }

const row: Cost = { date: '2026-01-31', channel: 'google_ads', cost: '12.50', currency: 'EUR' }

describe('importing', () => {
  test('a row is stored exactly as it was given, and a later one replaces it', async () => {
    const given = { ...row, source: 'google', campaign: 'Vår', cost: '-12345678901234567890.123456789', clicks: 3 }
    expect(expectData(await importCosts('exact', [given])).importAdCosts).toBe(1)
    expect(await stored('exact')).toEqual([{ ...given, impressions: null }])
    await importCosts('exact', [{ ...given, cost: '1', currency: 'usd', clicks: null, impressions: 7 }])
    expect(await stored('exact')).toEqual([{ ...given, cost: '1', currency: 'USD', clicks: null, impressions: 7 }])
  })

  test('numbers are taken where they are exact', async () => {
    const rows = [0.1, 12, '7'].map((cost, n) => ({ ...row, campaign: `c${n}`, cost }))
    expectData(await importCosts('numbers', rows))
    expect((await stored('numbers')).map(({ cost }) => cost).toSorted()).toEqual(['0.1', '12', '7'])
  })

  test('numbers that a float would change are taken by their digits, or refused', async () => {
    const query = 'mutation ($input: ImportAdCostsInput!) { importAdCosts(input: $input) }'
    const send = async (cost: string, how: 'json' | 'literal') => {
      const rows = `[{"date":"2026-01-31","channel":"${how}","currency":"EUR","campaign":"${cost}","cost":${cost}}]`
      const variables = `{"input":{"locationId":"digits","rows":${rows}}}`
      const literal = `mutation { importAdCosts(input: { locationId: "digits", rows: [{
        date: "2026-01-31", channel: "literal", currency: "EUR", campaign: "${cost}", cost: ${cost} }] }) }`
      const answer = await gateway.fetch('/graphql', {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await manager('digits')}`,
          'content-type': 'application/json',
        },
        body:
          how === 'json'
            ? `{"query":${JSON.stringify(query)},"variables":${variables}}`
            : JSON.stringify({ query: literal }),
      })
      const { errors } = await answer.json()
      return errors?.[0].extensions.code
    }
    for (const how of ['json', 'literal'] as const) {
      for (const cost of ['12345678901234567890.123456789', '9007199254740993', '1.10', '5e-1'])
        expect([how, cost, await send(cost, how)]).toEqual([how, cost, undefined])
      for (const cost of ['1.00000000000000001', '0.30000000000000001', '123456789012345678901', '1e-400', '1e400'])
        expect([how, cost, await send(cost, how)]).toEqual([how, cost, 'BAD_USER_INPUT'])
    }
    const costs = ['0.5', '1.1', '12345678901234567890.123456789', '9007199254740993']
    expect((await stored('digits')).map(({ cost }) => cost).toSorted()).toEqual(costs.flatMap((cost) => [cost, cost]))
  })

  test('long numbers of other types are what they always were', async () => {
    const query = `query ($input: AttributionReportInput!) {
      location { attributionReport(input: $input) { conversionCount } } }`
    const input = `{"range":{"from":"2026-01-01","to":"2026-01-02"},"conversionEvent":"x","models":["TIME_DECAY"],"halfLifeDays":7.00000000000000001}`
    const answer = await gateway.fetch('/graphql', {
      method: 'POST',
      headers: { authorization: `Bearer ${await manager('digits')}`, 'content-type': 'application/json' },
      body: `{"query":${JSON.stringify(query)},"variables":{"input":${input}}}`,
    })
    expect(await answer.json()).toEqual({ data: { location: { attributionReport: { conversionCount: 0 } } } })
  })

  test('any imports, in any split: of equal rows the last one counts', { timeout: 60_000 }, async () => {
    const cost = fc.record({
      date: fc.constantFrom('2026-01-01', '2026-01-02'),
      channel: fc.constantFrom('google_ads', 'Other'),
      campaign: fc.constantFrom(null, 'a', 'b'),
      cost: fc.integer({ min: -999, max: 99_999 }).map((cents) => String(cents / 100)),
      currency: fc.constantFrom('EUR', 'USD'),
      clicks: fc.constantFrom(null, 0, 5),
    })
    let runs = 0
    const property = fc.asyncProperty(fc.array(fc.array(cost, { maxLength: 6 }), { maxLength: 5 }), async (imports) => {
      const locationId = `any-${++runs}`
      for (const rows of imports) expectData(await importCosts(locationId, rows))
      const last = new Map(imports.flat().map((each) => [[each.date, each.channel, each.campaign].join(), each]))
      const expected = [...last.values()].map((each) => ({ ...each, source: null, impressions: null }))
      const found = (await stored(locationId)).map((each) => ({ ...each, cost: String(each.cost) }))
      expect(found).toHaveLength(expected.length)
      expect(found).toEqual(expect.arrayContaining(expected))
    })
    await fc.assert(property, { numRuns: 30 })
  })

  test.each([
    ['cost', { cost: 'ten' }, /Decimal "ten"/],
    ['too many decimals', { cost: '0.1234567891' }, /Decimal/],
    ['a long number', { cost: 0.1234567890123456 }, /Decimal 0\.12.*as text/],
    ['date', { date: '2026-02-30' }, /Date "2026-02-30"/],
    ['channel', { channel: ' ' }, /input\.rows\[1\]\.channel must not be empty/],
    ['a long campaign', { campaign: 'x'.repeat(201) }, /input\.rows\[1\]\.campaign must have at most 200/],
    ['currency', { currency: 'EURO' }, /input\.rows\[1\]\.currency must be a currency of ISO 4217/],
    ['clicks', { clicks: -1 }, /input\.rows\[1\]\.clicks must be a whole number/],
  ])('a wrong %s is told, and nothing is stored', async (_, wrong, message) => {
    const { errors } = await importCosts('wrong', [row, { ...row, campaign: 'x', ...wrong }])
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    })
    expect(await stored('wrong')).toEqual([])
  })

  test('needs the scope manage and the location', async () => {
    const reader = await gateway.token({ location_id: 'mine', scope: 'read write erase' })
    for (const token of [reader, await manager('other')])
      expect((await importCosts('mine', [row], token)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    expect(await stored('mine')).toEqual([])
  })
})

interface Acquisition {
  key: string
  currency: string
  cost: string
  clicks: number | null
  acquired: number
  costPerAcquisition: string | null
  value: string
  returnOnAdSpend: number | null
}

async function acquisitions(locationId: string, input: Record<string, unknown> = {}) {
  return gateway.ask<{ location: { acquisitionCosts: Acquisition[] } }>(
    locationId,
    `query ($input: AcquisitionCostInput!) { location { acquisitionCosts(input: $input) {
      key currency cost clicks acquired costPerAcquisition value returnOnAdSpend } } }`,
    { input: { range: { from: '2026-01-01', to: '2026-01-31' }, dimension: 'UTM_SOURCE', ...input } },
  )
}

const visit = (user: string, day: number, source?: string) => ({
  event: '$pageview',
  distinctId: user,
  timestampMs: Date.UTC(2026, 0, day),
  properties: {
    $lib: 'web',
    $session_id: `${user}-${day}`,
    $current_url: `https://shop.example/${source === undefined ? '' : `?utm_source=${source}`}`,
  },
})
const purchase = (user: string, day: number, revenue: number, currency?: string) => ({
  event: 'purchase',
  distinctId: user,
  timestampMs: Date.UTC(2026, 0, day, 1),
  properties: { $lib: 'posthog-node', revenue, ...(currency === undefined ? {} : { currency }) },
})

async function store(locationId: string, events: Parameters<TestGateway['app']['ingest']['accept']>[0]['events']) {
  await gateway.app.ingest.accept({ locationId, events, rejected: [], sender: {} })
}

describe('acquisition costs', () => {
  test('new users by their first touch, with what cost nothing', async () => {
    await store('new', [
      visit('a', 2, 'google'),
      visit('b', 3, 'google'),
      visit('b', 5, 'mail'),
      visit('c', 4),
      // Known from an event before their first visit; acquired by it all the same.
      { ...purchase('d', 1, 1), timestampMs: Date.UTC(2025, 11, 31) },
      visit('d', 6, 'google'),
      // Acquired before the range.
      { ...visit('e', 1, 'google'), timestampMs: Date.UTC(2025, 11, 30) },
      visit('e', 9, 'google'),
      // Never visited.
      purchase('f', 7, 1),
    ])
    await importCosts('new', [
      { ...row, date: '2026-01-05', source: 'google', cost: '10', clicks: 4 },
      { ...row, date: '2026-01-06', source: 'google', cost: '0.01' },
      { ...row, date: '2026-02-01', source: 'google', cost: '99' },
      { ...row, source: 'bing', cost: '3' },
    ])
    const none = {
      clicks: null,
      cost: '0',
      costPerAcquisition: '0',
      returnOnAdSpend: null,
      value: '0',
      currency: 'EUR',
    }
    expect(expectData(await acquisitions('new')).location.acquisitionCosts).toEqual([
      {
        key: 'google',
        currency: 'EUR',
        cost: '10.01',
        clicks: 4,
        acquired: 3,
        costPerAcquisition: '3.336666667',
        value: '0',
        returnOnAdSpend: 0,
      },
      { ...none, key: 'bing', cost: '3', acquired: 0, costPerAcquisition: null, returnOnAdSpend: 0 },
      { ...none, key: 'direct', acquired: 2 },
    ])
  })

  test('conversions by any model, and the return on ad spend', async () => {
    await store('return', [visit('a', 1, 'google'), visit('a', 2, 'mail'), purchase('a', 3, 30, 'EUR')])
    await importCosts('return', [{ ...row, source: 'google', cost: '7.50' }])
    const asked = { conversionEvent: 'purchase', valueProperty: 'revenue', model: 'LINEAR' }
    expect(expectData(await acquisitions('return', asked)).location.acquisitionCosts).toMatchObject([
      { key: 'google', acquired: 0.5, costPerAcquisition: '15', value: '15', returnOnAdSpend: 2 },
      { key: 'mail', currency: 'EUR', acquired: 0.5, cost: '0', value: '15', returnOnAdSpend: null },
    ])
  })

  test('currencies are never added up', async () => {
    await store('money', [
      visit('a', 1, 'google'),
      purchase('a', 2, 30, 'EUR'),
      visit('b', 1, 'google'),
      purchase('b', 2, 50, 'USD'),
      visit('c', 1, 'mail'),
      purchase('c', 2, 70, 'USD'),
    ])
    await importCosts('money', [
      { ...row, source: 'google', campaign: 'eu', cost: '10' },
      { ...row, source: 'google', campaign: 'us', cost: '20', currency: 'USD' },
    ])
    const asked = { conversionEvent: 'purchase', valueProperty: 'revenue' }
    const found = expectData(await acquisitions('money', asked)).location.acquisitionCosts
    expect(found).toMatchObject([
      {
        key: 'google',
        currency: 'USD',
        cost: '20',
        acquired: 2,
        costPerAcquisition: '10',
        value: '50',
        returnOnAdSpend: 2.5,
      },
      {
        key: 'google',
        currency: 'EUR',
        cost: '10',
        acquired: 2,
        costPerAcquisition: '5',
        value: '30',
        returnOnAdSpend: 3,
      },
      { key: 'mail', currency: 'XXX', cost: '0', acquired: 1, value: '0' },
    ])
  })

  // Channel, source, platform: the channel's words go first.
  const platforms = [
    ['google_ads', '', 'GOOGLE'],
    ['google_ads_privacy', '', 'GOOGLE'],
    ['google_ads_ios14', '', 'GOOGLE'],
    ['facebook_ads', '', 'META'],
    ['microsoft_ads', '', 'MICROSOFT'],
    ['twitter_ads', '', 'TWITTER'],
    ['tiktok_ads', '', 'TIKTOK'],
    ['Google Ads', '', 'GOOGLE'],
    ['cpc', 'adwords', 'GOOGLE'],
    ['gads', '', 'GOOGLE'],
    ['GoogleAds', '', 'GOOGLE'],
    ['video', 'youtube.com', 'GOOGLE'],
    ['Meta', '', 'META'],
    ['paid-social', 'fb', 'META'],
    ['paid_social', 'm.facebook.com', 'META'],
    ['paid_social', 'ig', 'INSTAGRAM'],
    ['paid_social', 'Instagram', 'INSTAGRAM'],
    ['Bing Ads', '', 'MICROSOFT'],
    ['x', '', 'TWITTER'],
    ['X (Twitter)', '', 'TWITTER'],
    ['social', 'tiktok', 'TIKTOK'],
    ['LinkedIn', '', 'LINKEDIN'],
    ['reddit', '', 'REDDIT'],
    ['pinterest', '', 'PINTEREST'],
    ['Quora', '', 'QUORA'],
    ['snapchat', '', 'SNAPCHAT'],
    ['snap-ads', '', 'SNAPCHAT'],
    ['affiliate', 'impact.com', 'IMPACT'],
    ['email', 'klaviyo', 'KLAVIYO'],
    ['email', 'Mailchimp', 'MAILCHIMP'],
    ['facebook_ads', 'google', 'META'],
    ['google_ads', 'bing', 'GOOGLE'],
    ['impactful', '', 'OTHER'],
    ['notgoogle', '', 'OTHER'],
    ['googlers', '', 'OTHER'],
    ['metadata', '', 'OTHER'],
    ['metaverse', 'fbi', 'OTHER'],
    ['xbox', 'big', 'OTHER'],
    ['climbing', 'redditch', 'OTHER'],
    ['snapdeal', 'quorate', 'OTHER'],
    ['Fußball', 'Ωx', 'OTHER'],
  ] as const

  test('without any costs too: only values without a currency count', async () => {
    await store('unpaid', [
      visit('a', 1, 'google'),
      purchase('a', 2, 30, 'EUR'),
      purchase('a', 3, 50, 'USD'),
      purchase('a', 4, 5),
    ])
    const asked = { conversionEvent: 'purchase', valueProperty: 'revenue' }
    expect(expectData(await acquisitions('unpaid', asked)).location.acquisitionCosts).toMatchObject([
      { key: 'google', currency: 'XXX', cost: '0', acquired: 3, value: '5' },
    ])
  })

  test('the platform is told by whole words', async () => {
    const asked = platforms.map(([channel, source]) => ({ channel, source, locationId: `${channel}/${source}` }))
    const rows = asked.map(({ channel, source, locationId }, place) => ({
      ...row,
      cost: '1',
      location_id: locationId,
      channel,
      source,
      campaign: '',
      clicks: null,
      impressions: null,
      version: String(place),
      imported_by: '',
      imported_at: '2026-02-01 00:00:00.000',
    }))
    await createInsertRows(gateway.clickhouse.client)('ad_costs', rows)
    const locationIds = asked.map(({ locationId }) => locationId)
    const found = await createSql(
      gateway.clickhouse,
      unlimitedQuery,
    )({ scope: scopeOf(...locationIds) }).rows(
      'ad-costs',
      { location_ids: locationIds, dimension: 'AD_PLATFORM', from: '2026-01-01', to: '2026-01-31' },
      ['location_id', 'key'],
    )
    const platformOf = new Map(found.map(({ location_id, key }) => [location_id, key]))
    expect(asked.map(({ channel, source, locationId }) => [channel, source, platformOf.get(locationId)])).toEqual(
      platforms,
    )
  })

  test('by platform and by campaign; other dimensions have no costs', async () => {
    await importCosts('platforms', [
      { ...row, channel: 'facebook_ads', campaign: 'a', cost: '1' },
      { ...row, channel: 'Paid Social', source: 'fb', campaign: 'b', cost: '2' },
      { ...row, channel: 'google_ads_privacy', campaign: 'b', cost: '4' },
      { ...row, channel: 'billboard', cost: '8' },
    ])
    const costs = async (dimension: string) =>
      expectData(await acquisitions('platforms', { dimension })).location.acquisitionCosts.map(({ key, cost }) => [
        key,
        cost,
      ])
    expect(await costs('AD_PLATFORM')).toEqual([
      ['OTHER', '8'],
      ['GOOGLE', '4'],
      ['META', '3'],
    ])
    expect(await costs('UTM_CAMPAIGN')).toEqual([
      ['(none)', '8'],
      ['b', '6'],
      ['a', '1'],
    ])
    expect((await acquisitions('platforms', { dimension: 'LANDING_PATHNAME' })).errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT' },
      message: expect.stringContaining('UTM_CAMPAIGN'),
    })
  })
})
