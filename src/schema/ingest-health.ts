import { type LocalRange, toLocalRange } from '../resolvers/range.ts'
import { needs, selectedColumns } from '../resolvers/selected-columns.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { DateRangeInput, Granularity } from './common.ts'
import { LocationRef, read, readCount } from './refs.ts'

const maxDays = 366

interface Health {
  locationId: string
  range: LocalRange & { time_zone: string }
  row: Partial<Row<'ingest-health'>>
}
type Reason = Row<'ingest-health'>['reasons'][number]
type Point = Partial<Row<'ingest-series'>>

const IngestOutcome = builder.enumType('IngestOutcome', {
  description: 'What became of what was sent and is not stored as a new event.',
  values: {
    QUARANTINED: { value: 'quarantined', description: 'An event that cannot be used; it is kept with its reason.' },
    REJECTED: { value: 'rejected', description: 'A request that was refused as a whole; its sender was told.' },
    DROPPED: { value: 'dropped', description: 'An event that may not be kept.' },
  },
})

const IngestReason = builder.objectRef<Reason>('IngestReason').implement({
  description: 'How often something was not stored for one reason.',
  fields: (t) => ({
    outcome: t.field({
      type: IngestOutcome,
      description: 'What became of it.',
      resolve: ({ outcome }) => (outcome === 'rejected' || outcome === 'dropped' ? outcome : 'quarantined'),
    }),
    reason: t.exposeString('reason', { description: 'Why, such as missing_distinct_id or unavailable.' }),
    count: t.field({
      type: 'SafeInt',
      description: 'Events; of REJECTED, requests.',
      resolve: ({ count }) => Number(count),
    }),
  }),
})

const count = (column: 'accepted' | 'duplicates' | 'quarantined' | 'rejected', description: string) => ({
  type: 'SafeInt' as const,
  extensions: needs<'ingest-series'>(column),
  description,
  resolve: (row: Point) => readCount(row, column),
})

const IngestPoint = builder.objectRef<Point>('IngestPoint').implement({
  description: 'Ingest in one bucket of local time.',
  fields: (t) => ({
    start: t.field({
      type: 'DateTime',
      extensions: needs<'ingest-series'>('start'),
      description: 'The instant at which the bucket starts.',
      resolve: (row) => read(row, 'start'),
    }),
    accepted: t.field(count('accepted', 'Events stored.')),
    duplicates: t.field(count('duplicates', 'Events that were stored already.')),
    quarantined: t.field(count('quarantined', 'Events that went to quarantine.')),
    rejected: t.field(count('rejected', 'Requests refused as a whole.')),
    medianLagSeconds: t.float({
      nullable: true,
      extensions: needs<'ingest-series'>('median_lag_seconds'),
      description:
        'Median time from when an event happened, by its own word, until it came in; null without events. Large where history is imported.',
      resolve: (row) => read(row, 'median_lag_seconds'),
    }),
  }),
})

const total = (column: 'accepted' | 'duplicates' | 'quarantined' | 'rejected' | 'dropped', description: string) => ({
  type: 'SafeInt' as const,
  extensions: needs<'ingest-health'>(column),
  description,
  resolve: ({ row }: Health) => readCount(row, column),
})

const IngestHealth = builder.objectRef<Health>('IngestHealth').implement({
  description: 'What became of what was sent to a location, by the time at which it came in.',
  fields: (t) => ({
    accepted: t.field(total('accepted', 'Events stored, each once.')),
    duplicates: t.field(
      total('duplicates', 'Events that were stored already: retries. Counts other than accepted lag by a second.'),
    ),
    quarantined: t.field(total('quarantined', 'Events that cannot be used, as often as they were sent.')),
    rejected: t.field(
      total('rejected', 'Requests refused as a whole, where a key named the location; their senders were told.'),
    ),
    dropped: t.field(total('dropped', 'Events that may not be kept, such as those of an erased person.')),
    lastEventAt: t.field({
      type: 'DateTime',
      nullable: true,
      extensions: needs<'ingest-health'>('last_event_at'),
      description: 'When the latest of the accepted events came in; null without any.',
      resolve: ({ row }) => read(row, 'last_event_at'),
    }),
    byReason: t.field({
      type: [IngestReason],
      extensions: needs<'ingest-health'>('reasons'),
      description: 'What was not stored, by reason, the most frequent first.',
      resolve: ({ row }) => read(row, 'reasons'),
    }),
    series: t.field({
      type: [IngestPoint],
      description: 'The same per bucket of local time, empty buckets included, the earliest first.',
      args: {
        granularity: t.arg({ type: Granularity, defaultValue: 'HOUR', description: 'The length of a bucket.' }),
      },
      resolve: ({ locationId, range }, { granularity }, { load }, info) =>
        load.rows({
          name: 'ingest-series',
          locationId,
          params: { ...range, granularity: granularity ?? 'HOUR' },
          columns: selectedColumns(info, 'ingest-series'),
        }),
    }),
  }),
})

builder.objectField(LocationRef, 'ingestHealth', (t) =>
  t.field({
    type: IngestHealth,
    description: `What became of what was sent within days of the location's time zone, at most ${maxDays}.`,
    args: {
      range: t.arg({ type: DateRangeInput, required: true, description: 'Which days.' }),
      timeZone: t.arg({ type: 'TimeZone', description: "IANA time zone; the location's unless given." }),
    },
    resolve: async ({ locationId }, { range, timeZone }, { load, timeZoneOf }, info) => {
      const params = { ...toLocalRange(range, maxDays), time_zone: timeZone ?? timeZoneOf(locationId) }
      const columns = selectedColumns(info, 'ingest-health')
      // A series alone needs nothing of the totals.
      if (columns.length === 0) return { locationId, range: params, row: {} }
      const [row = {}] = await load.rows({ name: 'ingest-health', locationId, params, columns })
      return { locationId, range: params, row }
    },
  }),
)
