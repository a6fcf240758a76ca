import { describe } from 'vitest'
import { testServerGateway } from '../testkit/server-gateway.ts'
import { erasureTests } from './erasure-tests.ts'

describe('an erasure on a ClickHouse server', { timeout: 600_000 }, () => erasureTests(testServerGateway))
