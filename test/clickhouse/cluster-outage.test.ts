import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startClickHouseShards, type TestShards } from '../testkit/clickhouse-shards.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { openClusterDatabase } from '../testkit/test-database.ts'

let shards: TestShards
let gateway: TestGateway
beforeAll(async () => {
  shards = await startClickHouseShards()
  gateway = await testGateway({}, undefined, () => openClusterDatabase(shards.urls, 'outage'))
}, 120_000)
afterAll(async () => {
  await gateway?.[Symbol.asyncDispose]()
  await shards?.[Symbol.asyncDispose]()
})

const visit = (n: number) => ({
  uuid: `018a981f-4b35-7c66-825e-${String(n).padStart(12, '0')}`,
  event: '$pageview',
  distinct_id: `visitor-${n}`,
  properties: { $lib: 'web', $session_id: `s-${n}`, $current_url: 'https://a.example/' },
})
const count = async (location: string) =>
  gateway.ask<{ location: { events: { totalCount: number } } }>(
    location,
    '{ location { users { totalCount } sessions { totalCount } events { totalCount } } }',
  )
const counts = (n: number) => ({
  location: { users: { totalCount: n }, sessions: { totalCount: n }, events: { totalCount: n } },
})

describe('while one shard is away', { timeout: 120_000 }, () => {
  test('the locations of the other are served, nothing of its own is acknowledged, and nobody is erased', async () => {
    for (const location of ['oslo', 'bergen']) expect((await gateway.capture(location, [visit(1)])).status).toBe(200)
    await shards.second.kill()
    expect(expectData(await count('oslo'))).toEqual(counts(1))
    expect((await gateway.capture('oslo', [visit(2)])).status).toBe(200)
    expect(expectData(await count('oslo'))).toEqual(counts(2))
    expect((await count('bergen')).errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }])
    expect((await gateway.capture('bergen', [visit(2)])).status).toBe(503)
    const token = await gateway.token({ location_id: 'oslo', scope: 'erase' })
    const erase = 'mutation { eraseUser(input: { locationId: "oslo", by: { distinctId: "visitor-2" } }) { userId } }'
    const { errors } = await gateway.askWith(token, erase)
    expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }])
    await shards.second.restart()
    // Both senders send again: one did not hear, the other was asked to.
    for (const location of ['oslo', 'bergen']) expect((await gateway.capture(location, [visit(2)])).status).toBe(200)
    for (const location of ['oslo', 'bergen']) expect(expectData(await count(location))).toEqual(counts(2))
  })
})
