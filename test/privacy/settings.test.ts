import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { createPrivacyFilter } from '../../src/privacy/privacy-filter.ts'
import { applyRetention } from '../../src/privacy/retention.ts'
import { createSettingsReader, defaultPrivacySettings } from '../../src/privacy/settings.ts'
import { silentLog } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'

/** A cluster refuses retention (test/clickhouse/cluster.test.ts). */

let gateway: TestGateway
let manager: string
beforeAll(async () => {
  gateway = await testGateway({ QUERY_TIMEOUT_MS: '120000' })
  manager = await gateway.token(
    { location_ids: ['oslo', 'bergen', 'turku', 'paris'], scope: 'read manage', sub: 'ada' },
    3_600,
  )
}, 240_000)
afterAll(() => gateway[Symbol.asyncDispose]())

const fields = 'retentionDays ipAnonymization deniedProperties consent consentProperty setBy'
async function set(locationId: string, input: object) {
  const answer = await gateway.askWith<{ setPrivacySettings: object }>(
    manager,
    `mutation ($input: SetPrivacySettingsInput!) { setPrivacySettings(input: $input) { ${fields} } }`,
    { input: { locationId, ...input } },
  )
  // The bound that docs/privacy.md states.
  await new Promise((resolve) => setTimeout(resolve, 2_100))
  return answer
}
async function stored(locationId: string) {
  const answer = await gateway.ask<{ location: { events: { nodes: { name: string; properties: object }[] } } }>(
    locationId,
    '{ location { events { nodes { name properties } } } }',
  )
  return expectData(answer).location.events.nodes
}
const capture = async (locationId: string, event: string, properties: object, over: object = {}) => {
  const { status } = await gateway.capture(locationId, [{ event, distinct_id: 'visitor-1', properties, ...over }])
  expect(status).toBe(200)
}

describe('privacy settings', { timeout: 600_000 }, () => {
  test('keep what is left out, are audited, and need their scope', async () => {
    const read = `{ location(id: "oslo") { privacySettings { ${fields} } } }`
    const unset = { ...defaultPrivacySettings, setBy: null }
    expect((await gateway.askWith(manager, read)).data).toEqual({ location: { privacySettings: unset } })
    await set('oslo', { deniedProperties: ['secret_*', 'email'] })
    const { data } = await set('oslo', { ipAnonymization: 'TRUNCATE' })
    const both = { ...unset, deniedProperties: ['secret_*', 'email'], ipAnonymization: 'TRUNCATE', setBy: 'ada' }
    expect(data).toEqual({ setPrivacySettings: both })
    expect((await gateway.askWith(manager, read)).data).toEqual({ location: { privacySettings: both } })
    expect(await select(gateway.clickhouse, 'SELECT count() AS n FROM privacy_settings')).toEqual([{ n: '2' }])
    const reader = await gateway.token({ location_id: 'oslo', scope: 'read erase' })
    expect((await gateway.askWith(reader, read)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    for (const wrong of [{ retentionDays: 0 }, { deniedProperties: [''] }, { consentProperty: '' }])
      expect((await set('oslo', wrong)).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
  })

  test('changes at once keep each other, for ever is a value, and of one setting within a millisecond all read the same', async () => {
    const change = (input: object) =>
      gateway.askWith(
        manager,
        'mutation ($input: SetPrivacySettingsInput!) { setPrivacySettings(input: $input) { setAt } }',
        { input: { locationId: 'paris', ...input } },
      )
    const read = async () => {
      const query = `{ location(id: "paris") { privacySettings { ${fields} } } }`
      const { location } = expectData(await gateway.askWith<{ location: { privacySettings: object } }>(manager, query))
      const applied = await createSettingsReader(gateway.clickhouse.client)(['paris'])
      expect(location.privacySettings).toEqual({ ...applied.get('paris'), setBy: 'ada' })
      return location.privacySettings
    }
    const changes = [
      { consent: 'REQUIRED' },
      { ipAnonymization: 'DROP' },
      { retentionDays: 90 },
      { deniedProperties: ['email'] },
      { consentProperty: 'ok' },
    ]
    for (const answer of await Promise.all(changes.map(change))) expectData(answer)
    expect(await read()).toEqual({ ...Object.assign({}, ...changes), setBy: 'ada' })
    expectData(await change({ retentionDays: null, deniedProperties: [], consent: null }))
    expect(await read()).toMatchObject({ retentionDays: null, deniedProperties: [], consent: 'REQUIRED' })

    const row = {
      location_id: 'paris',
      changed: ['consent_property'],
      set_at: '2100-01-01 00:00:00.000',
      set_by: 'ada',
    }
    const uuid = (last: number) => `018a981f-4b35-7c66-825e-00000000000${last}`
    for (const last of [2, 3, 1])
      await createInsertRows(gateway.clickhouse.client)('privacy_settings', [
        {
          ...row,
          uuid: uuid(last),
          consent_property: `by-${last}`,
          retention_days: 7,
          ip_anonymization: '',
          denied_properties: [],
          consent: '',
        },
      ])
    expect(await read()).toMatchObject({ consentProperty: 'by-3', retentionDays: null })
  })

  test('hold before anything is stored: denied properties, addresses', async () => {
    await capture('oslo', 'one', {
      $ip: '203.0.113.77',
      secret_code: 1,
      email: 'a@b.example',
      plan: 'pro',
      $set: { email: 'a@b.example', name: 'A', $initial_ip: '2001:db8:1234:5678::1' },
      $set_once: { secret_question: 'x' },
    })
    expect(await stored('oslo')).toMatchObject([
      {
        name: 'one',
        properties: { $ip: '203.0.113.0', plan: 'pro', $set: { name: 'A', $initial_ip: '2001:db8:1234::' } },
      },
    ])
    const [row] = await select<{ properties: string }>(
      gateway.clickhouse,
      `SELECT properties FROM events WHERE event = 'one'`,
    )
    expect(row?.properties).not.toMatch(/secret|email|b\.example|\.77|5678/)
    // Quarantine keeps raw texts: they are filtered too.
    await gateway.capture('oslo', [
      { event: '', distinct_id: 'visitor-1', properties: { email: 'a@b.example', $ip: '203.0.113.77', ok: 1 } },
    ])
    const [bad] = await select<{ raw: string }>(gateway.clickhouse, `SELECT raw FROM events_quarantine`)
    expect(bad?.raw).toContain('"ok":1')
    expect(bad?.raw).not.toMatch(/email|\.77/)
    await set('oslo', { ipAnonymization: 'DROP', deniedProperties: [] })
    await capture('oslo', 'two', { $ip: '203.0.113.77', email: 'kept' })
    expect((await stored('oslo'))[0]).toMatchObject({ name: 'two', properties: { email: 'kept' } })
    expect((await stored('oslo'))[0]?.properties).not.toHaveProperty('$ip')
  })

  test('hold for consent, and count what was dropped', async () => {
    await capture('bergen', 'refused', { $consent: false })
    await capture('bergen', 'silent', {})
    await set('bergen', { consent: 'REQUIRED', consentProperty: 'analytics_ok' })
    await capture('bergen', 'silent later', {})
    await capture('bergen', 'refused later', { analytics_ok: 'false' })
    await capture('bergen', 'consented', { analytics_ok: true })
    expect((await stored('bergen')).map(({ name }) => name).toSorted()).toEqual(['consented', 'silent'])
    const receipt = await gateway.app.ingest.accept({
      locationId: 'bergen',
      events: [{ event: 'x', distinctId: 'visitor-2', timestampMs: Date.now(), properties: {} }],
      rejected: [{ reason: 'not_an_object', detail: '', raw: '"text"' }],
      sender: {},
    })
    const dropped = { dropped: { no_consent: 2 }, droppedRejects: { not_an_object: 1 } }
    expect(receipt).toEqual({ accepted: 0, duplicates: 0, quarantined: 0, ...dropped })
  })

  test('hold for mappings and errors that come without an event', async () => {
    const send = async (name: string, ...rows: object[]) => {
      const answer = await gateway.fetch(`/v0/events?name=${name}&wait=true`, {
        method: 'POST',
        headers: { authorization: 'Bearer key-turku' },
        body: JSON.stringify(rows),
      })
      expect(await answer.json()).toEqual({ successful_rows: rows.length, quarantined_rows: 0 })
    }
    const at = new Date().toISOString()
    const error = { timestamp: at, error_type: 'TypeError', message: 'secret text', component: 'cart', user_id: 'anna' }
    const read = async () => ({
      errors: await select(
        gateway.clickhouse,
        `SELECT component, message FROM errors WHERE location_id = 'turku' ORDER BY ALL`,
      ),
      mappings: await select(
        gateway.clickhouse,
        `SELECT anonymous_id FROM identity_mappings WHERE location_id = 'turku' ORDER BY ALL`,
      ),
    })
    const mapping = { anonymous_id: 'v-1', user_id: 'anna', first_seen: at }
    await send('errors', error)
    await send('identity_mappings', mapping, { ...mapping, anonymous_id: 'v-2', $consent: false })
    await set('turku', { deniedProperties: ['mess*', '*_id'], consent: 'REQUIRED', retentionDays: 30 })
    const consented = { ...error, $consent: true }
    const old = { timestamp: '2026-01-01T00:00:00Z', first_seen: '2026-01-01T00:00:00Z' }
    await send('errors', consented, { ...consented, component: 'till' }, { ...consented, ...old }, error)
    await send('identity_mappings', { ...mapping, anonymous_id: 'v-3' }, { ...mapping, ...old, $consent: true })
    await send('identity_mappings', { ...mapping, anonymous_id: 'v-4', $consent: true })
    const { errors, mappings } = await read()
    expect(errors).toEqual([
      { component: 'cart', message: '' },
      { component: 'cart', message: 'secret text' },
      { component: 'till', message: '' },
    ])
    expect(mappings).toEqual([{ anonymous_id: 'v-1' }, { anonymous_id: 'v-4' }])
  })

  test('an event is the same one under other settings', async () => {
    const event = {
      event: 'again',
      distinctId: 'visitor-3',
      timestampMs: Date.UTC(2026, 0, 1),
      properties: { a: 1, b: 2 },
    }
    const accept = () => gateway.app.ingest.accept({ locationId: 'oslo', events: [event], rejected: [], sender: {} })
    expect(await accept()).toMatchObject({ accepted: 1 })
    await set('oslo', { deniedProperties: ['b'] })
    expect(await accept()).toMatchObject({ duplicates: 1 })
  })

  test('retention removes what is older, refuses what comes late, and leaves what a rebuild would', async () => {
    const day = 86_400_000
    const now = Date.now()
    const at = (days: number) => ({ timestamp: new Date(now - days * day).toISOString() })
    await set('bergen', { consent: 'OPTIONAL' })
    // One session across the border, and properties and clicks on either side of it.
    await capture(
      'bergen',
      '$pageview',
      { $lib: 'web', $session_id: 's', $current_url: 'https://a.example/?gclid=OLD', $set: { plan: 'old' } },
      at(40),
    )
    await capture('bergen', '$identify', { $anon_distinct_id: 'anon-9' }, at(40))
    await capture(
      'bergen',
      '$pageview',
      { $lib: 'web', $session_id: 's', $current_url: 'https://a.example/new' },
      at(5),
    )
    await capture('oslo', 'old here too', {}, at(40))
    await set('bergen', { retentionDays: 30 })
    await capture('bergen', 'too late', {}, at(31))
    expect(await applyRetention({ clickhouse: gateway.clickhouse, log: silentLog })).toEqual([
      { locationId: 'bergen', rows: 3 },
    ])
    const question = `query ($by: UserBy!) { location { user(by: $by) { distinctIds properties attribution { clickIds { value } }
      sessions { nodes { entryUrl eventCount } } events { nodes { name } } } } }`
    const { data } = await gateway.ask('bergen', question, { by: { distinctId: 'visitor-1' } })
    expect(data).toMatchObject({
      location: {
        user: {
          distinctIds: ['visitor-1'],
          properties: {},
          attribution: { clickIds: [] },
          sessions: { nodes: [{ entryUrl: 'https://a.example/new', eventCount: 1 }] },
        },
      },
    })
    expect(JSON.stringify(data)).not.toContain('too late')
    expect((await stored('oslo')).map(({ name }) => name)).toContain('old here too')
    // Nothing is left to do, and an interruption before the derived tables would have been noticed.
    expect(await applyRetention({ clickhouse: gateway.clickhouse, log: silentLog })).toEqual([])
  })
})

describe('the filter', () => {
  const filter = (over: object) => createPrivacyFilter({ ...defaultPrivacySettings, ...over })
  const event = (properties: Record<string, string>) => ({ event: 'e', distinctId: 'd', timestampMs: 0, properties })

  test.each([
    ['203.0.113.77', '203.0.113.0'],
    ['::ffff:203.0.113.77', '203.0.113.0'],
    ['2001:db8:1234:5678:9abc::1', '2001:db8:1234::'],
    ['no address', undefined],
    ['', undefined],
  ])('truncates %s to %s', (address, network) => {
    const kept = filter({ ipAnonymization: 'TRUNCATE' }).apply(event({ $ip: address }), 0)
    expect(kept).toMatchObject({ properties: network === undefined ? {} : { $ip: network } })
  })

  test.each([
    ['a*', ['a', 'ab', 'a*', 'a*b', 'axxb']],
    ['*b', ['ab', 'b', 'a*b', 'axxb']],
    ['a*b', ['ab', 'a*b', 'axxb']],
    ['*x*', ['axxb', 'x']],
    ['a', ['a']],
  ])('the pattern %s denies %j alone', (pattern, denied) => {
    const names = ['a', 'b', 'ab', 'a*', 'a*b', 'axxb', 'x', 'B']
    const kept = filter({ deniedProperties: [pattern] }).apply(
      event(Object.fromEntries(names.map((name) => [name, '1']))),
      0,
    )
    const left = typeof kept === 'string' ? [] : Object.keys(kept.properties)
    expect(names.filter((name) => !left.includes(name)).toSorted()).toEqual(
      names.filter((name) => denied.includes(name)).toSorted(),
    )
  })

  test.each([
    ['deep', { a: [{ email: 1, b: { $ip: '203.0.113.77', c: 1 } }] }, { a: [{ b: { c: 1 } }] }],
    [
      'as a text',
      { properties: '{"email":1,"$set":{"email":1},"b":"{\\"email\\":1}"}' },
      { properties: '{"$set":{},"b":"{}"}' },
    ],
    ['in a text that ends early', { properties: '{"email":1,' }, { properties: '' }],
  ])('takes properties out of a raw text: %s', (_, raw, kept) => {
    const strict = filter({ deniedProperties: ['email'], ipAnonymization: 'DROP' })
    const said = strict.applyToRaw(JSON.stringify(raw))
    expect('raw' in said && JSON.parse(said.raw)).toEqual(kept)
  })

  test('a raw text without end is not followed down', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(filter({ deniedProperties: ['email'] }).applyToRaw(deep)).toMatchObject({
      raw: expect.stringContaining('null'),
    })
  })

  test.each([
    ['{"$consent":false,"properties":{"a":1}}', 'OPTIONAL', 'no_consent'],
    ['{"properties":"{\\"$consent\\":false}"}', 'OPTIONAL', 'no_consent'],
    ['{"properties":"{\\"$consent\\":true}"}', 'REQUIRED', undefined],
    ['{"$consent":true}', 'REQUIRED', undefined],
    ['{"$consent":true,"properties":{}}', 'REQUIRED', 'no_consent'],
  ])('of the raw text %s where consent is %s says %s', (raw, consent, dropped) => {
    expect(filter({ consent }).applyToRaw(raw)).toEqual(dropped === undefined ? { raw } : { dropped })
  })
})
