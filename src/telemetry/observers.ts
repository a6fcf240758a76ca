import type { Delivery } from '../ingest/captured-event.ts'
import type { InsertObserver } from '../ingest/insert-rows.ts'
import type { Outcome } from '../ingest/writer.ts'
import type { QueryObserver } from '../sql/run.ts'
import type { Metrics } from './metrics.ts'

type Write = (deliveries: readonly Delivery[]) => Promise<Outcome[]>

/** How the parts of the gateway that know nothing of metrics are measured. */
export function createObservers(metrics: Metrics) {
  const queries: QueryObserver = (statement) => {
    const stop = metrics.querySeconds.startTimer({ statement })
    metrics.queriesRunning.inc()
    return ({ outcome, read }) => {
      stop({ outcome })
      metrics.queriesRunning.dec()
      metrics.queryRows.inc({ statement }, read.rows)
    }
  }

  const inserts: InsertObserver = (table) => {
    const stop = metrics.insertSeconds.startTimer({ table })
    metrics.insertsRunning.inc()
    return (outcome) => {
      stop({ outcome })
      metrics.insertsRunning.dec()
    }
  }

  /** One group of the batcher: its size, its time, and the deliveries that another instance was storing. */
  function writes(write: Write): Write {
    return async (deliveries) => {
      metrics.ingestGroupEvents.observe(deliveries.reduce((sum, { events }) => sum + events.length, 0))
      const stop = metrics.ingestGroupSeconds.startTimer()
      try {
        const outcomes = await write(deliveries)
        metrics.ingestContended.inc(outcomes.filter((outcome) => outcome instanceof Error).length)
        stop({ outcome: 'ok' })
        return outcomes
      } catch (error) {
        stop({ outcome: 'failed' })
        throw error
      }
    }
  }

  return { queries, inserts, writes }
}
