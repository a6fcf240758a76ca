import { retentionOf } from '../resolvers/retention.ts'
import { needs } from '../resolvers/selected-columns.ts'
import type { Row } from '../sql/run.ts'
import { builder } from './builder.ts'
import { DateRangeInput, Granularity } from './common.ts'
import { LocationRef, read, readCount } from './refs.ts'

const CohortBy = builder.enumType('RetentionCohortBy', {
  description: 'What puts a user into a cohort.',
  values: {
    FIRST_EVENT: { value: 'FIRST_EVENT', description: 'Their first event ever, or their first `startEvent` ever.' },
    FIRST_TOUCH: { value: 'FIRST_TOUCH', description: 'Their first touch ever.' },
  } as const,
})

const RetentionInput = builder.inputType('RetentionInput', {
  description: 'Which cohorts, and what counts as coming back.',
  fields: (t) => ({
    range: t.field({ type: DateRangeInput, required: true, description: 'The days on which users join a cohort.' }),
    granularity: t.field({
      type: Granularity,
      required: true,
      defaultValue: 'WEEK',
      description: 'The length of a period: DAY, WEEK or MONTH. At most 400 days, 2,800 days, 10 years.',
    }),
    periods: t.int({ required: true, defaultValue: 8, description: "Periods after the cohort's own, 1 to 60." }),
    cohortBy: t.field({
      type: CohortBy,
      required: true,
      defaultValue: 'FIRST_EVENT',
      description: 'What puts a user into a cohort.',
    }),
    startEvent: t.string({ description: 'The name of the event that puts a user into a cohort; any if left out.' }),
    returnEvent: t.string({ description: 'The name of the event that counts as coming back; any if left out.' }),
    timeZone: t.field({ type: 'TimeZone', description: "IANA time zone of the days; the location's unless given." }),
  }),
})

const RetentionCohort = builder.objectRef<Partial<Row<'retention'>>>('RetentionCohort').implement({
  description: 'Users who joined in one period. A week or month at the edge holds only those of the range.',
  fields: (t) => ({
    start: t.field({
      type: 'Date',
      extensions: needs<'retention'>('start'),
      description: 'The first day of the period, in the time zone of the question.',
      resolve: (row) => read(row, 'start'),
    }),
    size: t.field({
      type: 'SafeInt',
      extensions: needs<'retention'>('size'),
      description: 'How many users.',
      resolve: (row) => readCount(row, 'size'),
    }),
    retained: t.field({
      type: ['SafeInt'],
      extensions: needs<'retention'>('retained'),
      description:
        "How many of them came back: first in the cohort's own period, at their start or after it; then in each of `periods` periods after.",
      resolve: (row) => read(row, 'retained').map(Number),
    }),
    completePeriods: t.field({
      type: 'Int',
      extensions: needs<'retention'>('complete_periods'),
      description: "How many periods after the cohort's own have wholly passed: what is beyond may still grow.",
      resolve: (row) => readCount(row, 'complete_periods'),
    }),
  }),
})

const RetentionReport = builder.objectRef<{ cohorts: Partial<Row<'retention'>>[] }>('RetentionReport').implement({
  description: 'How many users come back.',
  fields: (t) => ({
    cohorts: t.field({
      type: [RetentionCohort],
      extensions: { sameRow: true },
      description: 'The cohorts, empty ones included, the earliest first.',
      resolve: ({ cohorts }) => cohorts,
    }),
  }),
})

builder.objectField(LocationRef, 'retention', (t) =>
  t.field({
    type: RetentionReport,
    description: 'How many of the users who joined in a period come back in the periods after.',
    args: { input: t.arg({ type: RetentionInput, required: true, description: 'Which cohorts.' }) },
    resolve: async ({ locationId }, { input }, context, info) => ({
      cohorts: await retentionOf(locationId, input, context, info),
    }),
  }),
)
