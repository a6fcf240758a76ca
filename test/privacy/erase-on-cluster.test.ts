import { afterAll, beforeAll, describe } from 'vitest'
import { startClickHouseShards, type TestShards } from '../testkit/clickhouse-shards.ts'
import { testGateway } from '../testkit/gateway.ts'
import { openClusterDatabase } from '../testkit/test-database.ts'
import { erasureTests } from './erasure-tests.ts'

let shards: TestShards
beforeAll(async () => {
  shards = await startClickHouseShards()
}, 120_000)
afterAll(() => shards?.[Symbol.asyncDispose]())

describe('an erasure on two shards', { timeout: 600_000 }, () =>
  erasureTests((env) => testGateway(env, undefined, () => openClusterDatabase(shards.urls, 'erasing'))),
)
