import { validate as isUuid, version as uuidVersion } from 'uuid'
import { describe, expect, test } from 'vitest'
import { dayMs } from '../../src/demo/clock.ts'
import { bugCount } from '../../src/demo/exceptions.ts'
import { generateTraffic } from '../../src/demo/traffic.ts'
import type { WireEvent } from '../../src/demo/wire-event.ts'
import { errorRow } from '../../src/ingest/exception.ts'
import { landingRow } from '../../src/ingest/landing-row.ts'
import { toClickHouseTime } from '../../src/time/clickhouse-time.ts'

const now = Date.UTC(2026, 2, 15, 14, 30)
const options = { seed: 'test', now, writeKey: 'key' }
const traffic = generateTraffic(options)
const { browser, server } = traffic
const all = [...browser, ...server]
const named = (name: string) => all.filter(({ event }) => event === name)
const values = (events: readonly WireEvent[], property: string) =>
  new Set(events.map(({ properties }) => properties[property]).filter((value) => value !== undefined && value !== null))
const distinctIdOf = ({ distinct_id, properties }: WireEvent) => distinct_id ?? properties.distinct_id

describe('the same and not the same', () => {
  test('same seed and day: the same events, whatever the hour', () => {
    expect(generateTraffic({ ...options, now: now + 3_600_000 })).toEqual(traffic)
  })

  test('another seed: other events', () => {
    const other = new Set(generateTraffic({ ...options, seed: 'other' }).browser.map(({ uuid }) => uuid))
    expect(browser.filter(({ uuid }) => other.has(uuid))).toEqual([])
  })

  test('tomorrow the traffic of these people is the same and goes on', () => {
    // 31 days, so that the window begins where today's does.
    const tomorrow = generateTraffic({ ...options, now: now + dayMs, days: 31 })
    const before = tomorrow.browser.filter(({ timestamp }) => Date.parse(timestamp) < traffic.toMs)
    expect(before).toEqual(browser)
    expect(tomorrow.browser.length).toBeGreaterThan(browser.length + 200)
  })
})

test('totals are of a small shop in a month', () => {
  expect(traffic.visitors).toBeGreaterThan(1_000)
  expect(traffic.visitors).toBeLessThan(1_400)
  expect(traffic.sessions).toBeGreaterThan(2_000)
  expect(traffic.sessions).toBeLessThan(3_000)
  expect(all.length).toBeGreaterThan(15_000)
  expect(all.length).toBeLessThan(20_000)
  expect(values(browser, '$session_id').size).toBe(traffic.sessions)
  expect(named('purchase').length).toBeGreaterThan(100)
  expect(named('$identify').length).toBeGreaterThan(200)
})

test('every event is one: uuid, distinct id, time in the window', () => {
  expect(new Set(all.map(({ uuid }) => uuid)).size).toBe(all.length)
  for (const event of all) {
    expect(isUuid(event.uuid) && uuidVersion(event.uuid)).toBe(7)
    expect(distinctIdOf(event)).toMatch(/./)
    const at = Date.parse(event.timestamp)
    expect(at >= traffic.fromMs && at < traffic.toMs).toBe(true)
    expect(Number.parseInt(event.uuid.replaceAll('-', '').slice(0, 12), 16)).toBe(at)
  }
  expect(browser).toEqual(browser.toSorted((a, b) => Date.parse(a.timestamp) - Date.parse(b.timestamp)))
})

describe('what it says', () => {
  test('all kinds of clicks, and other parameters are null beside one', () => {
    for (const id of ['gclid', 'gbraid', 'wbraid', 'fbclid', 'msclkid', 'ttclid', '_kx', 'mc_cid'])
      expect(values(browser, id).size, id).toBeGreaterThan(3)
    const clicked = browser.find(({ properties }) => properties.gclid)
    expect(clicked?.properties).toMatchObject({ fbclid: null, utm_source: 'google' })
    expect(clicked?.properties).not.toHaveProperty('$session_entry_fbclid')
    expect(
      values(
        browser.filter(({ properties }) => properties.wbraid),
        '$os',
      ),
    ).toEqual(new Set(['iOS']))
    expect(values(browser, '$referring_domain')).toContain('chatgpt.com')
    expect(values(browser, '$referring_domain')).toContain('$direct')
  })

  test('a session has one entry, one device and one anonymous or known person at a time', () => {
    const entries = new Map<unknown, unknown>()
    for (const { properties } of browser) {
      const entry = JSON.stringify([properties.$session_entry_url, properties.$device_id, properties.$referrer])
      expect(entries.get(properties.$session_id) ?? entry).toBe(entry)
      entries.set(properties.$session_id, entry)
    }
    expect(browser.filter(({ event }) => event === '$pageview').every(({ properties }) => properties.title)).toBe(true)
  })

  test('people become known, some late, some on a second device', () => {
    const browsersOf = new Map<unknown, Set<unknown>>()
    let late = 0
    const firstSession = new Map<unknown, unknown>()
    for (const { event, properties } of browser) {
      const device = properties.$device_id
      if (!firstSession.has(device)) firstSession.set(device, properties.$session_id)
      if (event !== '$identify') continue
      expect(properties.$anon_distinct_id).toBe(device)
      expect(properties.distinct_id).toMatch(/^cust_/)
      const known = browsersOf.get(properties.distinct_id) ?? new Set()
      browsersOf.set(properties.distinct_id, known.add(device))
      if (firstSession.get(device) !== properties.$session_id) late++
    }
    expect([...browsersOf.values()].filter(({ size }) => size > 1).length).toBeGreaterThan(10)
    expect(late).toBeGreaterThan(30)
    for (const { event, $set, $set_once } of named('$identify')) {
      expect(event).toBe('$identify')
      expect($set).toHaveProperty('email')
      expect($set_once).toHaveProperty('$initial_referrer')
    }
  })

  test('a visitor of several pages leaves them, others bounce', () => {
    const pageviews = new Map<unknown, number>()
    for (const { properties } of named('$pageview'))
      pageviews.set(properties.$session_id, (pageviews.get(properties.$session_id) ?? 0) + 1)
    const bounced = [...pageviews.values()].filter((count) => count === 1).length / pageviews.size
    expect(bounced).toBeGreaterThan(0.25)
    expect(bounced).toBeLessThan(0.65)
  })

  test('purchases come from the server: no session, a number as revenue, by people seen in a browser', () => {
    const seen = values(browser, 'distinct_id')
    for (const event of server) {
      expect(event.properties).toMatchObject({ $is_server: true, currency: 'USD', revenue: expect.any(Number) })
      expect(event.properties).not.toHaveProperty('$session_id')
      expect(seen).toContain(event.distinct_id)
    }
    expect(server.some(({ distinct_id }) => distinct_id?.startsWith('cust_') === false)).toBe(true)
  })

  test('errors fold into as many groups as there are bugs, in spite of noise', () => {
    const rows = named('$exception').map(({ uuid, event, timestamp, properties }) =>
      errorRow(
        landingRow(
          'demo',
          { uuid, event, distinctId: 'x', timestampMs: Date.parse(timestamp), properties },
          {},
          toClickHouseTime(new Date(now)),
        ),
        properties,
      ),
    )
    expect(rows.length).toBeGreaterThan(50)
    expect(new Set(rows.map((row) => row?.fingerprint)).size).toBe(bugCount)
    expect(new Set(rows.map((row) => row?.stack)).size).toBeGreaterThan(bugCount * 3)
  })

  test('funnel events carry where they are', () => {
    for (const { properties } of named('funnel_step_viewed'))
      expect(properties).toMatchObject({
        funnel_id: expect.stringMatching(/^fnl_/),
        step_id: expect.any(String),
        funnel_name: expect.any(String),
        page_id: expect.any(String),
      })
    expect(values(named('funnel_step_viewed'), 'affiliate_id').size).toBeGreaterThan(0)
  })
})
