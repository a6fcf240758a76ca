import { clockJumps } from './faults/clock-jumps.ts'
import { connectionResets } from './faults/connection-resets.ts'
import { diskFull } from './faults/disk-full.ts'
import { gatewayKilled } from './faults/gateway-killed.ts'
import { serverHung } from './faults/server-hung.ts'
import { serverKilled } from './faults/server-killed.ts'
import { slowServer } from './faults/slow-server.ts'
import { tooManyParts } from './faults/too-many-parts.ts'
import { twoGateways } from './faults/two-gateways.ts'
import type { Fault } from './lib/fault.ts'

/** Every fault, in the order of the runbooks. */
export const faults: readonly Fault[] = [
  serverKilled,
  serverHung,
  slowServer,
  connectionResets,
  diskFull,
  tooManyParts,
  gatewayKilled,
  twoGateways,
  clockJumps,
]
