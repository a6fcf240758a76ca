import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClickHouse } from '../../src/clickhouse/clickhouse.ts'
import { createWriter } from '../../src/ingest/writer.ts'
import { rebuild } from '../../src/rebuild/rebuild.ts'
import { silentLog } from '../testkit/config.ts'
import { testStore } from '../testkit/engine.ts'
import { captured, expectDerivedFromLanding, leftovers } from './history.ts'

let engine: ClickHouse & AsyncDisposable
beforeAll(async () => {
  engine = await testStore()
  const writer = createWriter({ client: engine.client, log: silentLog })
  await writer.write([{ locationId: 'oslo', events: captured(0, 200), rejected: [], sender: {} }])
})
afterAll(() => engine[Symbol.asyncDispose]())

const run = (query: string) => engine.client.command({ query })
const force = 'attrigraph rebuild --force'

describe('one rebuild at a time', () => {
  test('a second one is refused, and the first one goes on', async () => {
    const outcomes = await Promise.allSettled([rebuild(engine), rebuild(engine), rebuild(engine)])
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : []))
    expect(refused).toEqual([expect.stringContaining(force), expect.stringContaining(force)])
    await expectDerivedFromLanding(engine, 'oslo')
    expect(await leftovers(engine)).toEqual([])
  })

  test('an interrupted one is told, and cleared on demand', async () => {
    await run(`CREATE TABLE rebuild_lock (nothing UInt8) ENGINE = Null COMMENT 'deadbeef'`)
    await run('CREATE TABLE sessions_mv_rebuild_deadbeef AS sessions_mv')
    await run(
      'CREATE MATERIALIZED VIEW sessions_from_events_rebuild_deadbeef TO sessions_mv_rebuild_deadbeef AS SELECT location_id FROM events',
    )
    await expect(rebuild(engine)).rejects.toThrow(force)
    await rebuild(engine, { force: true })
    await expectDerivedFromLanding(engine, 'oslo')
    expect(await leftovers(engine)).toEqual([])
  })

  test('one that a process before this one left in the embedded engine needs no word', async () => {
    await run(`CREATE TABLE rebuild_lock (nothing UInt8) ENGINE = Null COMMENT 'deadbeef'`)
    await run('CREATE TABLE sessions_mv_rebuild_deadbeef AS sessions_mv')
    await rebuild({ ...engine, exclusiveSince: new Date(Date.now() + 2_000) })
    expect(await leftovers(engine)).toEqual([])
  })

  test('one that is taken over while it runs fails, and puts nothing in place', async () => {
    let second: Promise<unknown> | undefined
    const first = rebuild(engine, {
      onProgress: () => {
        second ??= rebuild(engine, { force: true })
      },
    })
    await expect(first).rejects.toThrow(/rebuild_[0-9a-f]{8}/)
    await second
    await expectDerivedFromLanding(engine, 'oslo')
    expect(await leftovers(engine)).toEqual([])
  })

  test('one that is stopped clears up', async () => {
    const stop = new AbortController()
    const onProgress = () => stop.abort(new Error('stopped'))
    await expect(rebuild(engine, { signal: stop.signal, onProgress })).rejects.toThrow('stopped')
    expect(await leftovers(engine)).toEqual([])
    await expectDerivedFromLanding(engine, 'oslo')
  })
})
