import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { migrate } from '../../src/clickhouse/migrate.ts'
import type { CapturedEvent } from '../../src/ingest/captured-event.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import type { JsonObject } from '../../src/json/json-value.ts'
import { createErasures } from '../../src/privacy/erasures.ts'
import { expectDerivedFromLanding } from '../rebuild/history.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { adasEvents, adasIds, ids, othersEvents } from './person.ts'
import { placesOf } from './scan.ts'

let server: TestServer
let instances: ClickHouse[]
beforeAll(async () => {
  server = await startClickHouseServer()
  const env = { CLICKHOUSE_URL: server.url, JWT_SECRET: 'x'.repeat(32), QUERY_TIMEOUT_MS: '120000' }
  const open = () => createClickHouse(testConfig(env))
  instances = [await open(), await open()]
  for (const one of instances) await migrate(one)
}, 240_000)
afterAll(async () => {
  for (const one of instances) await one.close()
  await server[Symbol.asyncDispose]()
})

const captured = (events: typeof adasEvents): CapturedEvent[] =>
  events.map(({ uuid, event, distinct_id, timestamp, properties }) => ({
    uuid,
    event,
    distinctId: distinct_id,
    timestampMs: Date.parse(timestamp),
    properties: properties as JsonObject,
  }))
const deliver = (clickhouse: ClickHouse, locationId: string, events: CapturedEvent[]) =>
  createWriter({ client: clickhouse.client, log: silentLog }).write([{ locationId, events, rejected: [], sender: {} }])

/** A database that dies before the given deletion: what was asked of it until then is done, and nothing after it. */
function dyingBefore(clickhouse: ClickHouse, deletion: number): ClickHouse {
  let deletions = 0
  let dead = false
  const client = new Proxy(clickhouse.client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (params: { query?: string }) => {
        if (params.query?.startsWith('DELETE') && ++deletions >= deletion) dead = true
        if (dead) return Promise.reject(new Error('killed'))
        return member.call(target, params)
      }
    },
  })
  return { ...clickhouse, client }
}

const [first, second] = [() => instances[0] as ClickHouse, () => instances[1] as ClickHouse]
const by = { distinctId: ids.second }

describe('on a ClickHouse server', { timeout: 600_000 }, () => {
  test.each([2, 6, 11])(
    'an erasure that dies before its deletion %i is completed by another instance',
    async (deletion) => {
      const locationId = `dies-${deletion}`
      await deliver(first(), locationId, captured([...adasEvents, ...othersEvents]))
      const dying = createErasures({ clickhouse: dyingBefore(first(), deletion), log: silentLog })
      await expect(dying.erase({ locationId, by, requestedBy: 'a' })).rejects.toThrow('killed')
      const survivor = createErasures({ clickhouse: second(), log: silentLog })
      // Nobody was heard of for 0 milliseconds, or somebody asks again.
      if (deletion === 6)
        expect((await survivor.erase({ locationId, by, requestedBy: 'b' })).distinctIds).toHaveLength(4)
      else expect(await survivor.resume(0)).toBe(1)
      expect(Object.fromEntries(await placesOf(second(), adasIds))).toEqual({})
      await expectDerivedFromLanding(second(), locationId)
      const [row] = await select<{ events: string }>(
        second(),
        `SELECT maxMap(removed)['events'] AS events FROM erasures WHERE location_id = {location:String}`,
        { location: locationId },
      )
      expect(Number(row?.events)).toBe(adasEvents.length)
    },
  )

  test('a person of many ids, whose names take more than a server takes in one parameter', async () => {
    const locationId = 'many-ids'
    const identify = (n: number): CapturedEvent => ({
      event: '$identify',
      distinctId: 'user-of-many',
      timestampMs: Date.UTC(2026, 2, 10, 13, 0, n),
      properties: { $lib: 'web', $anon_distinct_id: `many-${String(n).padStart(190, '0')}` },
    })
    await deliver(first(), locationId, [
      ...Array.from({ length: 500 }, (_, n) => identify(n)),
      {
        event: '$pageview',
        distinctId: 'somebody-else',
        timestampMs: Date.UTC(2026, 2, 10),
        properties: { $lib: 'web' },
      },
    ])
    const erasures = createErasures({ clickhouse: first(), log: silentLog })
    const report = await erasures.erase({ locationId, by: { userId: 'user-of-many' }, requestedBy: 'a' })
    expect(report.distinctIds).toHaveLength(501)
    expect(Object.fromEntries(await placesOf(first(), report.distinctIds.slice(0, 20)))).toEqual({})
    await expectDerivedFromLanding(first(), locationId)
    await erasures.close()
  })

  test('two instances erase at once, while others of the location come in', async () => {
    const locationId = 'busy'
    await deliver(first(), locationId, captured([...adasEvents, ...othersEvents]))
    let serving = true
    let sent = 0
    const ingest = (async () => {
      while (serving) {
        const events = Array.from({ length: 5 }, (_, n): CapturedEvent => {
          const theirs = n === 0
          return {
            event: '$pageview',
            distinctId: theirs ? ids.user : `visitor-${sent}-${n}`,
            timestampMs: Date.UTC(2026, 2, 10, 13, 0, n),
            // Half of them in the session that she was in.
            properties: {
              $lib: 'web',
              n: `${sent}-${n}`,
              $current_url: 'https://a.example/',
              $session_id: n < 3 ? 's-ada' : `s-${sent}`,
            },
          }
        })
        const [receipt] = await deliver(second(), locationId, events)
        if (receipt === undefined || receipt instanceof Error) throw receipt
        sent++
      }
    })()
    const erasures = instances.map((clickhouse) => createErasures({ clickhouse, log: silentLog }))
    await Promise.all(erasures.map((each) => each.erase({ locationId, by: { userId: ids.user }, requestedBy: 'x' })))
    serving = false
    await ingest
    expect(Object.fromEntries(await placesOf(second(), adasIds))).toEqual({})
    const [counts] = await select(
      second(),
      `SELECT uniqExactIf(uuid, startsWith(distinct_id, 'visitor-')) AS visitors, uniqExactIf(uuid, NOT startsWith(distinct_id, 'visitor-')) AS others
      FROM events WHERE location_id = {location:String}`,
      { location: locationId },
    )
    expect(counts).toEqual({ visitors: String(sent * 4), others: String(othersEvents.length) })
    await expectDerivedFromLanding(second(), locationId)
    for (const each of erasures) await each.close()
    expect(Object.fromEntries(await placesOf(second(), adasIds, { masked: true }))).toEqual({})
  })
})
