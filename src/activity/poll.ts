import type { LocationScope } from '../auth/principal.ts'
import type { Logger } from '../log.ts'
import type { Sql, SqlRequest } from '../sql/run.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { toClickHouseTime } from '../time/clickhouse-time.ts'

/** What is going on at a location. */
export interface Activity {
  locationId: string
  at: string
  eventsPerMinute: number
  activeUsers: number
  activeSessions: number
  /** The keys of the latest events, the newest first. */
  latest: { uuid: string; timestamp: string; distinct_id: string }[]
}

export interface PollDeps {
  openSql: (request: SqlRequest) => Sql
  now: () => number
  log: Logger
  metrics: Metrics
}

export interface Poll {
  /** Stops reading; a query on its way is abandoned. */
  stop(): void
}

/** As many as one answer may hold. */
export const maxLatestEvents = 50

/**
 * Reads the activity of a location again and again, the next time so long after the last has come, and tells when it
 * has changed.
 * @param scopeNow The scope of somebody who is listening at the moment.
 */
export function startPoll(
  { openSql, now, log, metrics }: PollDeps,
  {
    locationId,
    intervalMs,
    scopeNow,
    onChange,
  }: {
    locationId: string
    intervalMs: number
    scopeNow: () => LocationScope | undefined
    onChange: (activity: Activity) => void
  },
): Poll {
  const abort = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let told = ''

  async function readOnce(): Promise<void> {
    const scope = scopeNow()
    if (scope === undefined) return
    const at = new Date(now())
    const sql = openSql({ scope, signal: abort.signal, operationName: 'locationActivity' })
    const [row] = await sql.rows(
      'live-activity',
      { location_ids: [locationId], at: toClickHouseTime(at), latest: maxLatestEvents },
      ['events_per_minute', 'active_users', 'active_sessions', 'latest_events'],
    )
    if (row === undefined || abort.signal.aborted) return
    const seen = JSON.stringify(row)
    if (seen === told) return
    told = seen
    onChange({
      locationId,
      at: at.toISOString(),
      eventsPerMinute: Number(row.events_per_minute),
      activeUsers: Number(row.active_users),
      activeSessions: Number(row.active_sessions),
      latest: row.latest_events,
    })
  }

  async function tick(): Promise<void> {
    try {
      await readOnce()
      metrics.activityPolls.inc({ outcome: 'ok' })
    } catch (error) {
      if (abort.signal.aborted) return
      // Subscribers keep what they have; the next turn may succeed.
      metrics.activityPolls.inc({ outcome: 'failed' })
      log.warn({ err: error, locationId }, 'live activity could not be read')
    }
    if (!abort.signal.aborted) timer = setTimeout(tick, intervalMs)
  }

  // Not now: whoever listens first is about to be listed.
  timer = setTimeout(tick, 0)
  return {
    stop() {
      abort.abort()
      clearTimeout(timer)
    },
  }
}
