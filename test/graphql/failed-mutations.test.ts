import { afterAll, beforeAll, expect, test } from 'vitest'
import { storesOf } from '../../src/clickhouse/stores.ts'
import type { CommandDeps } from '../../src/commands/command-deps.ts'
import { createCommands } from '../../src/commands/commands.ts'
import { IngestOverloadedError } from '../../src/ingest/captured-event.ts'
import { createInsertRows, type InsertRows } from '../../src/ingest/insert-rows.ts'
import { queryLimits } from '../../src/limits/limits-of.ts'
import { createErasedIds } from '../../src/privacy/erased-ids.ts'
import { createErasures } from '../../src/privacy/erasures.ts'
import { createSql } from '../../src/sql/run.ts'
import { silentLog, testConfig } from '../testkit/config.ts'
import { select } from '../testkit/engine.ts'
import { expectData, type TestGateway, testGateway } from '../testkit/gateway.ts'
import { scopeOf } from '../testkit/scope.ts'

let gateway: TestGateway
let manager: string
beforeAll(async () => {
  gateway = await testGateway()
  manager = await gateway.token({ location_id: 'oslo', scope: 'read manage erase' })
  await gateway.capture('oslo', [{ event: 'e', distinct_id: 'visitor' }])
})
afterAll(() => gateway[Symbol.asyncDispose]())

const cost = 'date: "2026-03-01", channel: "paid_search", cost: "1", currency: "EUR"'
const mutations = {
  write_keys: 'createWriteKey(input: { locationId: "oslo", name: "Web shop" }) { id }',
  privacy_settings: 'setPrivacySettings(input: { locationId: "oslo", consent: REQUIRED }) { consent }',
  channel_rules: `setChannelRules(input: { locationId: "oslo", rules: [
    { channel: "x", all: [{ field: UTM_SOURCE, operator: IS, values: ["x"] }] }] }) { channel }`,
  ad_costs: `importAdCosts(input: { locationId: "oslo", rows: [{ ${cost} }] })`,
  identity_mappings: 'mapIdentity(input: { locationId: "oslo", anonymousId: "before", userId: "visitor" }) { userId }',
  erasure_subjects: 'eraseUser(input: { locationId: "oslo", by: { distinctId: "visitor" } }) { userId }',
}

test.each(Object.entries(mutations))('a database with too many parts in %s is unavailable', async (table, mutation) => {
  const stores = storesOf(gateway.clickhouse, 'A test')
  const settle = async (query: string) => {
    for (const { client } of stores) await client.command({ query: `ALTER TABLE ${table} ${query}` })
  }
  const rows = () => select(gateway.clickhouse, `SELECT count() AS n FROM ${table}`)
  // A part is needed, for one more to be too many.
  const { client } = gateway.clickhouse
  if (table !== 'identity_mappings' && table !== 'erasure_subjects')
    expectData(await gateway.askWith(manager, `mutation { ${mutation} }`))
  else await client.command({ query: `INSERT INTO ${table} (location_id) VALUES ('oslo')` })
  const before = await rows()
  await settle('MODIFY SETTING parts_to_throw_insert = 1, parts_to_delay_insert = 1')
  const { errors } = await gateway.askWith(manager, `mutation { ${mutation} }`)
  expect(errors).toMatchObject([{ extensions: { code: 'UNAVAILABLE' } }])
  await settle('RESET SETTING parts_to_throw_insert, parts_to_delay_insert')
  expect(await rows()).toEqual(before)
})

function commandsOf(
  failing: (insert: InsertRows) => Partial<Pick<CommandDeps, 'insert' | 'erasedIds'>>,
  onDone = () => {},
) {
  const { clickhouse } = gateway
  const insert = createInsertRows(clickhouse.client)
  return createCommands(
    {
      principal: { subject: 'ada', locations: scopeOf('oslo'), scopes: new Set(['manage']) },
      sql: createSql(clickhouse, queryLimits(testConfig()))({ scope: scopeOf('oslo') }),
      insert,
      now: Date.now,
      writeKeys: { maxPerLocation: 1, configured: { locationOf: async () => undefined }, onRevoke: () => undefined },
      erasures: createErasures({ clickhouse, log: silentLog }),
      erasedIds: createErasedIds(clickhouse.client, insert),
      ...failing(insert),
    },
    onDone,
  )
}

test('a claim that ran out is no defect, and what was read before counts no more', async () => {
  let done = 0
  const commands = commandsOf(
    (insert) => ({
      erasedIds: {
        ...createErasedIds(gateway.clickhouse.client, insert),
        guarded: () => Promise.reject(new IngestOverloadedError('The database is too slow: a claim ran out.', 7)),
      },
    }),
    () => done++,
  )
  const mapping = commands.mapIdentity({ locationId: 'oslo', anonymousId: 'before', userId: 'visitor' })
  await expect(mapping).rejects.toMatchObject({ name: 'GatewayError', code: 'UNAVAILABLE', retryAfterSeconds: 7 })
  expect(done).toBe(1)
  expect(await commands.unmapIdentity({ locationId: 'oslo', anonymousId: 'nobody' })).toBe(false)
  expect(done).toBe(2)
})

test.each([
  ['Timeout error.', 'UNAVAILABLE', 'It may have been done'],
  ['connect ETIMEDOUT 10.0.0.1:8123', 'UNAVAILABLE', 'It may have been done'],
  ["Cannot read properties of undefined (reading 'timeoutMs')", 'INTERNAL_SERVER_ERROR', 'Unexpected'],
])('an insert that fails with %j is %s', async (text, code, told) => {
  const commands = commandsOf(() => ({ insert: () => Promise.reject(new Error(text)) }))
  const change = commands.setChannelRules({ locationId: 'oslo', rules: [] })
  await expect(change).rejects.toMatchObject({ code, message: expect.stringContaining(told) })
})
