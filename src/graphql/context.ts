import type { ActivityHub } from '../activity/activity-hub.ts'
import type { Principal } from '../auth/principal.ts'
import type { Commands } from '../commands/commands.ts'
import type { RowLoader } from '../loaders/rows.ts'
import type { Sql } from '../sql/run.ts'

/** What every resolver of one request may use. */
export interface GatewayContext {
  principal: Principal
  sql: Sql
  /** Batches and caches reads for the length of the request. */
  load: RowLoader
  /** What the request may change. Most change nothing. */
  commands(): Commands
  /** The IANA time zone of a location. */
  timeZoneOf(locationId: string): string
  /** Who listens to what is going on. */
  activity: ActivityHub
  /** Aborts when the client leaves. */
  signal: AbortSignal
  limits: { maxComplexity: number; maxDepth: number; maxBreadth: number }
}
