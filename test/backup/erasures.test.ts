import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../src/backup/backup.ts'
import type { ErasureSource } from '../../src/backup/carry-erasures.ts'
import { type RestoreReport, restore } from '../../src/backup/restore.ts'
import { createClickHouse } from '../../src/clickhouse/client.ts'
import { adasIds, alan, ids } from '../privacy/person.ts'
import { placesOf } from '../privacy/scan.ts'
import { startClickHouseServer, type TestServer } from '../testkit/clickhouse-server.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testSecret } from '../testkit/gateway.ts'
import { gatewayOn } from './gateway-on.ts'
import { answersOf, fill } from './questions.ts'

let server: TestServer
let served: TestGateway
let answers: object

const envOf = ({ url }: TestServer, database: string) => ({ CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database })
const event = (distinct_id: string, name: string, properties: object = {}) => ({
  event: name,
  distinct_id,
  timestamp: '2026-03-11T10:00:00Z',
  properties,
})
const bo = { user: 'bo-peep-77', device: 'anon-bo-1111', lent: 'anon-bo-2222' } as const
const zoe = 'zoe-with-consent-5'

const erase = (locationId: string, distinctId: string) =>
  served.app.erasures.erase({ locationId, by: { distinctId }, requestedBy: 'officer' })
const allowAgain = (locationId: string, distinctId: string) =>
  served.app.erasures.allowAgain({ locationId, distinctId, decidedBy: 'officer' })

async function restoreInto(env: ReturnType<typeof envOf>, from?: ErasureSource): Promise<RestoreReport> {
  const clickhouse = await createClickHouse(testConfig({ JWT_SECRET: testSecret, QUERY_TIMEOUT_MS: '120000', ...env }))
  try {
    const erasures = from && { from, log: silentLog }
    return await restore(clickhouse, { from: 'file:before', database: 'served', erasures })
  } finally {
    await clickhouse.close()
  }
}

const namesOf = async ({ clickhouse }: TestGateway, locationId: string) =>
  (
    await select<{ id: string }>(
      clickhouse,
      'SELECT DISTINCT distinct_id AS id FROM events WHERE location_id = {locationId:String} ORDER BY id',
      { locationId },
    )
  ).map(({ id }) => id)

beforeAll(async () => {
  server = await startClickHouseServer(undefined, { backups: true })
  served = await gatewayOn(envOf(server, 'served'))
  await fill(served)
  // The same ids elsewhere are other people.
  await served.capture(
    'bergen',
    adasIds.map((id) => event(id, '$pageview')),
  )
  // Erased before the backup, and back with their consent.
  await served.capture('turku', [event(zoe, '$pageview')])
  await erase('turku', zoe)
  await allowAgain('turku', zoe)
  await served.capture('turku', [
    event(zoe, 'came back'),
    event(bo.user, '$identify', { $anon_distinct_id: bo.device }),
    event(bo.user, '$identify', { $anon_distinct_id: bo.lent }),
    event(bo.lent, '$pageview'),
  ])
  await backUp(served.clickhouse, { to: 'file:before' })
  await erase('oslo', ids.device)
  await erase('oslo', alan)
  await allowAgain('oslo', alan)
  // Somebody else's by the time of the erasure.
  const manager = await served.token({ location_id: 'turku', scope: 'manage', sub: 'officer' })
  const unmap = `mutation { unmapIdentity(input: { locationId: "turku", anonymousId: "${bo.lent}" }) }`
  expectData(await served.askWith(manager, unmap))
  await erase('turku', bo.user)
  await backUp(served.clickhouse, { to: 'file:erasures', only: 'erasures' })
  answers = await answersOf(served)
}, 240_000)
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

test('without the erasures that came after it a backup brings people back', async () => {
  const env = envOf(server, 'naive')
  expect(await restoreInto(env)).not.toHaveProperty('erased')
  await using naive = await gatewayOn(env)
  expect([...(await placesOf(naive.clickhouse, adasIds, { locationId: 'oslo' })).keys()]).toContain('events')
}, 120_000)

test.each<[string, ErasureSource]>([
  ['the old database', { database: 'served' }],
  ['a later backup of the erasures alone, on another server', { backup: 'file:erasures', database: 'served' }],
])(
  'who was erased since the backup is erased again, as told by %s',
  async (_, source) => {
    await using other = 'backup' in source ? await startClickHouseServer(undefined, { backups: true }) : undefined
    if (other !== undefined)
      cpSync(join(server.directory, 'backups'), join(other.directory, 'backups'), { recursive: true })
    const env = envOf(other ?? server, other === undefined ? 'beside' : 'elsewhere')
    expect(await restoreInto(env, source)).toMatchObject({ erased: { ids: adasIds.length + 1 + 2 } })
    await using restored = await gatewayOn(env)
    const { clickhouse } = restored
    const everywhere = (who: readonly string[], locationId: string) =>
      placesOf(clickhouse, who, { locationId, masked: true }).then(Object.fromEntries)
    expect(await everywhere([...adasIds, alan], 'oslo')).toEqual({})
    expect(await everywhere([bo.user, bo.device], 'turku')).toEqual({})
    expect(await namesOf(restored, 'turku')).toEqual([bo.lent, zoe])
    expect(await namesOf(restored, 'bergen')).toEqual(adasIds.toSorted())
    expect(await answersOf(restored)).toEqual(answers)
    expect(
      await select(
        clickhouse,
        `SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'carried%'`,
      ),
    ).toEqual([])
    // What is late is refused, as in the old database, and who was allowed again is not.
    await restored.capture('oslo', [event(ids.second, 'late'), event(alan, 'late')])
    expect(await everywhere(adasIds, 'oslo')).toEqual({})
    expect(await namesOf(restored, 'oslo')).toContain(alan)
    // Who asked is still known.
    expect(
      await select(
        clickhouse,
        `SELECT location_id, requested_by, count(DISTINCT erasure_id)::UInt8 AS n FROM erasures WHERE state = 'purged' GROUP BY ALL ORDER BY ALL`,
      ),
    ).toMatchObject([
      { location_id: 'oslo', requested_by: 'attrigraph restore', n: 1 },
      { location_id: 'oslo', requested_by: 'officer', n: 2 },
      { location_id: 'turku', requested_by: 'attrigraph restore', n: 1 },
      { location_id: 'turku', requested_by: 'officer', n: 2 },
    ])
  },
  240_000,
)

test('a source that is none is refused beforehand, or it is said what was restored', async () => {
  await expect(restoreInto(envOf(server, 'unsure'), { database: 'nowhere' })).rejects.toThrow('Nothing was restored')
  await expect(restoreInto(envOf(server, 'unsure'), { backup: 'file:nowhere', database: 'served' })).rejects.toThrow(
    /people who were erased since may still be in it.*there is no backup/,
  )
}, 120_000)
