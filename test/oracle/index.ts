import type { DateRange, Granularity } from './buckets.ts'
import { errorsOf } from './errors.ts'
import { eventsOf } from './events.ts'
import { type FunnelQuestion, funnelOf } from './funnels.ts'
import type { History } from './history.ts'
import { identityOf } from './identity.ts'
import { type JourneyQuestion, journeysOf } from './journeys.ts'
import { metricsOf } from './metrics.ts'
import { type PathsQuestion, pathsOf } from './paths.ts'
import { refusedOf } from './refused.ts'
import { type RetentionQuestion, retentionOf } from './retention.ts'
import { type Segment, segmentOf } from './segments.ts'
import { sessionStatsOf } from './session-stats.ts'
import { sessionsOf } from './sessions.ts'
import { usersOf } from './users.ts'

export type { DateRange, Granularity } from './buckets.ts'
export type { Condition } from './conditions.ts'
export type { FunnelQuestion } from './funnels.ts'
export type { Decision, History, OracleEvent } from './history.ts'
export type { Segment } from './segments.ts'

/**
 * Recomputes every answer of one location from its events and the statements about identity, as docs/semantics.md
 * defines them: without SQL, without the gateway's code, and without regard to cost.
 */
export function createOracle(history: History) {
  const { events } = history
  const identity = identityOf(history)
  const sessions = sessionsOf(events, identity)
  const users = usersOf(events, identity, sessions)
  return {
    users,
    segment: (segment: Segment, timeZone: string) => segmentOf(users, events, identity, segment, timeZone),
    sessions: sessions.map(({ session }) => session),
    events: eventsOf(events, identity),
    refusedIdentityMappings: refusedOf(events, identity),
    metrics: (range: DateRange, granularity: Granularity, timeZone: string) =>
      metricsOf(events, identity, range, granularity, timeZone),
    sessionStats: (range: DateRange, granularity: Granularity, timeZone: string) =>
      sessionStatsOf(
        sessions.map(({ session }) => session),
        range,
        granularity,
        timeZone,
      ),
    journeys: (question: JourneyQuestion) => journeysOf(events, identity, sessions, question),
    funnel: (question: FunnelQuestion) => funnelOf(events, identity, sessions, question),
    retention: (question: RetentionQuestion) => retentionOf(events, identity, sessions, question),
    paths: (question: PathsQuestion) => pathsOf(sessions, question),
    errors: (range: DateRange, timeZone: string) => errorsOf(events, identity, range, timeZone),
  }
}

export type Oracle = ReturnType<typeof createOracle>
