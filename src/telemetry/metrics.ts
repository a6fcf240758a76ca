import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { boundedNames } from './bounded-names.ts'

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]
const sizes = [1, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000, 50_000]

export type Metrics = ReturnType<typeof createMetrics>

/**
 * The metrics of one gateway, in a registry of its own. Labels are closed lists (statements, tables, reasons, codes) or
 * bounded ones: no location, no id, no text of a query ever becomes one. docs/operations.md says what each is good for.
 */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `attrigraph_${name}`, help, labelNames, registers })
  const histogram = <L extends string>(name: string, help: string, labelNames: L[] = [], buckets = seconds) =>
    new Histogram({ name: `attrigraph_${name}`, help, labelNames, buckets, registers })
  const gauge = (name: string, help: string) => new Gauge({ name: `attrigraph_${name}`, help, registers })

  return {
    registry,
    ingestEvents: counter('ingest_events_total', 'Events, by what became of them.', ['door', 'outcome', 'reason']),
    ingestRefusals: counter('ingest_refused_requests_total', 'Ingest requests refused as a whole.', ['door', 'reason']),
    ingestSeconds: histogram('ingest_duration_seconds', 'From taking over events until they are stored.', ['door']),
    ingestGroupEvents: histogram('ingest_group_events', 'Events per group that is stored at once.', [], sizes),
    ingestGroupSeconds: histogram('ingest_group_duration_seconds', 'Storing one group.', ['outcome']),
    ingestContended: counter('ingest_contended_total', 'Deliveries whose sender was asked to retry by the writer.'),
    querySeconds: histogram('clickhouse_query_duration_seconds', 'ClickHouse queries of answers.', [
      'statement',
      'outcome',
    ]),
    queryRows: counter('clickhouse_rows_read_total', 'Rows that ClickHouse read for answers.', ['statement']),
    queriesRunning: gauge('clickhouse_queries_running', 'ClickHouse queries of answers that wait or run now.'),
    insertSeconds: histogram('clickhouse_insert_duration_seconds', 'Inserts into ClickHouse.', ['table', 'outcome']),
    insertsRunning: gauge('clickhouse_inserts_running', 'Inserts that wait or run now.'),
    flushRetries: counter('flush_retries_total', 'Operational rows whose insert failed and is tried again.', ['table']),
    rowsDropped: counter('buffered_rows_dropped_total', 'Operational rows dropped because the buffer was full.', [
      'table',
    ]),
    operationSeconds: histogram('graphql_operation_duration_seconds', 'GraphQL operations.', ['operation', 'outcome']),
    graphqlErrors: counter('graphql_errors_total', 'GraphQL errors sent, by code.', ['code']),
    rateLimited: counter('rate_limited_total', 'Requests refused because somebody asked too much.', ['door']),
    subscriptionsOpen: gauge('subscriptions_open', 'Open subscriptions.'),
    subscriptionPushes: counter('subscription_pushes_total', 'Answers pushed to subscribers.'),
    activityPolls: counter('activity_polls_total', 'Reads of live activity, each shared by its subscribers.', [
      'outcome',
    ]),
    /** Names of operations as a label: those that came first; later ones are `(other)`. */
    operationLabel: boundedNames(100),
    /** A value that is read when it is asked for. */
    watch(name: string, help: string, read: () => number): void {
      new Gauge({
        name: `attrigraph_${name}`,
        help,
        registers,
        collect() {
          this.set(read())
        },
      })
    },
  }
}
