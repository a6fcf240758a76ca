import { describe } from 'vitest'
import { testGateway } from '../testkit/gateway.ts'
import { testEngineMode } from '../testkit/test-database.ts'
import { erasureTests } from './erasure-tests.ts'

// On a cluster erasures are refused (test/clickhouse/cluster.test.ts).
describe.skipIf(testEngineMode === 'cluster')('an erasure in the embedded engine', { timeout: 600_000 }, () =>
  erasureTests(testGateway),
)
