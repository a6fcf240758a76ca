import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createInsertRows } from '../../src/ingest/insert-rows.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import { createLogger } from '../../src/log.ts'
import { createErasures } from '../../src/privacy/erasures.ts'
import { startMaintenance } from '../../src/privacy/maintenance.ts'
import { applyRetention } from '../../src/privacy/retention.ts'
import { silentLog } from '../testkit/config.ts'
import { select, testStore } from '../testkit/engine.ts'

type Query = { query: string; query_params?: Record<string, unknown> }

let store: ClickHouse & AsyncDisposable
beforeEach(async () => {
  store = await testStore()
})
afterEach(() => store[Symbol.asyncDispose]())

/** The same database, where what the answer to a query is may be decided before it is asked. */
function intercepted(clickhouse: ClickHouse, answer: (query: Query) => Promise<never> | undefined): ClickHouse {
  const client = new Proxy(clickhouse.client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      return (params: Query, ...rest: unknown[]) => answer(params) ?? member.call(target, params, ...rest)
    },
  })
  return { ...clickhouse, client }
}
const outOfMemory = () => Promise.reject(Object.assign(new Error('too much memory'), { code: '241' }))

async function deliver(locationId: string, distinctIds: readonly string[], daysAgo = 0): Promise<void> {
  const timestampMs = Date.now() - daysAgo * 86_400_000
  const events = distinctIds.map((distinctId) => ({ event: 'e', distinctId, timestampMs, properties: {} }))
  const writer = createWriter({ client: store.client, log: silentLog })
  const [receipt] = await writer.write([{ locationId, events, rejected: [], sender: {} }])
  expect(receipt).toMatchObject({ accepted: events.length })
}
const left = async () =>
  (await select<{ id: string }>(store, 'SELECT DISTINCT distinct_id AS id FROM events ORDER BY id')).map(({ id }) => id)
const states = () =>
  select<{ state: string }>(store, 'SELECT toString(max(state)) AS state FROM erasures GROUP BY erasure_id')

/** What a kill leaves of an erasure that had just begun. */
async function begunErasure(distinctId: string): Promise<string> {
  const erasure_id = randomUUID()
  const insert = createInsertRows(store.client)
  await insert('erasure_subjects', [{ location_id: 'oslo', erasure_id, distinct_id: distinctId, is_user: true }])
  const requested_at = '2026-03-01 00:00:00.000'
  const asked = { location_id: 'oslo', erasure_id, state: 'running', requested_by: 'ada', requested_at }
  await insert('erasures', [{ ...asked, id_hashes: [], removed: {} }])
  return erasure_id
}

function recorded() {
  const lines: string[] = []
  return { lines, log: createLogger('warn', { write: (line) => lines.push(line) }) }
}

describe('one that fails keeps none waiting', { timeout: 120_000 }, () => {
  test('erasures that were interrupted', async () => {
    await deliver('oslo', ['person-1', 'person-2', 'person-3'])
    await begunErasure('person-1')
    const failing = await begunErasure('person-2')
    await begunErasure('person-3')
    const { lines, log } = recorded()
    const clickhouse = intercepted(store, ({ query, query_params }) =>
      query_params?.erasure === failing && query.includes('FROM events ') ? outOfMemory() : undefined,
    )
    await expect(createErasures({ clickhouse, log }).resume(0)).rejects.toThrow('too much memory')
    expect(await left()).toEqual(['person-2'])
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ locationId: 'oslo', erasureId: failing })
    expect(await createErasures({ clickhouse: store, log }).resume(0)).toBe(1)
    expect(await left()).toEqual([])
  })

  test('shards', async () => {
    await deliver('oslo', ['person-1'])
    await begunErasure('person-1')
    const clickhouse = { ...store, cluster: 'two', shards: [intercepted(store, outOfMemory), store] }
    const erasures = createErasures({ clickhouse, log: silentLog })
    await expect(erasures.resume(0)).rejects.toThrow('too much memory')
    expect(await left()).toEqual([])
    await expect(erasures.purge()).rejects.toThrow('too much memory')
    expect(await states()).toEqual([{ state: 'purged' }])

    await deliver('oslo', ['person-2'], 40)
    await keepDays('oslo', 30)
    await expect(applyRetention({ clickhouse, log: silentLog })).rejects.toThrow('too much memory')
    expect(await left()).toEqual([])
  })

  test('locations with a retention; and it is not an hour until the next attempt', async () => {
    for (const locationId of ['bergen', 'oslo', 'turku']) {
      await deliver(locationId, [`old-${locationId}`], 40)
      await deliver(locationId, ['new'])
      await keepDays(locationId, 30)
    }
    let isFailing = true
    const clickhouse = intercepted(store, ({ query, query_params }) =>
      isFailing && query.startsWith('DELETE FROM events ') && query_params?.location === 'oslo'
        ? outOfMemory()
        : undefined,
    )
    const { lines, log } = recorded()
    const maintenance = startMaintenance({
      clickhouse,
      erasures: createErasures({ clickhouse, log }),
      log,
      everyMs: 20,
    })
    try {
      await expect.poll(left, { timeout: 60_000 }).toEqual(['new', 'old-oslo'])
      await expect.poll(() => lines.join(), { timeout: 60_000 }).toContain('"locationId":"oslo"')
      expect(lines.join()).not.toContain('turku')
      isFailing = false
      await expect.poll(left, { timeout: 60_000 }).toEqual(['new'])
      await expect.poll(maskedTables, { timeout: 60_000 }).toEqual([])
    } finally {
      await maintenance.stop()
    }
  })
})

async function keepDays(location_id: string, retention_days: number): Promise<void> {
  await createInsertRows(store.client)('privacy_settings', [
    {
      location_id,
      changed: ['retention_days'],
      retention_days,
      ip_anonymization: '',
      denied_properties: [],
      consent: '',
      consent_property: '',
      set_at: '2026-03-01 00:00:00.000',
      set_by: 'ada',
      uuid: randomUUID(),
    },
  ])
}
const maskedTables = () =>
  select(
    store,
    'SELECT DISTINCT table FROM system.parts WHERE database = currentDatabase() AND active AND has_lightweight_delete',
  )

test('a stop does not wait for the disk, which the next start takes the rows off', { timeout: 120_000 }, async () => {
  await deliver('oslo', ['person-1', 'person-2'])
  const hanging = intercepted(store, ({ query }) =>
    query.includes('APPLY DELETED MASK') ? new Promise<never>(() => undefined) : undefined,
  )
  const stopping = createErasures({ clickhouse: hanging, log: silentLog })
  await stopping.erase({ locationId: 'oslo', by: { distinctId: 'person-1' }, requestedBy: 'ada' })
  await stopping.close(20)
  expect(await states()).toEqual([{ state: 'erased' }])
  const erasures = createErasures({ clickhouse: store, log: silentLog })
  const maintenance = startMaintenance({ clickhouse: store, erasures, log: silentLog, everyMs: 20 })
  await expect.poll(states, { timeout: 60_000 }).toEqual([{ state: 'purged' }])
  await expect.poll(maskedTables, { timeout: 60_000 }).toEqual([])
  await maintenance.stop()
})
