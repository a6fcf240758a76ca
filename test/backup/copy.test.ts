import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startClickHouseShards, type TestShards, testCluster } from '../testkit/clickhouse-shards.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway } from '../testkit/gateway.ts'
import { attrigraph } from './command.ts'
import { gatewayOn } from './gateway-on.ts'
import { answersOf, fill } from './questions.ts'

let shards: TestShards
beforeAll(async () => {
  shards = await startClickHouseShards()
}, 120_000)
afterAll(() => shards?.[Symbol.asyncDispose]())

const onOne = (database: string, shard: 0 | 1 = 0) => ({
  CLICKHOUSE_URL: shards.urls[shard],
  CLICKHOUSE_DATABASE: database,
})
const onAll = (database: string, shard: 0 | 1 = 0) => ({
  ...onOne(database, shard),
  CLICKHOUSE_SHARD_URLS: shards.urls.join(),
})
const makeCluster = (database: string) => attrigraph(['migrate', '--cluster', testCluster], onAll(database))

const seen = (person: string) => ({ event: 'seen', distinct_id: person, properties: {} })

/** A gateway that is gone afterwards: what it counts in the background is written then. */
async function onGateway<T>(env: Record<string, string>, work: (gateway: TestGateway) => Promise<T>): Promise<T> {
  await using gateway = await gatewayOn(env)
  return await work(gateway)
}

async function eraseEve(gateway: TestGateway, locationId: string): Promise<void> {
  const token = await gateway.token({ location_id: locationId, scope: 'read erase' })
  const erase = `mutation { eraseUser(input: { locationId: "${locationId}", by: { distinctId: "eve" } }) { userId } }`
  expectData(await gateway.askWith(token, erase))
}

describe('attrigraph copy', { timeout: 300_000 }, () => {
  test('moves a single server to a cluster, and from there to another: the answers are the same, and who was erased stays away', async () => {
    const answers = await onGateway(onOne('single'), async (gateway) => {
      await fill(gateway)
      // Bergen lies on another shard than Oslo.
      expect((await gateway.capture('bergen', ['eve', 'bob'].map(seen))).status).toBe(200)
      await eraseEve(gateway, 'bergen')
      return answersOf(gateway)
    })
    const keys = () =>
      onGateway(onOne('single'), ({ clickhouse }) => select(clickhouse, 'SELECT key FROM suppression_keys'))
    const [key] = await keys()

    await makeCluster('spread')
    // It has a key of its own to hash ids with.
    await onGateway(onAll('spread'), async (gateway) => {
      expect((await gateway.capture('turku', [seen('eve')])).status).toBe(200)
      await eraseEve(gateway, 'turku')
    })
    const copied = await attrigraph(['copy', '--from', 'single', '--json'], onAll('spread'))
    expect(JSON.parse(copied)).toMatchObject({ from: 'single', into: 'spread', shards: 2 })
    expect(await attrigraph(['copy', '--from', 'single'], onAll('spread'))).toContain('has rows of the location')
    expect(await keys()).toEqual([key])
    // To a cluster of other shards each shard is copied by itself.
    await makeCluster('again')
    for (const shard of [0, 1] as const)
      expect(await attrigraph(['copy', '--from', 'spread_shard'], onAll('again', shard))).toMatch(
        /Copied [\d,]+ rows of spread_shard into again/,
      )

    for (const env of [onAll('spread'), onAll('again', 1)])
      await onGateway(env, async (gateway) => {
        expect(await answersOf(gateway)).toEqual(answers)
        const places = await select(
          gateway.clickhouse,
          'SELECT location_id, uniqExact(_shard_num) AS shards FROM events GROUP BY location_id ORDER BY location_id',
        )
        expect(places).toEqual(['bergen', 'oslo'].map((location_id) => ({ location_id, shards: '1' })))
        const numbers = await select(gateway.clickhouse, 'SELECT uniqExact(_shard_num) AS shards FROM events')
        expect(numbers).toEqual([{ shards: '2' }])
        expect((await gateway.capture('bergen', ['eve', 'bob'].map(seen))).status).toBe(200)
        const { data } = await gateway.ask('bergen', '{ location { users(first: 9) { nodes { userId eventCount } } } }')
        expect(data).toEqual({ location: { users: { nodes: [{ userId: 'bob', eventCount: 2 }] } } })
      })
  })

  test('refuses what it cannot copy, and says what to do', async () => {
    await using _ = await gatewayOn(onOne('plain'))
    await makeCluster('wide')
    expect(await attrigraph(['copy', '--from', 'nowhere'], onOne('plain'))).toContain('no database nowhere')
    expect(await select(_.clickhouse, `SELECT name FROM system.databases WHERE name = 'nowhere'`)).toEqual([])
    expect(await attrigraph(['copy', '--from', 'wide'], onOne('plain'))).toContain('CLICKHOUSE_DATABASE=wide_shard')
    expect(await attrigraph(['copy', '--from', 'a;b'], onOne('plain'))).toContain('CLICKHOUSE_DATABASE')
    expect(await attrigraph(['copy', '--from', 'plain'], onOne('wide'))).toContain('CLICKHOUSE_SHARD_URLS')
  })
})
