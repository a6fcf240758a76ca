import { serverKilled } from './faults/server-killed.ts'
import type { Fault } from './lib/fault.ts'

/** Every fault, in the order of the runbooks. */
export const faults: readonly Fault[] = [serverKilled]
