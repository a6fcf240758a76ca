import { describe } from 'vitest'
import { testGateway } from '../testkit/gateway.ts'
import { erasureTests } from './erasure-tests.ts'

describe('an erasure in the embedded engine', { timeout: 600_000 }, () => erasureTests(testGateway))
