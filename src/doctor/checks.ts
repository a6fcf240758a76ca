import type { Check } from './check.ts'
import { clocks } from './clocks.ts'
import { configuration } from './configuration.ts'
import { derivedData } from './derived-data.ts'
import { erasures } from './erasures.ts'
import { identity } from './identity.ts'
import { ingest } from './ingest.ts'
import { limits } from './limits.ts'
import { quarantine } from './quarantine.ts'
import { schema } from './schema.ts'
import { server } from './server.ts'
import { version } from './version.ts'
import { writes } from './writes.ts'

/** Everything that the doctor looks at, in the order of the report. */
export const checks: readonly Check[] = [
  configuration,
  version,
  limits,
  writes,
  schema,
  clocks,
  ingest,
  derivedData,
  identity,
  quarantine,
  erasures,
  server,
]
