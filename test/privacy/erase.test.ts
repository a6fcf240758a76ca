import { describe } from 'vitest'
import { testGateway } from '../testkit/gateway.ts'
import { erasureTests } from './erasure-tests.ts'

describe('an erasure', { timeout: 600_000 }, () => erasureTests(testGateway))
