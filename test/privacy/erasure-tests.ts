import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { doorsThatTell } from './doors.ts'
import { adasEvents, adasIds, alan, badEvents, grace, ids, othersEvents } from './person.ts'
import { placesOf } from './scan.ts'

const touch = '{ occurredAt channel utmSource landingUrl clickIds { parameter value } }'
const everything = `{ location {
  users(first: 100) { totalCount nodes { userId distinctIds isIdentified eventCount sessionCount properties
    attribution { firstTouch ${touch} lastTouch ${touch} clickIds { value firstDetectedAt } }
    identityMappings { anonymousId source } } }
  sessions(first: 100) { totalCount nodes { sessionId startedAt endedAt eventCount pageviewCount becameIdentified entryUrl exitUrl
    touch ${touch} user { userId } } }
  events(first: 100) { totalCount nodes { uuid name distinctId url properties user { userId } session { sessionId } } }
  metrics(range: { from: "2026-03-01", to: "2026-03-31" }, granularity: DAY) { eventCount uniqueUsers sessionCount errorCount identifyCount }
  sessionStats(range: { from: "2026-03-10", to: "2026-03-10" }) { sessionCount identifiedSessionCount averagePageviews }
  errors(range: { from: "2026-03-01", to: "2026-03-31" }) { nodes { message count affectedUserCount } }
  refusedIdentityMappings { nodes { anonymousId userId reason } }
} }`

/** A gateway that was only ever sent what is left, as others' events read once she is taken out of them. */
async function answersWithoutHer(): Promise<object> {
  await using other = await testGateway({ QUERY_TIMEOUT_MS: '120000' })
  const text = JSON.stringify(othersEvents, (name, value) =>
    ['$device_id', '$anon_distinct_id'].includes(name) && adasIds.includes(value) ? undefined : value,
  )
  const redacted = adasIds
    .flatMap((id) => [id, encodeURIComponent(id)])
    .reduce((all, id) => all.replaceAll(id, '[erased]'), text)
  await other.capture('oslo', JSON.parse(redacted))
  return expectData(await other.ask<{ location: object }>('oslo', everything))
}

/** What an erasure does, on whichever engine `open` opens. The tests depend on each other, in this order. */
export function erasureTests(open: (env: Record<string, string>) => Promise<TestGateway>): void {
  let gateway: TestGateway
  let eraser: string
  beforeAll(async () => {
    gateway = await open({ QUERY_TIMEOUT_MS: '120000' })
    eraser = await gateway.token(
      { location_ids: ['oslo', 'bergen'], scope: 'read manage erase', sub: 'officer' },
      3_600,
    )
    for (const event of badEvents) await gateway.capture('oslo', [event as object])
    await gateway.capture('oslo', [...adasEvents, ...othersEvents])
    // The same ids elsewhere are other people.
    await gateway.capture('bergen', adasEvents.slice(0, 3))
  }, 240_000)
  afterAll(() => gateway[Symbol.asyncDispose]())

  const erase = (by: object, token = eraser, locationId = 'oslo') =>
    gateway.askWith<{
      eraseUser: { userId: string; distinctIds: string[]; removed: { table: string; rows: number }[] }
    }>(
      token,
      'mutation ($input: EraseUserInput!) { eraseUser(input: $input) { userId distinctIds removed { table rows } } }',
      { input: { locationId, by } },
    )

  const answers = async (location: string) => expectData(await gateway.ask<{ location: object }>(location, everything))

  test('needs its scope and a person', async () => {
    const reader = await gateway.token({ location_id: 'oslo', scope: 'read manage' })
    expect((await erase({ userId: ids.user }, reader)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    const elsewhere = await gateway.token({ location_id: 'bergen', scope: 'erase' })
    expect((await erase({ userId: ids.user }, elsewhere)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
    const unknown = await erase({ distinctId: 'nobody-at-all' })
    expect(unknown.errors?.[0]?.extensions.code).toBe('NOT_FOUND')
    expect(JSON.stringify(unknown.errors)).not.toContain('nobody-at-all')
    expect((await erase({ userId: ids.device })).errors?.[0]?.extensions.code).toBe('NOT_FOUND')
  })

  test('leaves no trace of the person in any column of any table, and all of everybody else', async () => {
    const bergen = await answers('bergen')
    const before = await placesOf(gateway.clickhouse, adasIds)
    for (const table of [
      'events',
      'errors',
      'identity_mappings',
      'identity_mappings_quarantine',
      'events_quarantine',
      'sessions_mv',
      'user_attribution_summary_mv',
      'click_ids_mv',
      'user_profiles_mv',
      'location_metrics_mv',
      'error_groups',
      'recent_events',
    ])
      expect([table, before.get(table)]).toEqual([table, expect.any(Array)])

    expect(await doorsThatTell(gateway, 'oslo', adasIds)).toEqual(
      expect.arrayContaining([
        '/export/errors.ndjson',
        '/export/events.ndjson',
        '/export/identity_mappings.ndjson',
        '/export/sessions.ndjson',
        '/export/users.ndjson',
        '/v0/pipes/user_profile_events.json',
        '/v0/pipes/user_sessions.json',
        '/v0/pipes/user_attribution_optimized.json',
        '/v0/pipes/user_profiles_api.json',
        '/v0/pipes/sessions_analytics.json',
      ]),
    )
    const report = expectData(await erase({ distinctId: ids.device })).eraseUser
    expect(report.userId).toBe(ids.user)
    expect(report.distinctIds.toSorted()).toEqual([...adasIds].toSorted())
    const removed = new Map(report.removed.map(({ table, rows }) => [table, rows]))
    expect(removed.get('events')).toBe(adasEvents.length)
    expect(removed.get('event_ids')).toBe(adasEvents.length)
    expect(removed.get('events_quarantine')).toBe(3)

    // Bergen has people of the same ids: only Oslo is asked.
    await gateway.clickhouse.client.command({ query: `CREATE TABLE IF NOT EXISTS nothing (a UInt8) ENGINE = Log` })
    expect(await answers('bergen')).toEqual(bergen)
    expect(expectData(await erase({ userId: ids.user }, eraser, 'bergen')).eraseUser.removed).not.toEqual([])
    expect(Object.fromEntries(await placesOf(gateway.clickhouse, adasIds))).toEqual({})
    expect(await doorsThatTell(gateway, 'oslo', adasIds)).toEqual([])
    expect(await answers('oslo')).toEqual(await answersWithoutHer())
  })

  test('is equal to a rebuild', async () => {
    const answer = await answers('oslo')
    await rebuild(gateway.clickhouse)
    expect(await answers('oslo')).toEqual(answer)
  })

  test('takes the rows off the disk as well', async () => {
    await gateway.app.erasures.close()
    expect(Object.fromEntries(await placesOf(gateway.clickhouse, adasIds, { masked: true }))).toEqual({})
    const states = await select<{ state: string }>(
      gateway.clickhouse,
      `SELECT toString(max(state)) AS state FROM erasures GROUP BY erasure_id`,
    )
    expect(states).toEqual([{ state: 'purged' }, { state: 'purged' }])
  })

  test('again finds nothing, and the person is nobody', async () => {
    for (const id of adasIds) {
      const user = await gateway.ask('oslo', `query ($by: UserBy!) { location { user(by: $by) { userId } } }`, {
        by: { distinctId: id },
      })
      expect(user.data).toEqual({ location: { user: null } })
      expect(expectData(await erase({ distinctId: id })).eraseUser.removed).toEqual([])
    }
  })

  test('holds for late events, in whatever form they come', async () => {
    const before = await answers('oslo')
    const late = [
      { event: '$pageview', distinct_id: ids.user },
      { event: '$identify', distinct_id: 'new-user', properties: { $anon_distinct_id: ids.device } },
      { event: '$create_alias', distinct_id: grace.user, properties: { alias: ids.alias } },
      { event: '', distinct_id: ids.second, properties: {} },
      ...adasEvents,
    ].map((event) => ({ uuid: randomUUID(), timestamp: new Date(Date.UTC(2026, 2, 10, 20)).toISOString(), ...event }))
    expect((await gateway.capture('oslo', late)).status).toBe(200)
    // Who was erased at both: on a cluster they lie on different shards.
    expect((await gateway.capture('bergen', late.slice(0, 2))).status).toBe(200)
    expect(await answers('oslo')).toEqual(before)
    expect(Object.fromEntries(await placesOf(gateway.clickhouse, adasIds))).toEqual({})
    // Somebody else's event on her device is kept, without her.
    const others = {
      uuid: randomUUID(),
      event: '$pageview',
      distinct_id: alan,
      properties: { $device_id: ids.device, kept: 'yes' },
    }
    await gateway.capture('bergen', [others])
    const answer = await gateway.ask('bergen', '{ location { events { nodes { distinctId properties } } } }')
    expect(answer.data).toMatchObject({
      location: { events: { nodes: [{ distinctId: alan, properties: { kept: 'yes' } }] } },
    })
    expect(Object.fromEntries(await placesOf(gateway.clickhouse, adasIds))).toEqual({})
  })

  test('refuses a mapping to an erased id, without its echo, until the id is allowed again', async () => {
    const map = (anonymousId: string, userId: string) =>
      gateway.askWith(eraser, 'mutation ($input: MapIdentityInput!) { mapIdentity(input: $input) { userId } }', {
        input: { locationId: 'oslo', anonymousId, userId },
      })
    const refused = await map(alan, ids.user)
    expect(refused.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT')
    expect(JSON.stringify(refused.errors)).not.toContain(ids.user)
    const allow = (distinctId: string) =>
      gateway.askWith(eraser, 'mutation ($input: AllowErasedUserInput!) { allowErasedUser(input: $input) }', {
        input: { locationId: 'oslo', distinctId },
      })
    expect((await allow(ids.user)).data).toEqual({ allowErasedUser: true })
    expect((await allow(ids.user)).data).toEqual({ allowErasedUser: false })
    await gateway.capture('oslo', [{ event: 'back', distinct_id: ids.user, properties: {} }])
    const user = await gateway.ask('oslo', `query ($by: UserBy!) { location { user(by: $by) { eventCount } } }`, {
      by: { userId: ids.user },
    })
    expect(user.data).toEqual({ location: { user: { eventCount: 1 } } })
  })

  test('is audited without ids', async () => {
    const manager = await gateway.token({ location_id: 'oslo', scope: 'read manage' })
    const list =
      '{ location { erasures { totalCount nodes { state requestedBy idCount erasedAt removed { table rows } } } } }'
    const { location } = expectData(
      await gateway.askWith<{ location: { erasures: { totalCount: number; nodes: object[] } } }>(manager, list),
    )
    expect(location.erasures.totalCount).toBe(5)
    expect(location.erasures.nodes.at(-1)).toMatchObject({ requestedBy: 'officer', idCount: 4, state: 'PURGED' })
    const reader = await gateway.token({ location_id: 'oslo', scope: 'read' })
    expect((await gateway.askWith(reader, list)).errors?.[0]?.extensions.code).toBe('FORBIDDEN')
  })
}
